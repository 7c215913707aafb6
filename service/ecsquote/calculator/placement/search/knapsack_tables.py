"""Knapsack tables: the most value in every amount of room, by dynamic programming over the items.

Room is counted in units, the greatest common divisor of all needs, so that nothing is lost. A table has the resources
that may run out on its kinds; those that the others always leave enough of need no dimension.
"""

from dataclasses import dataclass
from math import gcd

import numpy as np

from ecsquote.calculator.placement.search.arrays import BoolArray, FloatArray, IntArray
from ecsquote.calculator.placement.search.search_space import SearchSpace


@dataclass(frozen=True, slots=True)
class _TableStep:
    """A number of tasks of an item at once, and the table before them."""

    item: int
    count: int
    before: FloatArray


@dataclass(frozen=True, slots=True)
class KnapsackTable:
    """The most value in every room up to the largest kind's, and the steps that led to it."""

    values: FloatArray
    steps: tuple[_TableStep, ...]


@dataclass(frozen=True, slots=True)
class KindClass:
    """Kinds that the constraints treat equally, small enough for one table."""

    kinds: IntArray
    items: IntArray
    shape: tuple[int, ...]
    ends: IntArray
    """Of each kind: the flat index in the table where its room ends."""
    weights: IntArray
    """items × the table's resources, in units; the longest axis is the last, which halves the time of a step."""
    shifts: IntArray
    """Of each item: how far back in the flat table one task of it reaches."""
    most: IntArray

    @classmethod
    def of(cls, space: SearchSpace, kinds: list[int], resources: IntArray, cells: int) -> "KindClass | None":
        """The smallest of the kinds, as many as one table of this many cells holds; None where it holds none."""
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
        strides = _strides(shape)
        return cls(
            kinds=np.array(chosen),
            items=items,
            shape=shape,
            ends=(free[chosen] // units) @ strides,
            weights=needs // units,
            shifts=(needs // units) @ strides,
            most=space.most[chosen].max(axis=0),
        )

    def room(self, places: IntArray) -> IntArray:
        """Free units of each resource where the kinds at these positions in the class are empty."""
        room: IntArray = (self.ends[places][:, None] // _strides(self.shape)) % np.array(self.shape)
        return room

    def table(self, values: FloatArray) -> KnapsackTable:
        """The table for these values of the items: for each item 1, 2, 4 … tasks at once, taken or not."""
        table = np.zeros(self.shape)
        steps = []
        for item in self.items:
            left, count = int(self.most[item]), 1
            while left > 0 and values[item] > 0:
                count = min(count, left)
                shift = [int(weight) * count for weight in self.weights[item]]
                if all(s < size for s, size in zip(shift, self.shape, strict=True)):
                    steps.append(_TableStep(int(item), count, table.reshape(-1)))
                    source = table[tuple(slice(0, size - s) for s, size in zip(shift, self.shape, strict=True))]
                    table = table.copy()
                    target = table[tuple(slice(s, None) for s in shift)]
                    np.maximum(target, source + values[item] * count, out=target)
                left -= count
                count *= 2
        return KnapsackTable(table.reshape(-1), tuple(steps))

    def best_tasks(self, table: KnapsackTable, items: int) -> IntArray:
        """kinds × items: the tasks that give the table's value on each kind."""
        tasks = np.zeros((len(self.kinds), items), np.int64)
        at, values = self.ends.copy(), table.values
        for step in reversed(table.steps):
            taken = values[at] > step.before[at]
            tasks[taken, step.item] += step.count
            at[taken] -= self.shifts[step.item] * step.count
            values = step.before
        return tasks


def kind_classes(space: SearchSpace, kinds: list[int], cells: int, shared_cells: int) -> list[KindClass]:
    """Classes of kinds for the same items, split by the resources that may run out where that saves a large table."""
    open_resources = space.open_resources()
    units = _units(space.needs)
    groups: dict[bytes, list[tuple[BoolArray, list[int]]]] = {}
    for kind in kinds:
        alike = groups.setdefault(space.allowed[kind].tobytes(), [])
        for at, (resources, members) in enumerate(alike):
            union = resources | open_resources[kind]
            largest = np.where(union, space.free[[*members, kind]].max(axis=0) // units + 1.0, 1.0)
            if (union == open_resources[kind]).all() & (union == resources).all() or largest.prod() <= shared_cells:
                alike[at] = (union, [*members, kind])
                break
        else:
            alike.append((open_resources[kind], [kind]))
    found = [
        KindClass.of(space, members, np.flatnonzero(resources), cells)
        for alike in groups.values()
        for resources, members in alike
    ]
    return [each for each in found if each is not None]


def _units(needs: IntArray) -> IntArray:
    """The greatest common divisor of all needs of each resource."""
    return np.array([max(1, gcd(*(int(need) for need in column))) for column in needs.T], np.int64)


def _strides(shape: tuple[int, ...]) -> IntArray:
    """How far apart neighbours on each axis are in the flat table."""
    return np.array([int(np.prod(shape[at + 1 :], dtype=np.int64)) for at in range(len(shape))], np.int64)
