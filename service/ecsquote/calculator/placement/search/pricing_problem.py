"""What one instance can hold at most when every item has a value: tables for small kinds, mixtures for others.

Room is counted in the table's unit, the greatest common divisor of all needs, so that nothing is lost. A table has the
resources that may run out on its kinds; what the others leave room for anyway needs no dimension.
"""

from dataclasses import dataclass
from math import gcd

import numpy as np

from ecsquote.calculator.placement.search.model import BoolArray, FloatArray, IntArray
from ecsquote.calculator.placement.search.search_space import SearchSpace, implied, only_kinds
from ecsquote.calculator.placement.search.surrogate_relaxation import SurrogateRelaxation

SHARED = 6000
"""Kinds share a table of more dimensions than each needs up to this size: many small tables cost more."""


@dataclass(frozen=True, slots=True)
class KindClass:
    """Kinds that constraints treat alike, small enough for one table."""

    kinds: IntArray
    items: IntArray
    shape: tuple[int, ...]
    ends: IntArray
    """Of each kind: the flat place in the table where its room ends."""
    weights: IntArray
    """items × the table's resources, in units; the longest axis is the last, which halves the time of a step."""
    shifts: IntArray
    """Of each item: how far back in the flat table one task of it reaches."""
    most: IntArray


@dataclass(frozen=True, slots=True)
class _Step:
    """So many tasks of an item at once, and the table before them."""

    item: int
    count: int
    before: FloatArray


@dataclass(frozen=True, slots=True)
class KnapsackTable:
    """The most value in every room up to the largest kind's, and how it came about."""

    values: FloatArray
    steps: tuple[_Step, ...]


class PricingProblem:
    """Answers, for any values of the items, how much one instance of each kind is worth at most."""

    def __init__(self, space: SearchSpace, cells: int) -> None:
        self._space = space
        self.classes: tuple[KindClass, ...] = ()
        self.tables: tuple[KnapsackTable, ...] = ()
        self.large = np.arange(len(space.kinds))
        self._surrogate: SurrogateRelaxation | None = None
        self.widen(self.large, cells)

    def widen(self, kinds: IntArray, cells: int) -> bool:
        """Tables of up to so many cells for some of the kinds without one; whether any got one."""
        found = _classes(self._space, [int(kind) for kind in kinds], cells)
        self.classes += tuple(found)
        self.large = np.setdiff1d(self.large, np.array([kind for each in found for kind in each.kinds], np.int64))
        self._surrogate = SurrogateRelaxation(only_kinds(self._space, self.large)) if self.large.size else None
        return bool(found)

    def ceilings(self, values: FloatArray) -> FloatArray:
        """At least the value of the best set of tasks on each kind; keeps the tables for `best_patterns`."""
        answer = np.zeros(len(self._space.kinds))
        if self._surrogate is not None:
            answer[self.large] = self._surrogate.ceilings(values)
        self.tables = tuple(_fill(each, values) for each in self.classes)
        for each, table in zip(self.classes, self.tables, strict=True):
            answer[each.kinds] = table.values[each.ends]
        return answer

    def best_patterns(self) -> list[tuple[int, IntArray]]:
        """(kind, tasks of each item) of the sets that the last tables found best, made to fit."""
        found = []
        for each, table in zip(self.classes, self.tables, strict=True):
            tasks = np.zeros((len(each.kinds), len(self._space.items)), np.int64)
            at, values = each.ends.copy(), table.values
            for step in reversed(table.steps):
                taken = values[at] > step.before[at]
                tasks[taken, step.item] += step.count
                at[taken] -= each.shifts[step.item] * step.count
                values = step.before
            rows = zip(each.kinds, tasks, strict=True)
            found += [(int(kind), repaired(self._space, int(kind), row)) for kind, row in rows]
        if self._surrogate is not None:
            filled = zip(self.large, self._surrogate.filled(), strict=True)
            found += [(int(kind), repaired(self._space, int(kind), tasks)) for kind, tasks in filled]
        return found


def repaired(space: SearchSpace, kind: int, tasks: IntArray) -> IntArray:
    """The same tasks less what does not fit or clashes, the most numerous first."""
    tasks = np.minimum(tasks, space.most[kind])
    if any(space.conflicts):
        for item in range(len(tasks)):
            if tasks[item] and any(tasks[other] for other in space.conflicts[item]):
                tasks[item] = 0
    while ((tasks @ space.needs) > space.free[kind]).any():
        over = (tasks @ space.needs) > space.free[kind]
        helps = (space.needs[:, over].sum(axis=1) > 0) & (tasks > 0)
        tasks[int(np.argmax(np.where(helps, tasks, 0)))] -= 1
    return tasks


def _classes(space: SearchSpace, among: list[int], cells: int) -> list[KindClass]:
    """Kinds that may hold the same items, apart by the resources that may run out where that saves a large table."""
    open_resources = ~implied(space.needs, space.free, space.limits, space.allowed)
    units = _units(space.needs)
    groups: dict[bytes, list[tuple[BoolArray, list[int]]]] = {}
    for kind in among:
        alike = groups.setdefault(space.allowed[kind].tobytes(), [])
        for at, (resources, kinds) in enumerate(alike):
            union = resources | open_resources[kind]
            largest = np.where(union, space.free[[*kinds, kind]].max(axis=0) // units + 1.0, 1.0)
            if (union == open_resources[kind]).all() & (union == resources).all() or largest.prod() <= SHARED:
                alike[at] = (union, [*kinds, kind])
                break
        else:
            alike.append((open_resources[kind], [kind]))
    found = [
        _class(space, kinds, np.flatnonzero(resources), cells)
        for alike in groups.values()
        for resources, kinds in alike
    ]
    return [each for each in found if each is not None]


def _units(needs: IntArray) -> IntArray:
    """The greatest common divisor of all needs of each resource."""
    return np.array([max(1, gcd(*(int(need) for need in column))) for column in needs.T], np.int64)


def _class(space: SearchSpace, kinds: list[int], resources: IntArray, cells: int) -> KindClass | None:
    """The smallest kinds of a group as long as one table holds them all."""
    items = np.flatnonzero(space.fits[kinds].any(axis=0))
    if not items.size or not resources.size:
        return None
    needs, free = space.needs[:, resources], space.free[:, resources]
    units = _units(needs[items])
    chosen: list[int] = []
    largest = np.zeros(len(units), np.int64)
    for kind in sorted(kinds, key=lambda each: (int(np.prod(free[each] // units + 1.0)), each)):
        larger = np.maximum(largest, free[kind])
        if float(np.prod(larger // units + 1.0)) <= cells:
            chosen.append(kind)
            largest = larger
    if not chosen:
        return None
    order = np.argsort(largest // units, kind="stable")
    needs, free, units, largest = needs[:, order], free[:, order], units[order], largest[order]
    shape = tuple(int(size) + 1 for size in largest // units)
    strides = np.array([int(np.prod(shape[at + 1 :], dtype=np.int64)) for at in range(len(shape))], np.int64)
    return KindClass(
        kinds=np.array(chosen),
        items=items,
        shape=shape,
        ends=(free[chosen] // units) @ strides,
        weights=needs // units,
        shifts=(needs // units) @ strides,
        most=space.most[chosen].max(axis=0),
    )


def _fill(each: KindClass, values: FloatArray) -> KnapsackTable:
    """The table of one class, counts limited: for each item 1, 2, 4 … tasks at once, taken or not."""
    table = np.zeros(each.shape)
    steps = []
    for item in each.items:
        left, count = int(each.most[item]), 1
        while left > 0 and values[item] > 0:
            count = min(count, left)
            shift = [int(weight) * count for weight in each.weights[item]]
            if all(s < size for s, size in zip(shift, each.shape, strict=True)):
                steps.append(_Step(int(item), count, table.reshape(-1)))
                source = table[tuple(slice(0, size - s) for s, size in zip(shift, each.shape, strict=True))]
                table = table.copy()
                target = table[tuple(slice(s, None) for s in shift)]
                np.maximum(target, source + values[item] * count, out=target)
            left -= count
            count *= 2
    return KnapsackTable(table.reshape(-1), tuple(steps))
