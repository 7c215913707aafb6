"""Instances being filled side by side, each in its own order: one step of arrays for all of them."""

import numpy as np

from ecsquote.calculator.placement.search.model import FloatArray, IntArray
from ecsquote.calculator.placement.search.search_space import SearchSpace


class ParallelFilling:
    """Some instances and what stands on each; port clashes are respected."""

    def __init__(self, space: SearchSpace, kinds: IntArray, tasks: IntArray | None = None) -> None:
        """Instances of some kinds (positions in the space, repeated), empty or with tasks that fit."""
        self._space = space
        self._rows = np.arange(len(kinds))
        self.tasks = np.zeros_like(space.most[kinds]) if tasks is None else tasks
        self._free = space.free[kinds] - self.tasks @ space.needs
        self._most = space.most[kinds] - self.tasks
        if tasks is not None and any(space.conflicts):
            for item in range(len(space.items)):
                self._bar_clashing(np.full(len(kinds), item), tasks[:, item])

    def take(self, items: IntArray, parts: FloatArray | None = None) -> None:
        """As many of one item for each instance as fit, or a part of them."""
        needs = self._space.needs[items]
        room = np.where(needs > 0, self._free // np.maximum(needs, 1), np.iinfo(np.int64).max).min(axis=1)
        count = np.minimum(room, self._most[self._rows, items])
        if parts is not None:
            count = (count * parts).astype(np.int64)
        self._most[self._rows, items] -= count
        self.tasks[self._rows, items] += count
        self._free -= count[:, None] * needs
        if any(self._space.conflicts):
            self._bar_clashing(items, count)

    def _bar_clashing(self, items: IntArray, count: IntArray) -> None:
        """No room any more for items that may not stand beside what was taken."""
        for item in np.unique(items[count > 0]):
            taken = np.flatnonzero((items == item) & (count > 0))
            for other in self._space.conflicts[int(item)]:
                self._most[taken, other] = 0
