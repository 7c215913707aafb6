"""The month of a fleet that may mix instance types, with its tasks spread over zones: Managed Instances, by default."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from ecsquote.calculator.options.fleet_month import FleetMonth
from ecsquote.calculator.options.fleets.credit_use import bound_with_credits
from ecsquote.calculator.options.fleets.limited_types import kept_apart, types_of_providers
from ecsquote.calculator.options.fleets.load_cycle import LoadCycle
from ecsquote.calculator.options.fleets.zone_planner import FEW_LOADS, Rows, ZonePlanner
from ecsquote.calculator.placement.perfect_packing import perfect_packing_hourly
from ecsquote.calculator.placement.problem import Candidate
from ecsquote.calculator.placement.production.month_hours import cycle_hours
from ecsquote.calculator.placement.production.request import FleetService, ProductionRules
from ecsquote.calculator.placement.rules.eligibility import unknown_attributes
from ecsquote.units import to_decimal


def mixed_type_fleet(
    candidates: Sequence[Candidate],
    services: Sequence[FleetService],
    cycle: LoadCycle,
    rules: ProductionRules,
) -> FleetMonth:
    """Plan each distinct load zone by zone; OptionUnavailable where a task fits on no type.

    A limit of types is the month's and each capacity provider's: those that the most tasks of each service need serve
    every hour. Of many loads, too, some decide on the types, and all are packed on these together.
    """
    services = [replace(each, group=kept_apart(each.group, rules.only_for)) for each in services]
    loads = dict.fromkeys(load.tasks for load in cycle.loads)
    planner = ZonePlanner(tuple(candidates), services, replace(rules, max_instance_types=None), len(loads))
    if rules.max_instance_types is not None:
        planner = planner.of_types(types_of_providers(candidates, services, _most(cycle), rules))
    elif len(loads) > FEW_LOADS:
        samples = _samples(cycle)
        planner.plan_together(samples)
        planner = planner.of_types({row.group.instance_type for tasks in samples for row in planner.plan(tasks)})
    if len(loads) > FEW_LOADS:
        planner.plan_together(loads)
    planned = {tasks: planner.plan(tasks) for tasks in loads}
    month = sum((load.hours for load in cycle.loads), Fraction(0))
    groups = [service.group for service in services]
    shares = [(load.tasks, to_decimal(load.hours / month)) for load in cycle.loads]
    return FleetMonth(
        layouts=tuple(planned[load.tasks] for load in cycle.loads),
        billed_factors=_billed_factors(planned, cycle, rules),
        lower_bound_hourly=bound_with_credits(
            Fraction(perfect_packing_hourly(groups, candidates, shares)),
            sum((load.hours * planner.used_vcpus(load.tasks) for load in cycle.loads), Fraction(0)) / month,
            candidates,
            rules.bursts,
        ),
        assumptions=unknown_attributes(groups, bool(rules.zone_codes)),
    )


def _most(cycle: LoadCycle) -> tuple[int, ...]:
    """The most tasks of each service."""
    return tuple(map(max, zip(*(load.tasks for load in cycle.loads), strict=True)))


def _samples(cycle: LoadCycle) -> list[tuple[int, ...]]:
    """The loads that decide on the types of many: the most, the mean and the fewest tasks of each service."""
    by_service = list(zip(*(load.tasks for load in cycle.loads), strict=True))
    mean = tuple(-(-sum(counts) // len(counts)) for counts in by_service)
    return [_most(cycle), mean, tuple(map(min, by_service))]


def _count(rows: Rows, name: str) -> int:
    return sum(row.group.count for row in rows if row.group.instance_type == name)


def _billed_factors(
    planned: Mapping[tuple[int, ...], Rows], cycle: LoadCycle, rules: ProductionRules
) -> dict[str, Fraction]:
    """Each type's instances follow the loads by themselves."""
    order = cycle.loads if cycle.ordered else cycle.pattern
    names = {row.group.instance_type for rows in planned.values() for row in rows}
    factors = {}
    for name in sorted(names):
        counts = [_count(planned[load.tasks], name) for load in order]
        hours = [load.hours for load in order]
        needed = sum((count * length for count, length in zip(counts, hours, strict=True)), Fraction(0))
        billed = cycle_hours(counts, hours, rules, from_zero=rules.two_from_zero) if needed else needed
        factors[name] = billed / needed if needed else Fraction(1)
    return factors
