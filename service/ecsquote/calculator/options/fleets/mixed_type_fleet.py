"""The month of a fleet that may mix instance types, with its tasks spread over zones: Managed Instances, by default."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from ecsquote.calculator.options.fleet_month import FleetMonth, ZonedGroup
from ecsquote.calculator.options.fleets.credit_use import surplus_vcpus
from ecsquote.calculator.options.fleets.load_cycle import LoadCycle
from ecsquote.calculator.placement.perfect_packing import perfect_packing_hourly
from ecsquote.calculator.placement.planner import FleetPlanner
from ecsquote.calculator.placement.problem import Candidate, Fleet, FleetRules, InstanceGroup, TaskGroup
from ecsquote.calculator.placement.production.headroom import needs_headroom
from ecsquote.calculator.placement.production.month_hours import cycle_hours
from ecsquote.calculator.placement.production.request import FleetService, ProductionRules
from ecsquote.calculator.placement.rules.eligibility import unknown_attributes, unmet_constraint
from ecsquote.calculator.placement.rules.resources import capacity, task_needs
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.units import to_decimal

_FULL_PERCENT = 100
Rows = tuple[ZonedGroup, ...]


def mixed_type_fleet(
    candidates: Sequence[Candidate],
    services: Sequence[FleetService],
    cycle: LoadCycle,
    rules: ProductionRules,
) -> FleetMonth:
    """Plan each distinct load zone by zone; OptionUnavailable where a task fits on no type.

    A limit of types is the month's: those that the most tasks of each service need serve every hour.
    """
    chosen_by = _with_credits(candidates, rules)
    planner = _ZonePlanner(chosen_by, services, rules, len({load.tasks for load in cycle.loads}))
    if rules.max_instance_types is not None and planner.loads > 1:
        peak = planner.plan(tuple(map(max, zip(*(load.tasks for load in cycle.loads), strict=True))))
        names = {row.group.instance_type for row in peak}
        planner = replace(planner, candidates=[each for each in chosen_by if each.instance_type.name in names])
    planned = {load.tasks: planner.plan(load.tasks) for load in dict.fromkeys(cycle.loads)}
    month = sum((load.hours for load in cycle.loads), Fraction(0))
    groups = [service.group for service in services]
    shares = [(load.tasks, to_decimal(load.hours / month)) for load in cycle.loads]
    return FleetMonth(
        layouts=tuple(planned[load.tasks] for load in cycle.loads),
        billed_factors=_billed_factors(planned, cycle, rules),
        lower_bound_hourly=Fraction(perfect_packing_hourly(groups, candidates, shares)),
        assumptions=unknown_attributes(groups, bool(rules.zone_codes)),
    )


def _with_credits(candidates: Sequence[Candidate], rules: ProductionRules) -> Sequence[Candidate]:
    """Burstable types at their price with the surplus credits of an instance whose CPU is all reserved.

    What is chosen by these prices never costs more than by them, so that burstable types never make a fleet more
    expensive than it is without them.
    """
    if not rules.bursts:
        return candidates
    return [
        replace(each, hourly=each.hourly + to_decimal(surplus * Fraction(terms.surplus_vcpu_hour)))
        if (terms := rules.bursts.get(each.instance_type.name))
        and (surplus := surplus_vcpus(each.instance_type.cpu_units, terms, rules.average_cpu_percent))
        else each
        for each in candidates
    ]


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


@dataclass
class _ZonePlanner:
    """Plans the tasks of each zone as a cluster of their own, and the spare instances of the rules for all zones.

    AWS chooses the types of Managed Instances, not the cheapest fleet that can be proven: the search is a short one.
    """

    candidates: Sequence[Candidate]
    services: Sequence[FleetService]
    rules: ProductionRules
    loads: int
    _parts: dict[tuple[int, ...], Fleet] = field(default_factory=dict, init=False)

    def plan(self, tasks: Sequence[int]) -> Rows:
        """The instances under one load."""
        wanted = [0 if service.group.daemon else count for service, count in zip(self.services, tasks, strict=True)]
        fleets = [(zone, self._part(part)) for zone, part in enumerate(self._by_zone(wanted), 1) if any(part)]
        rows = [ZonedGroup(group, zone, None) for zone, fleet in fleets for group in fleet.groups]
        if not rows:
            rows = self._daemons_alone()
        rows += self._headroom(rows, wanted)
        rows += self._spares(rows)
        return tuple(rows)

    def _part(self, tasks: Sequence[int]) -> Fleet:
        """The tasks of one zone; zones and hours often have equal ones."""
        key = tuple(tasks)
        if key not in self._parts:
            self._parts[key] = self._planner.plan(key)
        return self._parts[key]

    @cached_property
    def _planner(self) -> FleetPlanner:
        """Zones that constraints name are told apart by the planner itself."""
        groups = [service.group for service in self.services]
        rules = FleetRules(max_instance_types=self.rules.max_instance_types, zone_codes=self.rules.zone_codes)
        limits = replace(SearchLimits.for_loads(len(groups), self.loads), exact_instances=0)
        return FleetPlanner(groups, self.candidates, rules, self.loads, limits)

    def _by_zone(self, tasks: Sequence[int]) -> list[list[int]]:
        """Each service's tasks over min(tasks, zones) zones; the odd ones go where the fewest CPU units are so far."""
        zones = self.rules.availability_zones
        parts = [[0] * len(tasks) for _ in range(zones)]
        load = [0] * zones
        order = sorted(range(len(tasks)), key=lambda at: (-self.services[at].group.cpu_units, at))
        for at in order:
            service = self.services[at]
            each, odd = divmod(tasks[at], zones) if service.zone_spread else (0, 0)
            fullest_last = sorted(range(zones), key=lambda zone: (load[zone], zone))
            for place, zone in enumerate(fullest_last):
                count = each + (place < odd) if service.zone_spread else (tasks[at] if place == 0 else 0)
                parts[zone][at] += count
                load[zone] += count * service.group.cpu_units
        return parts

    def _daemons_alone(self) -> list[ZonedGroup]:
        if not any(service.group.daemon for service in self.services):
            return []
        least = max(self.rules.min_instances, self.rules.availability_zones)
        fleet = self._spare_fleet(least)
        return [
            ZonedGroup(replace(group, count=1), 1 + at % self.rules.availability_zones, None)
            for group in fleet.groups
            for at in range(group.count)
        ]

    def _spare_fleet(self, instances: int) -> Fleet:
        """The cheapest instances without tasks, with their daemons."""
        groups = [service.group for service in self.services]
        rules = FleetRules(min_instances=instances, zone_codes=self.rules.zone_codes)
        return FleetPlanner(groups, self.candidates, rules).plan([0] * len(groups))

    def _headroom(self, rows: Sequence[ZonedGroup], tasks: Sequence[int]) -> list[ZonedGroup]:
        """An instance for each service of which no running instance has room for one more task."""
        if not self.rules.deployment_headroom:
            return []
        added: list[ZonedGroup] = []
        order = sorted(range(len(tasks)), key=lambda at: (-self.services[at].group.memory_mib, at))
        for at in order:
            service = self.services[at]
            if not needs_headroom(service, tasks[at]) or self._has_room([*rows, *added], service.group):
                continue
            one = [int(at == other) for other in range(len(tasks))]
            group = self._planner.plan(one).groups[0]
            empty = {name: count for name, count in group.tasks.items() if name != service.group.service}
            added.append(ZonedGroup(replace(group, tasks=empty, bound_by="demand"), 1, None))
        return added

    def _has_room(self, rows: Sequence[ZonedGroup], group: TaskGroup) -> bool:
        by_name = {each.instance_type.name: each for each in self.candidates}
        return any(self._holds(by_name[row.group.instance_type], row.group, group) for row in rows)

    def _holds(self, candidate: Candidate, row: InstanceGroup, group: TaskGroup) -> bool:
        """One more task of a service on an instance of the row: its constraints, room and host ports."""
        groups = {service.group.service: service.group for service in self.services}
        if unmet_constraint(group, candidate) is not None:
            return False
        if group.service in row.tasks and (group.distinct_instance or group.host_ports):
            return False
        if any(groups[name].host_ports & group.host_ports for name in row.tasks):
            return False
        needs = [task_needs(groups[name]) for name in row.tasks]
        used = [
            sum(count * need[resource] for count, need in zip(row.tasks.values(), needs, strict=True))
            for resource in range(len(capacity(candidate)))
        ]
        return all(
            taken + more <= whole
            for taken, more, whole in zip(used, task_needs(group), capacity(candidate), strict=True)
        )

    def _spares(self, rows: Sequence[ZonedGroup]) -> list[ZonedGroup]:
        """Empty instances for the target capacity and the group's minimum; those kept for a deployment count."""
        running = sum(row.group.count for row in rows)
        busy = sum(row.group.count for row in rows if row.group.tasks)
        wanted = max(-(-busy * _FULL_PERCENT // self.rules.target_capacity_percent), self.rules.min_instances)
        if wanted <= running:
            return []
        return [ZonedGroup(group, 1, None) for group in self._spare_fleet(wanted - running).groups]
