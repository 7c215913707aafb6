"""What one instance is worth at most by mixing its resources into one: a bound for kinds too large for tables.

A set of tasks takes at most the whole of each resource, so at most the whole of any mixture of them. The most value
that fits into the mixture in fractions, no item more often than it may stand there, is never less than that of the best
set; and the order in which the mixture takes the items is a good way to fill a large instance.
"""

from itertools import product

import numpy as np

from ecsquote.calculator.placement.search.model import FloatArray, IntArray
from ecsquote.calculator.placement.search.search_space import SearchSpace

_STEPS = {1: 1, 2: 16, 3: 8}
_FINEST = 6e-3


class SurrogateRelaxation:
    """The bound for any values of the items, and the sets that its orders give."""

    def __init__(self, space: SearchSpace) -> None:
        self._space = space
        self._shares = space.needs[None] / np.maximum(space.free, 1)[:, None, :]
        resources = space.needs.shape[1]
        self._grid = _mixtures(resources)
        self._around = np.array(list(product((-1.0, 0.0, 1.0), repeat=resources)))
        self._last: FloatArray | None = None
        self._order: IntArray | None = None

    def ceilings(self, values: FloatArray) -> FloatArray:
        """At least the value of the best set of each kind: the best mixture on a grid, then ever closer around it.

        From the second call on, the search starts at the mixtures that were best before.
        """
        kinds = np.arange(len(self._space.kinds))
        mixtures = np.broadcast_to(self._grid, (len(kinds), *self._grid.shape))
        if self._last is not None:
            mixtures = np.concatenate([mixtures[:, :: max(1, len(self._grid) // 8)], self._last[:, None, :]], axis=1)
        spread = 1.0 / _STEPS.get(self._grid.shape[1], 3)
        while True:
            worth, order = self._worth(values, mixtures)
            best = worth.argmin(axis=1)
            if spread < _FINEST or self._grid.shape[1] == 1:
                self._last, self._order = mixtures[kinds, best], order[kinds, best]
                answer: FloatArray = worth[kinds, best]
                return answer
            spread /= 2
            around = mixtures[kinds, best][:, None, :] + spread * self._around[None]
            mixtures = np.maximum(around, 0.0)
            mixtures = mixtures / np.maximum(mixtures.sum(axis=2, keepdims=True), 1e-12)

    def _worth(self, values: FloatArray, mixtures: FloatArray) -> tuple[FloatArray, IntArray]:
        """kinds × mixtures: the value of the whole instance filled in fractions; and the items in their order."""
        sizes = np.maximum((self._shares @ mixtures.transpose(0, 2, 1)).transpose(0, 2, 1), 1e-12)
        most = np.where(values > 0, self._space.most, 0)[:, None, :]
        order = np.argsort(-(values / sizes), axis=2, kind="stable")
        filled = np.take_along_axis(sizes * most, order, axis=2)
        before = np.cumsum(filled, axis=2) - filled
        part = np.clip((1.0 - before) / np.maximum(filled, 1e-12), 0.0, 1.0)
        worth = (part * np.take_along_axis(values * most, order, axis=2)).sum(axis=2)
        return worth, order

    def filled(self) -> IntArray:
        """kinds × items: every kind filled whole in the last order; port clashes are not looked at."""
        if self._order is None:
            raise AssertionError("ceilings come first")
        space = self._space
        kinds = np.arange(len(space.kinds))
        tasks = np.zeros_like(space.most)
        free = space.free.copy()
        for place in range(len(space.items)):
            item = self._order[:, place]
            need = space.needs[item]
            room = np.where(need > 0, free // np.maximum(need, 1), np.iinfo(np.int64).max).min(axis=1)
            count = np.clip(room, 0, space.most[kinds, item])
            tasks[kinds, item] = count
            free -= count[:, None] * need
        return tasks


def _mixtures(resources: int) -> FloatArray:
    """Mixtures of the resources, each adding up to 1."""
    steps = _STEPS.get(resources, 3)
    grid = [point for point in product(range(steps + 1), repeat=resources) if sum(point) == steps]
    return np.array(grid, np.float64) / steps
