"""From stacks of item counts to the fleet that people read: services named, spares added, shares and sums exact."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from ecsquote.calculator.placement.binding_constraint import BindingConstraints
from ecsquote.calculator.placement.problem import Fleet, InstanceGroup
from ecsquote.calculator.placement.rules.resources import capacity
from ecsquote.calculator.placement.search.minimum_instances import MinimumInstances
from ecsquote.calculator.placement.search.model import InstanceKind, Model
from ecsquote.calculator.placement.search.search_space import EqualInstances
from ecsquote.units import exact_product, exact_sum

_SHARE = Decimal("0.0001")
_BOUND_QUANTUM = Decimal("1E-12")
_WIDE = Context(prec=60)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What the search gives: stacks in the model's own kinds and items, every task placed once, and its bound.

    `bound` never exceeds what the cheapest fleet costs, spare instances included.
    """

    stacks: tuple[EqualInstances, ...]
    bound: Decimal


@dataclass(slots=True)
class _Rows:
    """Instances counted by kind and by the tasks of each service on one of them."""

    counts: Counter[tuple[int, tuple[int, ...]]] = field(default_factory=Counter)

    def add(self, kind: int, tasks: Sequence[int], copies: int) -> None:
        if copies:
            self.counts[kind, tuple(tasks)] += copies


def fleet_of(
    model: Model, tasks: Sequence[int], found: SearchResult, minimum: MinimumInstances, assumptions: tuple[str, ...]
) -> Fleet:
    """The fleet of what was found, with the spare instances that the rules ask for."""
    rows = _by_service(model, tasks, found.stacks)
    needed = sum(rows.counts.values())
    spares = minimum.required(needed) - needed
    rows.add(_spare_kind(model, rows, minimum), [0] * len(model.groups), spares)
    hourly = exact_sum([exact_product(model.price(kind), Decimal(copies)) for (kind, _), copies in rows.counts.items()])
    return Fleet(
        groups=_groups(model, rows),
        hourly=hourly,
        lower_bound_hourly=min(hourly, found.bound.quantize(_BOUND_QUANTUM, rounding=ROUND_FLOOR, context=_WIDE)),
        idle_share=_idle_share(model, rows),
        assumptions=assumptions,
    )


def _spare_kind(model: Model, rows: _Rows, minimum: MinimumInstances) -> int:
    """The cheapest kind, of the types in use where no further type may join them."""
    used = {model.kinds[kind].candidate.instance_type.name for kind, _ in rows.counts}
    most = model.rules.max_instance_types
    if most is None or len(used) < most:
        return minimum.spare_kind
    kinds = [kind for kind, each in enumerate(model.kinds) if each.candidate.instance_type.name in used]
    return min(kinds, key=lambda kind: (model.price(kind), kind))


def _by_service(model: Model, tasks: Sequence[int], stacks: Sequence[EqualInstances]) -> _Rows:
    """The items' tasks dealt out to their services, one service after the other, equal instances kept together."""
    left = {service: tasks[service] for item in model.items for service in item.services}
    rows = _Rows()
    for stack in stacks:
        copies = stack.copies
        while copies:
            dealt = [0] * len(model.groups)
            for item, count in zip(model.items, stack.tasks, strict=True):
                _deal(item.services, count, left, dealt)
            same = min((left[s] // n for s, n in enumerate(dealt) if n), default=copies)
            same = min(copies, max(1, same))
            for service, count in enumerate(dealt):
                if count:
                    left[service] -= count * same
            rows.add(stack.kind, dealt, same)
            copies -= same
    return rows


def _deal(services: Sequence[int], count: int, left: Mapping[int, int], dealt: list[int]) -> None:
    for service in services:
        dealt[service] = min(count, left[service])
        count -= dealt[service]


def _groups(model: Model, rows: _Rows) -> tuple[InstanceGroup, ...]:
    """Rows in order of instance type, then of tasks; what no reader could tell apart is merged."""
    merged: dict[tuple[str, tuple[tuple[str, int], ...]], InstanceGroup] = {}
    binding = BindingConstraints(model)
    for (kind_index, tasks), copies in sorted(rows.counts.items()):
        kind = model.kinds[kind_index]
        named = {model.groups[service].service: count for service, count in enumerate(tasks) if count}
        named |= {model.groups[daemon].service: 1 for daemon in kind.daemons}
        key = (kind.candidate.instance_type.name, tuple(sorted(named.items())))
        before = merged.get(key)
        cpu_used, memory_used = _used(model, kind, tasks)
        merged[key] = InstanceGroup(
            instance_type=kind.candidate.instance_type.name,
            count=copies + (before.count if before else 0),
            tasks=named,
            cpu_used=_share(cpu_used, kind.candidate.instance_type.cpu_units),
            memory_used=_share(memory_used, kind.candidate.memory_mib),
            bound_by=binding.of(kind_index, tasks),
        )
    return tuple(merged[key] for key in sorted(merged))


def _used(model: Model, kind: InstanceKind, tasks: Sequence[int]) -> tuple[int, int]:
    """CPU units and MiB of all tasks of one instance, daemons included."""
    present = [(group, count) for group, count in zip(model.groups, tasks, strict=True) if count]
    present += [(model.groups[daemon], 1) for daemon in kind.daemons]
    return (
        sum(group.cpu_units * count for group, count in present),
        sum(group.memory_mib * count for group, count in present),
    )


def _share(used: int, whole: int) -> Decimal:
    if whole == 0:
        return Decimal(0)
    return _WIDE.divide(Decimal(used), Decimal(whole)).quantize(_SHARE, rounding=ROUND_HALF_UP, context=_WIDE)


def _idle_share(model: Model, rows: _Rows) -> Decimal:
    used, whole = [0, 0], [0, 0]
    for (kind_index, tasks), copies in rows.counts.items():
        kind = model.kinds[kind_index]
        for index, amount in enumerate(_used(model, kind, tasks)):
            used[index] += amount * copies
            whole[index] += capacity(kind.candidate)[index] * copies
    shares = [Fraction(part, total) if total else Fraction(0) for part, total in zip(used, whole, strict=True)]
    idle = 1 - max(shares)
    return _share(idle.numerator, idle.denominator)
