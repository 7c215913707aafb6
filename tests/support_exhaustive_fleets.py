"""An exhaustive search for production fleets, which shares no rule with the planner."""

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations, product

import numpy as np

from ecsquote.calculator.placement.problem import Candidate, TaskGroup
from ecsquote.calculator.placement.production.request import FleetService, ProductionRules
from support_production import Standing, Vector, deploys


def least_cost(
    services: Sequence[FleetService], tasks: Sequence[int], candidates: Sequence[Candidate], rules: ProductionRules
) -> Fraction | None:
    """The cheapest fleet of one type under one load, by trying everything; None where no type holds all."""
    found = [least_of(offer, services, tasks, rules) for offer in candidates]
    costs = [each for each in found if each is not None]
    return min(costs) if costs else None


def least_of(
    offer: Candidate, services: Sequence[FleetService], tasks: Sequence[int], rules: ProductionRules
) -> Fraction | None:
    """The same on one type: every way to choose zones, every way to fill instances."""
    daemons = [each.group for each in services if each.group.daemon]
    placed = [(each, count) for each, count in zip(services, tasks, strict=True) if not each.group.daemon]
    try:
        empty = Standing(offer, daemons)
    except AssertionError:
        return None
    if any(not empty.fits(each.group) for each, _ in placed):
        return None
    fillings = _fillings(offer, daemons, [each.group for each, _ in placed], tuple(count for _, count in placed))
    terms = rules.bursts.get(offer.instance_type.name)
    flags = [rules.deployment_headroom and deploys(each, count) for each, count in placed]
    costs = {}
    rooms = {}
    for filling in fillings:
        instance = _filled(offer, daemons, [each.group for each, _ in placed], filling)
        cost = Fraction(offer.hourly)
        if terms is not None:
            used = offer.instance_type.cpu_units if instance.greedy else instance.cpu
            above = used * Fraction(rules.average_cpu_percent) / 100 - Fraction(terms.baseline_cpu_units)
            cost += max(Fraction(0), above) / 1024 * Fraction(terms.surplus_vcpu_hour)
        costs[filling] = cost
        rooms[filling] = frozenset(
            place for place, (each, _) in enumerate(placed) if flags[place] and instance.fits(each.group)
        )
    best: Fraction | None = None
    for dealt in _dealings(placed, rules.availability_zones):
        found = _cheapest(dealt, fillings, costs, rooms, frozenset(np.flatnonzero(flags).tolist()), rules)
        if found is not None and (best is None or found < best):
            best = found
    return best


def _filled(offer: Candidate, daemons: Sequence[TaskGroup], groups: Sequence[TaskGroup], filling: Vector) -> Standing:
    instance = Standing(offer, daemons)
    for each, number in zip(groups, filling, strict=True):
        for _ in range(number):
            instance.start(each)
    return instance


def _fillings(
    offer: Candidate, daemons: Sequence[TaskGroup], groups: Sequence[TaskGroup], most: Vector
) -> list[Vector]:
    found = []
    for filling in product(*(range(count + 1) for count in most)):
        try:
            _filled(offer, daemons, groups, filling)
        except AssertionError:
            continue
        found.append(filling)
    return found


def _dealings(placed: Sequence[tuple[FleetService, int]], zones: int) -> set[tuple[Vector, ...]]:
    """Every way to choose the zones of tasks; zones are alike, so their order does not matter."""
    choices = []
    for each, count in placed:
        if each.zone_spread and not each.runs:
            base, extra = divmod(count, zones)
            choices.append(
                [tuple(base + (zone in more) for zone in range(zones)) for more in combinations(range(zones), extra)]
            )
        else:
            choices.append([split for split in product(range(count + 1), repeat=zones) if sum(split) == count])
    return {tuple(sorted(zip(*chosen, strict=True))) for chosen in product(*choices)} if choices else {((),) * zones}


def _cheapest(  # noqa: C901 # one walk over all ways, every rule in sight
    dealt: tuple[Vector, ...],
    fillings: Sequence[Vector],
    costs: dict[Vector, Fraction],
    rooms: dict[Vector, frozenset[int]],
    asked: frozenset[int],
    rules: ProductionRules,
) -> Fraction | None:
    """The least cost over zones; a state is what is left, the room found so far and the number of instances."""
    empty = tuple(0 for _ in dealt[0])
    busy = [filling for filling in fillings if any(filling)]

    @cache
    def zone_ways(left: Vector) -> dict[tuple[int, frozenset[int]], Fraction]:
        if not any(left):
            return {(0, frozenset()): Fraction(0)}
        first = next(place for place, count in enumerate(left) if count)
        found: dict[tuple[int, frozenset[int]], Fraction] = {}
        for filling in busy:
            if not filling[first] or any(a > b for a, b in zip(filling, left, strict=True)):
                continue
            rest = tuple(b - a for a, b in zip(filling, left, strict=True))
            for (number, room), cost in zone_ways(rest).items():
                key = (number + 1, room | rooms[filling])
                total = cost + costs[filling]
                if key not in found or total < found[key]:
                    found[key] = total
        return found

    states = {(0, frozenset[int]()): Fraction(0)}
    for zone in dealt:
        following: dict[tuple[int, frozenset[int]], Fraction] = {}
        for (number, room), cost in states.items():
            for (more, found_room), more_cost in zone_ways(zone).items():
                key = (number + more, room | found_room)
                total = cost + more_cost
                if key not in following or total < following[key]:
                    following[key] = total
        states = following
    best: Fraction | None = None
    for (number, room), cost in states.items():
        running = max(-(-number * 100 // rules.target_capacity_percent), rules.min_instances)
        spare = running - number
        if not (spare or asked <= room):
            spare = 1
        total = cost + spare * costs[empty]
        if best is None or total < best:
            best = total
    return best
