"""From the search's result to the fleet: services named, spare instances added, shares and sums exact."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_FLOOR, Context, Decimal

import numpy as np

from ecsquote.calculator.placement.binding_constraint import BindingConstraints
from ecsquote.calculator.placement.idle_share import InstanceUse, idle_share
from ecsquote.calculator.placement.problem import Fleet, InstanceGroup, TaskGroup
from ecsquote.calculator.placement.search.fleet_search import SearchResult
from ecsquote.calculator.placement.search.minimum_instances import MinimumInstances
from ecsquote.calculator.placement.search.model import InstanceKind, Model
from ecsquote.calculator.placement.search.plan import EqualInstances
from ecsquote.units import exact_product, exact_sum

_BOUND_PLACES = Decimal("1E-12")
_WIDE = Context(prec=60)


@dataclass(frozen=True, slots=True)
class _PlacedInstance:
    """What a fleet says of one instance."""

    group: InstanceGroup
    use: InstanceUse


@dataclass(slots=True)
class _Rows:
    """Instances counted by kind and by the tasks of each service on one of them."""

    counts: Counter[tuple[int, tuple[int, ...]]] = field(default_factory=Counter)

    def add(self, kind: int, tasks: Sequence[int], copies: int) -> None:
        if copies:
            self.counts[kind, tuple(tasks)] += copies


class FleetWriter:
    """Writes the fleets of one model; what equal instances share is worked out once."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._binding: dict[int, BindingConstraints] = {}
        self._known: dict[tuple[int, tuple[int, ...]], _PlacedInstance] = {}

    def fleet(
        self, tasks: Sequence[int], found: SearchResult, minimum: MinimumInstances, assumptions: tuple[str, ...]
    ) -> Fleet:
        """The fleet that was found, with the spare instances that the rules require."""
        model = self._model
        rows = _by_service(model, tasks, found.stacks)
        needed = sum(rows.counts.values())
        spares = minimum.required(needed) - needed
        rows.add(_spare_kind(model, rows, minimum), [0] * len(model.groups), spares)
        hourly = exact_sum(
            [exact_product(model.price(kind), Decimal(copies)) for (kind, _), copies in rows.counts.items()]
        )
        self._learn([rows])
        return Fleet(
            groups=self._groups(rows),
            hourly=hourly,
            lower_bound_hourly=min(hourly, found.bound.quantize(_BOUND_PLACES, rounding=ROUND_FLOOR, context=_WIDE)),
            idle_share=idle_share(replace(self._known[key].use, count=copies) for key, copies in rows.counts.items()),
            assumptions=assumptions,
        )

    def groups_of(
        self, demands: Sequence[Sequence[int]], stacks: Sequence[Sequence[EqualInstances]]
    ) -> list[tuple[InstanceGroup, ...]]:
        """The instances of many demands (tasks by service)."""
        every = [_by_service(self._model, tasks, own) for tasks, own in zip(demands, stacks, strict=True)]
        self._learn(every)
        return [self._groups(rows) for rows in every]

    def _learn(self, every: Sequence[_Rows]) -> None:
        """What a fleet says of instances that were not there before, those of one kind together."""
        model = self._model
        fresh: dict[int, list[tuple[int, ...]]] = {}
        for kind, tasks in sorted({key for rows in every for key in rows.counts} - self._known.keys()):
            fresh.setdefault(kind, []).append(tasks)
        for kind, contents in fresh.items():
            if kind not in self._binding:
                self._binding[kind] = BindingConstraints.of_kind(model, kind)
            for tasks, bound_by in zip(contents, self._binding[kind].of(np.array(contents)), strict=True):
                present = _present(model, model.kinds[kind], tasks)
                use = InstanceUse.of(model.kinds[kind].candidate, present, 1)
                group = InstanceGroup(
                    instance_type=model.kinds[kind].candidate.instance_type.name,
                    count=1,
                    tasks={group.service: count for group, count in present},
                    cpu_used=use.cpu_used,
                    memory_used=use.memory_used,
                    bound_by=bound_by,
                )
                self._known[kind, tasks] = _PlacedInstance(group, use)

    def _groups(self, rows: _Rows) -> tuple[InstanceGroup, ...]:
        """Rows in the order of instance type, then of tasks; rows that look the same are merged."""
        merged: dict[tuple[str, tuple[tuple[str, int], ...]], InstanceGroup] = {}
        for key, copies in sorted(rows.counts.items()):
            group = self._known[key].group
            look = (group.instance_type, tuple(sorted(group.tasks.items())))
            before = merged[look].count if look in merged else 0
            merged[look] = replace(group, count=before + copies)
        return tuple(merged[look] for look in sorted(merged))


def _spare_kind(model: Model, rows: _Rows, minimum: MinimumInstances) -> int:
    """The cheapest kind, among the types in use where no other type may be added."""
    used = {model.kinds[kind].candidate.instance_type.name for kind, _ in rows.counts}
    most = model.rules.max_instance_types
    if most is None or len(used) < most:
        return minimum.spare_kind
    kinds = [kind for kind, each in enumerate(model.kinds) if each.candidate.instance_type.name in used]
    return min(kinds, key=lambda kind: (model.price(kind), kind))


def _by_service(model: Model, tasks: Sequence[int], stacks: Sequence[EqualInstances]) -> _Rows:
    """The items' tasks assigned to their services, one service after the other, equal instances kept together."""
    left = {service: tasks[service] for item in model.items for service in item.services}
    rows = _Rows()
    for stack in stacks:
        copies = stack.copies
        while copies:
            assigned = [0] * len(model.groups)
            for item, count in zip(model.items, stack.tasks, strict=True):
                _assign(item.services, count, left, assigned)
            same = min((left[service] // count for service, count in enumerate(assigned) if count), default=copies)
            same = min(copies, max(1, same))
            for service, count in enumerate(assigned):
                if count:
                    left[service] -= count * same
            rows.add(stack.kind, assigned, same)
            copies -= same
    return rows


def _assign(services: Sequence[int], count: int, left: Mapping[int, int], assigned: list[int]) -> None:
    for service in services:
        assigned[service] = min(count, left[service])
        count -= assigned[service]


def _present(model: Model, kind: InstanceKind, tasks: Sequence[int]) -> list[tuple[TaskGroup, int]]:
    """The tasks on one instance: those of services, then one of each daemon."""
    present = [(group, count) for group, count in zip(model.groups, tasks, strict=True) if count]
    return present + [(model.groups[daemon], 1) for daemon in kind.daemons]
