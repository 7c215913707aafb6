"""The placement of a quote: the month's instances row by row, their idle share, the bound, the week hour by hour."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from ecsquote.calculator.options.bill.empty_instances import kept_for
from ecsquote.calculator.options.bill.instance_rows import InstanceHours
from ecsquote.calculator.options.capacity_plan import Situation
from ecsquote.calculator.options.fleets.planned_instances import PlannedInstances, PlannedSegment
from ecsquote.calculator.options.fleets.scale_from_zero import starting_hours, week_of
from ecsquote.calculator.options.purchase.allocation import cost_of
from ecsquote.contract.quotes import PlacedInstances, Placement
from ecsquote.units import HOURS_PER_DAY, exact_sum, to_decimal
from ecsquote.workload.service import Service

_SHARE_PLACES = Decimal("0.0001")
_PERCENT_PLACES = Decimal("0.01")
Week = list[Counter[str]]


def placement(
    situation: Situation, planned: Sequence[PlannedInstances], rows: Sequence[InstanceHours], week: Week | None
) -> Placement:
    """The month's instances: equal rows of different hours are one, with the largest count they reach."""
    month = Fraction(situation.hours_per_month)
    empty = {kind: reasons for each in planned for kind, reasons in kept_for(each).items()}
    cost = bound = idle = Fraction(0)
    for each in planned:
        for segment in each.segments:
            share = situation.segments[segment.position].share
            needed = Fraction(cost_of(segment.rows))
            cost += share * sum(
                (row.group.count * Fraction(row.hourly) * row.billed_factor for row in segment.rows), Fraction(0)
            )
            bound += share * Fraction(segment.lower_bound_hourly)
            idle += share * Fraction(segment.idle_share) * needed
        cost += sum((cluster.credits_monthly for cluster in each.clusters), Fraction(0)) / month
        cost += _of_runs(each) / month
    running = (
        sum((Fraction(row.bought.hourly) * row.occupied_hours for row in rows if not row.runs), Fraction(0)) / month
    )
    bound = min(bound, cost)
    gap = Fraction(0) if not bound else (cost - bound) / bound * 100
    return Placement(
        instances=tuple(_instances(row, empty.get(row.bought.kind, ())) for row in rows),
        idle_share=_rounded(idle / running if running else Fraction(0), _SHARE_PLACES),
        lower_bound_hourly=to_decimal(bound),
        gap_percent=_rounded(gap, _PERCENT_PLACES),
        profile=situation.request.fleet.profile.value,
        perfect_packing_hourly=_packing_floor(planned, to_decimal(cost)),
        hourly_instances=None if week is None else _by_type(week),
    )


def _packing_floor(planned: Sequence[PlannedInstances], hourly: Decimal) -> Decimal | None:
    """Of all clusters together, never more than the fleet itself; None where one of them has none."""
    floors = [cluster.packing_floor_hourly for each in planned for cluster in each.clusters]
    known = [floor for floor in floors if floor is not None]
    return min(exact_sum(known), hourly) if len(known) == len(floors) else None


def _of_runs(planned: PlannedInstances) -> Fraction:
    return sum(
        (Fraction(run.bought.hourly) * run.hours for cluster in planned.clusters for run in cluster.runs), Fraction(0)
    )


def _instances(of: InstanceHours, reasons: tuple[str, ...]) -> PlacedInstances:
    row, hours = of.bought, of.hours
    group = row.group
    return PlacedInstances(
        instance_type=group.instance_type,
        count=group.count,
        hours=to_decimal(hours),
        tasks=dict(group.tasks),
        cpu_used=group.cpu_used,
        memory_used=group.memory_used,
        bound_by=group.bound_by,
        purchase_option="SPOT" if row.spot else "ON_DEMAND",
        availability_zone=row.availability_zone,
        interruption=row.interruption,
        zone=row.zone,
        kept_for=reasons,
    )


def _rounded(value: Fraction, places: Decimal) -> Decimal:
    # A rounded bound may end a hair above the cost: adding 0 makes a negative 0 a 0, and leaves what is less alone.
    return to_decimal(value).quantize(places, rounding=ROUND_HALF_UP).normalize() + 0


def instances_by_hour(
    situation: Situation, planned: Sequence[PlannedSegment], clusters: Mapping[Hashable, Sequence[Service]]
) -> Week | None:
    """How many instances of each type run in every hour of the week, or in any hour, as they are billed.

    None where the month's segments are not full hours: average loads, runs, deployments.
    `clusters`: the services whose loads begin together from zero, if from zero they start with two.
    """
    week = week_of(situation.services)
    if week is None:
        return None
    begins = {cluster: starting_hours(services) for cluster, services in clusters.items()}
    keys = [
        (counts, frozenset(cluster for cluster, hours in begins.items() if hours[hour % len(hours)]))
        for hour, counts in enumerate(week)
    ]
    positions = {
        (segment.tasks, starts): position
        for position, (segment, starts) in enumerate(zip(situation.segments, situation.starts, strict=True))
    }
    for key, hours in Counter(keys).items():
        if key not in positions or situation.segments[positions[key]].share != Fraction(hours, len(week)):
            return None
    running: dict[int, Counter[str]] = {}
    for each in planned:
        counts = running.setdefault(each.position, Counter())
        for row in each.rows:
            counts[row.group.instance_type] += row.group.count
    return [running.get(positions[key], Counter()) for key in keys]


def joined(services: Sequence[Service], weeks: Sequence[Week | None]) -> Week | None:
    """The hours of several clusters together; None where they are not known or the load never changes."""
    known = [week for week in weeks if week is not None]
    if len(known) < len(weeks) or not any(len(set(service.load.weekly)) > 1 for service in services):
        return None
    if len(known) == 1:
        return known[0]
    length = max(map(len, known), default=0)
    return [sum((week[hour % len(week)] for week in known), Counter[str]()) for hour in range(length)]


def _by_type(week: Week) -> dict[str, list[int]]:
    """The counts of each type, for a day where all days are alike."""
    if all(counts == week[hour % HOURS_PER_DAY] for hour, counts in enumerate(week)):
        week = week[:HOURS_PER_DAY]
    names = sorted({name for counts in week for name in counts})
    return {name: [counts[name] for counts in week] for name in names}
