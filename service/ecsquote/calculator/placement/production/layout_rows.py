"""Layouts as people read them: equal instances of a zone in one row, services named, shares and what binds them."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np

from ecsquote.calculator.placement.problem import TaskGroup
from ecsquote.calculator.placement.production.cluster import Cluster
from ecsquote.calculator.placement.production.fleet_design import InstanceRow
from ecsquote.calculator.placement.production.layout import Layout
from ecsquote.calculator.placement.production.provider_problem import ProviderProblem
from ecsquote.calculator.placement.rules.resources import RESOURCES
from ecsquote.calculator.placement.search.arrays import BoolArray, FloatArray, IntArray
from ecsquote.units import to_decimal

_SHARE = Decimal("0.0001")


class RowWriter:
    """Rows of one capacity provider."""

    def __init__(self, cluster: Cluster, problem: ProviderProblem, kind: int) -> None:
        self._problem, self._kind, self._codes = problem, kind, cluster.zones.codes
        self._name, self._whole = cluster.table.names[kind], cluster.table.whole[kind]
        self._names = [service.group.service for service in problem.services]
        self._limits = [_limit_of(service.group) for service in problem.services]
        only_for = cluster.rules.only_for
        self._daemons = [
            [each.service for each in cluster.daemons if cluster.table.permitted(each, code, only_for)[kind]]
            for code in self._codes
        ]

    def rows(self, layout: Layout) -> tuple[InstanceRow, ...]:
        """One row for equal instances of a zone, the fullest first."""
        return tuple(row for zone, contents in enumerate(layout.zones) for row in self._zone_rows(zone, contents))

    def _zone_rows(self, zone: int, contents: IntArray) -> list[InstanceRow]:
        counted = Counter(map(bytes, contents))
        order = sorted(counted, key=lambda each: (-int(np.frombuffer(each, np.int64).sum()), each))
        kinds = np.array([np.frombuffer(each, np.int64) for each in order]).reshape(len(order), len(self._names))
        room = self._problem.room[self._kind, zone]
        free = room - kinds @ self._problem.needs
        used = (self._whole - free)[:, :2].astype(np.int64).tolist()
        whole = self._whole[:2].astype(np.int64).tolist()
        bounds = self._bounds(kinds, free)
        found = []
        for place, key in enumerate(order):
            tasks = kinds[place]
            named = {self._names[service]: int(tasks[service]) for service in np.flatnonzero(tasks).tolist()}
            found.append(
                InstanceRow(
                    instance_type=self._name,
                    count=counted[key],
                    zone=zone + 1,
                    availability_zone=self._codes[zone],
                    tasks=named | dict.fromkeys(self._daemons[zone], 1),
                    cpu_used=_share(used[place][0], whole[0]),
                    memory_used=_share(used[place][1], whole[1]),
                    bound_by=bounds[place],
                )
            )
        return found

    def _bounds(self, kinds: IntArray, free: FloatArray) -> list[str]:
        """What stops one more task of most services that run on each; demand where one more would find room."""
        scarce = np.argsort(free / np.maximum(self._whole, 1.0), axis=1, kind="stable")
        lacking = self._problem.needs[None] > free[:, None, :]
        lacking = np.take_along_axis(lacking, scarce[:, None, :], axis=2)
        stopped: BoolArray = np.any(lacking, axis=2)
        first = lacking.argmax(axis=2)
        found = []
        for row, tasks in enumerate(kinds):
            stops: Counter[str] = Counter()
            for service in np.flatnonzero(tasks).tolist():
                limit = self._limits[service]
                if limit is None and not stopped[row, service]:
                    stops = Counter()
                    break
                stops[limit or RESOURCES[scarce[row, first[row, service]]]] += 1
            found.append(max(stops, key=lambda rule: (stops[rule], rule)) if stops else "demand")
        return found


def _limit_of(group: TaskGroup) -> str | None:
    """The rule that keeps a service to one task per instance, if any."""
    return "distinct_instance" if group.distinct_instance else "host_port" if group.host_ports else None


def _share(used: int, whole: int) -> Decimal:
    if not whole:
        return Decimal(0)
    return to_decimal(Fraction(used, whole)).quantize(_SHARE, rounding=ROUND_HALF_UP)
