"""The instances of one load zone by zone, of several types: each zone a cluster of its own, and spare instances."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from ecsquote.calculator.options.fleets.credit_use import CreditUse, full_use_priced, used_vcpus
from ecsquote.calculator.placement.planner import FleetPlanner
from ecsquote.calculator.placement.problem import Candidate, Fleet, FleetRules, InstanceGroup, TaskGroup, ZonedGroup
from ecsquote.calculator.placement.production.headroom import needs_headroom
from ecsquote.calculator.placement.production.request import FleetService, ProductionRules
from ecsquote.calculator.placement.rules.instance_room import InstanceRoom
from ecsquote.calculator.placement.rules.managed_scaling import running_instances
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.errors import OptionUnavailable

FEW_LOADS = 24
"""Of more loads all zones are planned together, without a search for each."""
_FEW_LOADS_GAP = 0.02
_MANY_LOADS_GAP = 0.15
"""How far above its bound a zone's fleet may be: of many loads the first good answer decides on the types."""
Rows = tuple[ZonedGroup, ...]


@dataclass(frozen=True)
class _PricedTypes:
    """Instance types at the prices to plan by."""

    candidates: tuple[Candidate, ...]
    groups: Sequence[TaskGroup]
    rules: FleetRules
    loads: int

    parts: dict[tuple[int, ...], tuple[InstanceGroup, ...]] = field(default_factory=dict)

    @cached_property
    def _planner(self) -> FleetPlanner:
        """Zones that constraints name are distinguished by the planner itself.

        AWS chooses the types of Managed Instances, not the cheapest fleet that can be proven: the search is short.
        """
        gap = _FEW_LOADS_GAP if self.loads <= FEW_LOADS else _MANY_LOADS_GAP
        usual = SearchLimits.for_loads(len(self.groups), self.loads)
        limits = replace(usual, exact_instances=0, heuristic_gap=max(gap, usual.heuristic_gap))
        return FleetPlanner(self.groups, self.candidates, self.rules, self.loads, limits)

    def plan(self, tasks: Sequence[int]) -> tuple[InstanceGroup, ...]:
        """The tasks of one zone; zones and hours often have equal ones."""
        key = tuple(tasks)
        if key not in self.parts:
            self.parts[key] = self._planner.plan(key).groups
        return self.parts[key]

    def plan_all(self, parts: Sequence[tuple[int, ...]]) -> None:
        """Plan the tasks of many zones together."""
        self.parts.update(zip(parts, self._planner.plan_loads(parts), strict=True))


@dataclass(frozen=True)
class ZonePlanner:
    """Plans the tasks of each zone as a cluster of their own, and the spare instances of the rules for all zones."""

    candidates: tuple[Candidate, ...]
    services: Sequence[FleetService]
    rules: ProductionRules
    loads: int
    """How many different loads will be planned."""

    def of_types(self, names: Set[str]) -> "ZonePlanner":
        """The same with these types only."""
        return replace(self, candidates=tuple(each for each in self.candidates if each.instance_type.name in names))

    def plan(self, tasks: Sequence[int]) -> Rows:
        """The instances under one load.

        Surplus credits are not part of the search: burstable types are offered at their bare price and with their
        credits at full use, so that they never make a fleet more expensive; the cheapest layout, credits included, is
        taken.
        """
        cheapest = min(self._layouts(self._placed(tasks)), key=self._cost)
        return tuple(cheapest)

    def plan_together(self, loads: Iterable[Sequence[int]]) -> None:
        """Plan the zones of many loads at once, so that `plan` finds them; types may not be limited."""
        parts = (tuple(part) for tasks in loads for part in self._by_zone(self._placed(tasks)))
        distinct = list(dict.fromkeys(part for part in parts if any(part)))
        for offer in self._offers if distinct else ():
            offer.plan_all(distinct)

    def _placed(self, tasks: Sequence[int]) -> list[int]:
        """The tasks without daemons."""
        return [0 if service.group.daemon else count for service, count in zip(self.services, tasks, strict=True)]

    def used_vcpus(self, tasks: Sequence[int]) -> Fraction:
        """What the tasks surely use."""
        return used_vcpus(self._groups, tasks, self.rules.average_cpu_percent)

    @cached_property
    def _groups(self) -> list[TaskGroup]:
        return [service.group for service in self.services]

    def _offer(self, candidates: Sequence[Candidate]) -> _PricedTypes:
        rules = FleetRules(max_instance_types=self.rules.max_instance_types, zone_codes=self.rules.zone_codes)
        return _PricedTypes(tuple(candidates), self._groups, rules, self.loads)

    @cached_property
    def _offers(self) -> list[_PricedTypes]:
        bursts, percent = self.rules.bursts, self.rules.average_cpu_percent
        if not any(name in bursts for name in self._by_name):
            return [self._offer(self.candidates)]
        return [self._offer(each) for each in (self.candidates, full_use_priced(self.candidates, bursts, percent))]

    def _layouts(self, wanted: Sequence[int]) -> Iterator[list[ZonedGroup]]:
        for at, offer in enumerate(self._offers):
            try:
                yield self._layout(offer, wanted)
            except OptionUnavailable:
                if not at:  # all types together do not hold the tasks: the reason names them
                    raise

    def _layout(self, offer: _PricedTypes, wanted: Sequence[int]) -> list[ZonedGroup]:
        fleets = [(zone, offer.plan(part)) for zone, part in enumerate(self._by_zone(wanted), 1) if any(part)]
        rows = [ZonedGroup(group, zone, None) for zone, groups in fleets for group in groups]
        if not rows:
            rows = self._daemons_alone()
        rows += self._headroom(rows, wanted)
        return rows + self._spares(rows)

    def _cost(self, rows: Sequence[ZonedGroup]) -> Fraction:
        """An hour of all, surplus credits included."""
        bare = sum(
            (row.group.count * Fraction(self._by_name[row.group.instance_type].hourly) for row in rows), Fraction(0)
        )
        return bare + self._credits.hourly(row.group for row in rows)

    @cached_property
    def _credits(self) -> CreditUse:
        types = {name: each.instance_type for name, each in self._by_name.items()}
        groups = {each.service: each for each in self._groups}
        return CreditUse(groups, types, self.rules.bursts, self.rules.average_cpu_percent)

    @cached_property
    def _by_name(self) -> dict[str, Candidate]:
        return {each.instance_type.name: each for each in self.candidates}

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
            group = self._offers[0].plan(one)[0]
            empty = {name: count for name, count in group.tasks.items() if name != service.group.service}
            added.append(ZonedGroup(replace(group, tasks=empty, bound_by="demand"), 1, None))
        return added

    def _has_room(self, rows: Sequence[ZonedGroup], group: TaskGroup) -> bool:
        """True where an instance of some row holds one more task of a service."""
        groups = {each.service: each for each in self._groups}
        return any(
            InstanceRoom.of(
                self._by_name[row.group.instance_type],
                ((groups[name], count) for name, count in row.group.tasks.items()),
            ).holds(group)
            for row in rows
        )

    def _spares(self, rows: Sequence[ZonedGroup]) -> list[ZonedGroup]:
        """Empty instances for the target capacity and the group's minimum; those kept for a deployment count."""
        running = sum(row.group.count for row in rows)
        busy = sum(row.group.count for row in rows if row.group.tasks)
        wanted = running_instances(busy, self.rules.min_instances, self.rules.target_capacity_percent)
        if wanted <= running:
            return []
        return [ZonedGroup(group, 1, None) for group in self._spare_fleet(wanted - running).groups]
