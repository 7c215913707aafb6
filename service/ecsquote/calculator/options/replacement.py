"""Whether an instance of another type may take the place of a planned one: the same tasks, on it alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from ecsquote.calculator.options.zones import zone_expressions
from ecsquote.calculator.placement.problem import Candidate, InstanceGroup, TaskGroup
from ecsquote.calculator.placement.rules.eligibility import daemons_on, unmet_constraint
from ecsquote.calculator.placement.rules.resources import RESOURCES, capacity, task_needs
from ecsquote.units import to_decimal

_SHARE = Decimal("0.0001")


class Standing:
    """The services of a cluster, asked which sets of their tasks an instance holds."""

    def __init__(self, groups: Sequence[TaskGroup], zone_codes: Sequence[str]) -> None:
        self._groups = {group.service: group for group in groups}
        self._daemons = [group for group in groups if group.daemon]
        self._placed = [group for group in groups if not group.daemon]
        self.asks_for_zones = bool(zone_codes) and any(zone_expressions(group) for group in groups)
        self._zones: Sequence[str | None] = tuple(zone_codes) if self.asks_for_zones else (None,)

    def holds(self, candidate: Candidate, zone: str | None, tasks: Mapping[str, int]) -> bool:
        """True where an instance holds just these tasks, its daemons among them; zone None: in any zone.

        Ports and distinctInstance need no look: the tasks stand together already.
        """
        if any(need > room for need, room in zip(self._needs(tasks), capacity(candidate), strict=True)):
            return False
        zones = self._zones if zone is None else (zone,)
        return any(self._may_stand(candidate, each, tasks) for each in zones)

    def _may_stand(self, candidate: Candidate, zone: str | None, tasks: Mapping[str, int]) -> bool:
        named = {group.service for group in self._daemons if group.service in tasks}
        if {group.service for group in daemons_on(candidate, self._daemons, zone)} != named:
            return False
        standing = [group for group in self._placed if tasks.get(group.service)]
        if standing or not self._placed:
            return all(unmet_constraint(group, candidate, zone) is None for group in standing)
        return any(unmet_constraint(group, candidate, zone) is None for group in self._placed)

    def moved(self, group: InstanceGroup, candidate: Candidate) -> InstanceGroup:
        """The same tasks on instances of another type."""
        needs, whole = self._needs(group.tasks), capacity(candidate)
        return replace(
            group,
            instance_type=candidate.instance_type.name,
            cpu_used=_share(needs[0], whole[0]),
            memory_used=_share(needs[1], whole[1]),
            bound_by=self._bound_by(group, candidate),
        )

    def idle_share(self, rows: Sequence[tuple[InstanceGroup, Candidate]]) -> Decimal:
        """1 − the larger of the used shares of CPU and memory, over all instances."""
        used, whole = [0, 0], [0, 0]
        for group, candidate in rows:
            needs, room = self._needs(group.tasks), capacity(candidate)
            for index in (0, 1):
                used[index] += needs[index] * group.count
                whole[index] += room[index] * group.count
        shares = [Fraction(part, total) if total else Fraction(0) for part, total in zip(used, whole, strict=True)]
        return to_decimal(1 - max(shares)).quantize(_SHARE, rounding=ROUND_HALF_UP)

    def _needs(self, tasks: Mapping[str, int]) -> tuple[int, ...]:
        total = [0] * len(RESOURCES)
        for service, count in tasks.items():
            for index, need in enumerate(task_needs(self._groups[service])):
                total[index] += need * count
        return tuple(total)

    def _bound_by(self, group: InstanceGroup, candidate: Candidate) -> str:
        """What stops one more task of most services that stand here; demand where one more would find room."""
        free = [room - used for room, used in zip(capacity(candidate), self._needs(group.tasks), strict=True)]
        stops: Counter[str] = Counter()
        for each in self._placed:
            if not group.tasks.get(each.service):
                continue
            if each.distinct_instance or each.host_ports:
                stops["distinct_instance" if each.distinct_instance else "host_port"] += 1
                continue
            lacking = [
                resource for need, room, resource in zip(task_needs(each), free, RESOURCES, strict=True) if need > room
            ]
            if not lacking:
                return "demand"
            stops[lacking[0]] += 1
        return max(stops, key=lambda rule: (stops[rule], rule)) if stops else "demand"


def _share(used: int, whole: int) -> Decimal:
    share = to_decimal(Fraction(used, whole)) if whole else Decimal(0)
    return share.quantize(_SHARE, rounding=ROUND_HALF_UP)
