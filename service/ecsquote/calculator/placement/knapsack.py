"""What one instance can hold at most when every item has a value: tables for small kinds, mixtures for others.

Needs are rounded down to the table's unit and room is rounded down too, so that a table never says too little; a set
of tasks read back from it is checked against the real needs before it is used.
"""

from dataclasses import dataclass
from math import gcd

import numpy as np

from ecsquote.calculator.placement.model import BoolArray, FloatArray, IntArray
from ecsquote.calculator.placement.search_space import SearchSpace
from ecsquote.calculator.placement.surrogate import Surrogate


@dataclass(frozen=True, slots=True)
class _Step:
    """So many tasks of an item at once: where in the table (cells shifted by their need) that was worth taking."""

    item: int
    count: int
    shift: tuple[int, ...]
    taken: BoolArray


@dataclass(frozen=True, slots=True)
class _Class:
    """Kinds that constraints treat alike, small enough for one table."""

    kinds: IntArray
    items: IntArray
    cells: IntArray
    """kinds × resources: the cell where each kind's room ends."""
    weights: IntArray
    most: IntArray


class Knapsacks:
    """Answers, for any values of the items, how much one instance of each kind is worth at most."""

    def __init__(self, space: SearchSpace, cells: int) -> None:
        self._space = space
        self._classes = tuple(_classes(space, cells))
        self._steps: list[list[_Step]] = []
        self._surrogate = Surrogate(space)
        tabled = [kind for each in self._classes for kind in each.kinds]
        self._large = np.setdiff1d(np.arange(len(space.kinds)), np.array(tabled, np.int64))

    def ceilings(self, values: FloatArray) -> FloatArray:
        """At least the value of the best set of tasks on each kind; keeps the tables for `best_sets`."""
        answer = self._surrogate.ceilings(values)
        self._steps = []
        for each in self._classes:
            table, steps = _fill(each, values)
            self._steps.append(steps)
            answer[each.kinds] = np.minimum(answer[each.kinds], table[tuple(each.cells.T)])
        return answer

    def best_sets(self) -> list[tuple[int, IntArray]]:
        """(kind, tasks of each item) of the sets that the last tables found best, made to fit."""
        found = []
        for each, steps in zip(self._classes, self._steps, strict=True):
            for kind, cell in zip(each.kinds, each.cells, strict=True):
                tasks = np.zeros(len(self._space.items), np.int64)
                at = [int(position) for position in cell]
                for step in reversed(steps):
                    place = tuple(p - s for p, s in zip(at, step.shift, strict=True))
                    if min(place) >= 0 and step.taken[place]:
                        tasks[step.item] += step.count
                        at = list(place)
                found.append((int(kind), made_to_fit(self._space, int(kind), tasks)))
        filled = self._surrogate.filled()
        found += [(int(kind), made_to_fit(self._space, int(kind), filled[kind])) for kind in self._large]
        return found


def made_to_fit(space: SearchSpace, kind: int, tasks: IntArray) -> IntArray:
    """The same tasks less what does not fit or clashes, the most numerous first."""
    tasks = np.minimum(tasks, space.most[kind])
    for item in range(len(tasks)):
        if tasks[item] and any(tasks[other] for other in space.clashes[item]):
            tasks[item] = 0
    while ((tasks @ space.needs) > space.free[kind]).any():
        over = (tasks @ space.needs) > space.free[kind]
        helps = (space.needs[:, over].sum(axis=1) > 0) & (tasks > 0)
        tasks[int(np.argmax(np.where(helps, tasks, 0)))] -= 1
    return tasks


def _classes(space: SearchSpace, cells: int) -> list[_Class]:
    groups: dict[bytes, list[int]] = {}
    for kind in range(len(space.kinds)):
        groups.setdefault(space.allowed[kind].tobytes(), []).append(kind)
    return [each for kinds in groups.values() if (each := _class(space, kinds, cells)) is not None]


def _class(space: SearchSpace, kinds: list[int], cells: int) -> _Class | None:
    """The smallest kinds of a group as long as one table holds them all."""
    items = np.flatnonzero(space.fits[kinds].any(axis=0))
    if not items.size:
        return None
    units = np.array([max(1, gcd(*(int(need) for need in column))) for column in space.needs[items].T], np.int64)
    chosen: list[int] = []
    largest = np.zeros(len(units), np.int64)
    for kind in sorted(kinds, key=lambda each: (int(np.prod(space.free[each] // units + 1.0)), each)):
        larger = np.maximum(largest, space.free[kind])
        if float(np.prod(larger // units + 1.0)) <= cells:
            chosen.append(kind)
            largest = larger
    if not chosen:
        return None
    return _Class(
        kinds=np.array(chosen),
        items=items,
        cells=space.free[chosen] // units,
        weights=space.needs // units,
        most=space.most[chosen].max(axis=0),
    )


def _fill(each: _Class, values: FloatArray) -> tuple[FloatArray, list[_Step]]:
    """The table of the most value in every room up to the largest kind's, counts limited, and how it came about."""
    table = np.zeros(tuple(each.cells.max(axis=0) + 1))
    steps = []
    for item in each.items:
        left, count = int(each.most[item]), 1
        while left > 0 and values[item] > 0:
            count = min(count, left)
            shift = tuple(int(weight) * count for weight in each.weights[item])
            if all(s < size for s, size in zip(shift, table.shape, strict=True)):
                source = table[tuple(slice(0, size - s) for s, size in zip(shift, table.shape, strict=True))]
                target = table[tuple(slice(s, None) for s in shift)]
                worth = source + values[item] * count
                taken = worth > target
                np.copyto(target, worth, where=taken)
                steps.append(_Step(int(item), count, shift, taken))
            left -= count
            count *= 2
    return table, steps
