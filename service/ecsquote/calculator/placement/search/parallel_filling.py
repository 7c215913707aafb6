"""Instances filled in parallel, each in its own order: one array operation per step for all of them."""

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.task_counts import tasks_that_fit


class ParallelFilling:
    """Some instances and the tasks on each; items that conflict never share an instance."""

    def __init__(self, space: SearchSpace, kinds: IntArray, tasks: IntArray | None = None) -> None:
        """Instances of some kinds (positions in the space, repeated), empty or with tasks that fit."""
        self._space = space
        self._rows = np.arange(len(kinds))
        self.tasks = np.zeros_like(space.most[kinds]) if tasks is None else tasks
        self._free = space.free[kinds] - self.tasks @ space.needs
        self._most = space.most[kinds] - self.tasks
        if tasks is not None and any(space.conflicts):
            for item in range(len(space.items)):
                self._bar_conflicting(np.full(len(kinds), item), tasks[:, item])

    def take(self, items: IntArray, shares: FloatArray | None = None) -> None:
        """As many tasks of one item per instance as fit, or a share of them."""
        needs = self._space.needs[items]
        count = np.minimum(tasks_that_fit(self._free, needs), self._most[self._rows, items])
        if shares is not None:
            count = (count * shares).astype(np.int64)
        self._most[self._rows, items] -= count
        self.tasks[self._rows, items] += count
        self._free -= count[:, None] * needs
        if any(self._space.conflicts):
            self._bar_conflicting(items, count)

    def _bar_conflicting(self, items: IntArray, count: IntArray) -> None:
        """No more room for items that may not share an instance with those just taken."""
        for item in np.unique(items[count > 0]):
            taken = np.flatnonzero((items == item) & (count > 0))
            for other in self._space.conflicts[int(item)]:
                self._most[taken, other] = 0
