"""Layouts as people read them: equal instances of a zone in one row, services named, shares and what binds them."""

from collections import Counter

import numpy as np

from ecsquote.calculator.placement.binding_constraint import BindingConstraints
from ecsquote.calculator.placement.idle_share import InstanceUse
from ecsquote.calculator.placement.problem import InstanceGroup, ZonedGroup
from ecsquote.calculator.placement.production.cluster import Cluster
from ecsquote.calculator.placement.production.layout import Layout
from ecsquote.calculator.placement.production.provider_problem import ProviderProblem
from ecsquote.calculator.placement.search.arrays import IntArray


class RowWriter:
    """Rows of one capacity provider."""

    def __init__(self, cluster: Cluster, problem: ProviderProblem, kind: int) -> None:
        self._problem, self._kind, self._codes = problem, kind, cluster.zones.codes
        self._name, self._whole = cluster.table.names[kind], cluster.table.whole[kind]
        self._names = [service.group.service for service in problem.services]
        groups = [service.group for service in problem.services]
        places = [*zip(problem.room[kind], problem.allowed[kind], strict=True)]
        self._place = [room.tobytes() + open_to.tobytes() for room, open_to in places]
        """Equal for zones in which the same binds an instance."""
        self._binding = {
            place: BindingConstraints.of_groups(groups, problem.needs, room, self._whole, open_to)
            for place, (room, open_to) in dict(zip(self._place, places, strict=True)).items()
        }
        self._bound_by: dict[tuple[bytes, bytes], str] = {}
        only_for = cluster.rules.only_for
        self._daemons = [
            [each.service for each in cluster.daemons if cluster.table.permitted(each, code, only_for)[kind]]
            for code in self._codes
        ]

    def rows(self, layout: Layout) -> tuple[ZonedGroup, ...]:
        """One row for equal instances of a zone, the fullest first."""
        return tuple(row for zone, contents in enumerate(layout.zones) for row in self._zone_rows(zone, contents))

    def _zone_rows(self, zone: int, contents: IntArray) -> list[ZonedGroup]:
        counted = Counter(map(bytes, contents))
        order = sorted(counted, key=lambda each: (-int(np.frombuffer(each, np.int64).sum()), each))
        kinds = np.array([np.frombuffer(each, np.int64) for each in order]).reshape(len(order), len(self._names))
        daemons = self._whole - self._problem.room[self._kind, zone]
        used = (daemons + kinds @ self._problem.needs)[:, :2].astype(np.int64).tolist()
        cpu, memory = self._whole[:2].astype(np.int64).tolist()
        bounds = self._bounds(self._place[zone], order, kinds)
        found = []
        for place, key in enumerate(order):
            tasks = kinds[place]
            use = InstanceUse((used[place][0], used[place][1]), (cpu, memory), counted[key])
            named = {self._names[service]: int(tasks[service]) for service in np.flatnonzero(tasks).tolist()}
            group = InstanceGroup(
                instance_type=self._name,
                count=counted[key],
                tasks=named | dict.fromkeys(self._daemons[zone], 1),
                cpu_used=use.cpu_used,
                memory_used=use.memory_used,
                bound_by=bounds[place],
            )
            found.append(ZonedGroup(group, zone + 1, self._codes[zone]))
        return found

    def _bounds(self, place: bytes, order: list[bytes], kinds: IntArray) -> list[str]:
        """What binds each kind of instance, worked out once for zones that are alike."""
        new = [at for at, key in enumerate(order) if (place, key) not in self._bound_by]
        if new:
            found = self._binding[place].of(kinds[new])
            self._bound_by |= {(place, order[at]): bound for at, bound in zip(new, found, strict=True)}
        return [self._bound_by[place, key] for key in order]
