"""Surrogate relaxation: a ceiling for the value of one instance, for kinds too large for knapsack tables.

A pattern uses at most all of each resource, so at most all of any mixture of them. The most value that fits into the
mixture in fractions, with no item more often than an instance can hold, is never less than that of the best pattern;
and the order in which the mixture takes the items is a good order to fill a large instance.
"""

from itertools import product

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.task_counts import tasks_that_fit

_SMALLEST = 1e-12
"""Keeps divisions by a size or a sum of nothing finite."""


class SurrogateRelaxation:
    """Ceilings for any values of the items, and the patterns that their orders give."""

    def __init__(self, space: SearchSpace, limits: SearchLimits) -> None:
        self._space = space
        self._shares = space.needs[None] / np.maximum(space.free, 1)[:, None, :]
        resources = space.needs.shape[1]
        known_steps = limits.surrogate_steps
        self._steps = known_steps[resources - 1] if resources <= len(known_steps) else limits.surrogate_steps_beyond
        self._finest = limits.surrogate_finest_step
        grid = [point for point in product(range(self._steps + 1), repeat=resources) if sum(point) == self._steps]
        self._grid: FloatArray = np.array(grid, np.float64) / self._steps
        self._around = np.array(list(product((-1.0, 0.0, 1.0), repeat=resources)))
        self._last: FloatArray | None = None
        self._order: IntArray | None = None

    def ceilings(self, values: FloatArray) -> FloatArray:
        """At least the value of each kind's best pattern: the best mixture on a grid, refined around it.

        From the second call on, the search starts from the best mixtures of the call before.
        """
        kinds = np.arange(len(self._space.kinds))
        mixtures = np.broadcast_to(self._grid, (len(kinds), *self._grid.shape))
        if self._last is not None:
            mixtures = np.concatenate([mixtures[:, :: max(1, len(self._grid) // 8)], self._last[:, None, :]], axis=1)
        spread = 1.0 / self._steps
        while True:
            worth, order = self._worth(values, mixtures)
            best = worth.argmin(axis=1)
            if spread < self._finest or self._grid.shape[1] == 1:
                self._last, self._order = mixtures[kinds, best], order[kinds, best]
                answer: FloatArray = worth[kinds, best]
                return answer
            spread /= 2
            around = mixtures[kinds, best][:, None, :] + spread * self._around[None]
            mixtures = np.maximum(around, 0.0)
            mixtures = mixtures / np.maximum(mixtures.sum(axis=2, keepdims=True), _SMALLEST)

    def _worth(self, values: FloatArray, mixtures: FloatArray) -> tuple[FloatArray, IntArray]:
        """kinds × mixtures: the value of an instance filled in fractions; and the items in their order."""
        sizes = np.maximum((self._shares @ mixtures.transpose(0, 2, 1)).transpose(0, 2, 1), _SMALLEST)
        most = np.where(values > 0, self._space.most, 0)[:, None, :]
        order = np.argsort(-(values / sizes), axis=2, kind="stable")
        filled = np.take_along_axis(sizes * most, order, axis=2)
        before = np.cumsum(filled, axis=2) - filled
        share = np.clip((1.0 - before) / np.maximum(filled, _SMALLEST), 0.0, 1.0)
        worth = (share * np.take_along_axis(values * most, order, axis=2)).sum(axis=2)
        return worth, order

    def filled(self) -> IntArray:
        """kinds × items: every kind filled in the last order, conflicts ignored."""
        if self._order is None:
            raise AssertionError("call ceilings first")
        space = self._space
        kinds = np.arange(len(space.kinds))
        tasks = np.zeros_like(space.most)
        free = space.free.copy()
        for place in range(len(space.items)):
            item = self._order[:, place]
            need = space.needs[item]
            count = np.clip(tasks_that_fit(free, need), 0, space.most[kinds, item])
            tasks[kinds, item] = count
            free -= count[:, None] * need
        return tasks
