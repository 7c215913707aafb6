"""The rows of a month: equal instances with equal tasks in one zone, with the hours that are billed for them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ecsquote.calculator.options.fleets.planned_instances import PlannedInstances
from ecsquote.calculator.options.purchase.allocation import Bought


@dataclass(frozen=True, slots=True)
class InstanceHours:
    """One row of the month: the instances at their largest count, their billed hours, and those with tasks."""

    bought: Bought
    operating_system: str
    hours: Fraction
    occupied_hours: Fraction
    runs: bool = False
    """True for instances that start for runs alone."""


def instance_rows(planned: Sequence[PlannedInstances]) -> list[InstanceHours]:
    """The month's instances, one row for each layout, zone and way of buying."""
    rows: dict[tuple[object, ...], InstanceHours] = {}
    for each in planned:
        month = Fraction(each.situation.hours_per_month)
        for segment in each.segments:
            hours = each.situation.segments[segment.position].share * month
            for row in _merged(segment.rows):
                needed = row.group.count * hours
                billed = needed * row.billed_factor
                _add(rows, InstanceHours(row, segment.operating_system, billed, needed))
        for cluster in each.clusters:
            for run in cluster.runs:
                _add(
                    rows, InstanceHours(run.bought, cluster.operating_system, run.hours, run.occupied_hours, runs=True)
                )
    return list(rows.values())


def _merged(rows: Sequence[Bought]) -> list[Bought]:
    """Rows of the same hour that a placement does not distinguish, as one."""
    found: dict[tuple[object, ...], Bought] = {}
    for row in rows:
        key = (*row.kind, row.billed_factor, row.hourly)
        known = found.get(key)
        count = row.group.count + (0 if known is None else known.group.count)
        found[key] = replace(row, group=replace(row.group, count=count))
    return list(found.values())


def _add(rows: dict[tuple[object, ...], InstanceHours], row: InstanceHours) -> None:
    bought, group = row.bought, row.bought.group
    key = (row.operating_system, *bought.kind, row.runs)
    known = rows.get(key)
    if known is not None:
        larger = bought if group.count > known.bought.group.count else known.bought
        row = replace(
            row,
            bought=larger,
            hours=row.hours + known.hours,
            occupied_hours=row.occupied_hours + known.occupied_hours,
        )
    rows[key] = row
