"""The month of a fleet with one instance type in each capacity provider."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from ecsquote.calculator.options.fleet_month import FleetMonth
from ecsquote.calculator.options.fleets.load_cycle import LoadCycle
from ecsquote.calculator.placement.problem import Candidate
from ecsquote.calculator.placement.production.fleet_design import CapacityProvider
from ecsquote.calculator.placement.production.month_hours import cycle_hours
from ecsquote.calculator.placement.production.planner import ProductionPlanner
from ecsquote.calculator.placement.production.request import FleetLoad, FleetService, ProductionRules


def single_type_fleet(
    candidates: Sequence[Candidate],
    services: Sequence[FleetService],
    cycle: LoadCycle,
    rules: ProductionRules,
    month_hours: Fraction,
) -> FleetMonth:
    """Plan one design for the month and bill it; OptionUnavailable where a task fits on no type."""
    unordered = replace(rules, instance_start_minutes=0, scale_in_minutes=0, two_from_zero=False)
    design = _planner(candidates).plan(services, cycle.loads, rules if cycle.ordered else unordered)
    rounds = month_hours / design.cycle_hours
    layouts = tuple(
        tuple(row for provider in design.providers for row in provider.layouts[load].rows)
        for load in range(len(cycle.loads))
    )
    needed: defaultdict[str, Fraction] = defaultdict(Fraction)
    billed: defaultdict[str, Fraction] = defaultdict(Fraction)
    surplus: defaultdict[str, Fraction] = defaultdict(Fraction)
    for provider in design.providers:
        hours = _hours(provider, cycle.loads)
        needed[provider.instance_type] += hours
        billed[provider.instance_type] += provider.instance_hours + _of_pattern(provider, cycle, rules) / rounds
        surplus[provider.instance_type] += provider.surplus_vcpu_hours * rounds
    return FleetMonth(
        layouts=layouts,
        billed_factors={name: billed[name] / hours if hours else Fraction(1) for name, hours in needed.items()},
        lower_bound_hourly=design.lower_bound_hourly,
        surplus_vcpu_hours={name: hours for name, hours in surplus.items() if hours},
        assumptions=design.assumptions,
    )


_PLANNERS: dict[int, tuple[Sequence[Candidate], ProductionPlanner]] = {}
"""By the identity of the candidates, which are kept with them: a market's come again with every quote of a Region."""
_MAX_PLANNERS = 64


def _planner(candidates: Sequence[Candidate]) -> ProductionPlanner:
    """The planner of these candidates, with what it knows of them from earlier plans."""
    known = _PLANNERS.get(id(candidates))
    if known is None:
        if len(_PLANNERS) >= _MAX_PLANNERS:
            _PLANNERS.clear()
        known = _PLANNERS[id(candidates)] = candidates, ProductionPlanner(candidates)
    return known[1]


def _hours(provider: CapacityProvider, loads: Sequence[FleetLoad]) -> Fraction:
    """Instance-hours of one round without starts and scale-in."""
    return sum(
        (layout.instances * load.hours for layout, load in zip(provider.layouts, loads, strict=True)), Fraction(0)
    )


def _of_pattern(provider: CapacityProvider, cycle: LoadCycle, rules: ProductionRules) -> Fraction:
    """What starts and scale-in add in a month, by the order of the whole hours where the loads have none."""
    if not cycle.pattern:
        return Fraction(0)
    instances = {load.tasks: layout.instances for load, layout in zip(cycle.loads, provider.layouts, strict=True)}
    counts = [instances[load.tasks] for load in cycle.pattern]
    hours = [load.hours for load in cycle.pattern]
    needed = sum((count * length for count, length in zip(counts, hours, strict=True)), Fraction(0))
    month = sum((load.hours for load in cycle.loads), Fraction(0))
    added = cycle_hours(counts, hours, rules, from_zero=rules.two_from_zero) - needed
    return added * month / sum(hours, Fraction(0))
