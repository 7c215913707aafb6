"""Used and idle shares of CPU and memory: of one instance, and of a fleet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from ecsquote.calculator.placement.problem import Candidate, TaskGroup
from ecsquote.calculator.placement.rules.resources import capacity, total_needs

_PLACES = Decimal("0.0001")
_EXACT = Context(prec=60)


@dataclass(frozen=True, slots=True)
class InstanceUse:
    """What the tasks of equal instances use of the CPU units and MiB that each registers."""

    used: tuple[int, int]
    registered: tuple[int, int]
    count: int

    @classmethod
    def of(cls, candidate: Candidate, tasks: Iterable[tuple[TaskGroup, int]], count: int) -> "InstanceUse":
        """The use of instances with these tasks, daemons included, on each."""
        cpu_used, memory_used, *_ = total_needs(tasks)
        cpu, memory, *_ = capacity(candidate)
        return cls((cpu_used, memory_used), (cpu, memory), count)

    @property
    def cpu_used(self) -> Decimal:
        """Share of the registered CPU units, to four places."""
        return _share(self.used[0], self.registered[0])

    @property
    def memory_used(self) -> Decimal:
        """Share of the registered memory, to four places."""
        return _share(self.used[1], self.registered[1])


class KnownUses:
    """The uses of instances by the services of a cluster; equal tasks on the same type are added up once."""

    def __init__(self, groups: Iterable[TaskGroup]) -> None:
        self._groups = {group.service: group for group in groups}
        self._known: dict[tuple[str, frozenset[tuple[str, int]]], InstanceUse] = {}

    def of(self, candidate: Candidate, tasks: Mapping[str, int], count: int) -> InstanceUse:
        """The use of this number of instances with these tasks of each service on each."""
        key = (candidate.instance_type.name, frozenset(tasks.items()))
        if key not in self._known:
            named = ((self._groups[service], number) for service, number in tasks.items())
            self._known[key] = InstanceUse.of(candidate, named, 1)
        one = self._known[key]
        return InstanceUse(one.used, one.registered, count)


def idle_share(uses: Iterable[InstanceUse]) -> Decimal:
    """1 − the larger of the used shares of CPU and memory over all instances, to four places."""
    used, registered = [0, 0], [0, 0]
    for each in uses:
        for index in (0, 1):
            used[index] += each.used[index] * each.count
            registered[index] += each.registered[index] * each.count
    shares = [Fraction(part, total) if total else Fraction(0) for part, total in zip(used, registered, strict=True)]
    idle = 1 - max(shares)
    return _share(idle.numerator, idle.denominator)


def _share(part: int, total: int) -> Decimal:
    if total == 0:
        return Decimal(0)
    return _EXACT.divide(Decimal(part), Decimal(total)).quantize(_PLACES, rounding=ROUND_HALF_UP, context=_EXACT)
