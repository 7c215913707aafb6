"""The most valuable patterns of large instances: the best fractions, rounded down, then what still fits.

A large instance holds many tasks, and its best fractions, a linear program with a row per resource, are whole except
for as many items as there are resources. Rounding these costs next to nothing.
"""

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.numeric_margins import WHOLE_MARGIN
from ecsquote.calculator.placement.search.parallel_filling import ParallelFilling
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.solver import Program, solve


class FractionalPatterns:
    """Patterns from the linear relaxation of each kind's knapsack."""

    def __init__(self, space: SearchSpace) -> None:
        self._space = space

    def best(self, kinds: IntArray, values: FloatArray) -> IntArray:
        """kinds × items: tasks on one instance of each kind, worth nearly as much as possible."""
        if not len(kinds):
            return np.zeros((0, len(values)), np.int64)
        fractions = self._best_fractions(kinds, np.maximum(values, 0.0))
        whole = np.floor(fractions + WHOLE_MARGIN).astype(np.int64)
        fitting = [self._space.repaired(int(kind), tasks) for kind, tasks in zip(kinds, whole, strict=True)]
        instances = ParallelFilling(self._space, kinds, np.array(fitting))
        largest_fraction_first = np.lexsort((np.broadcast_to(-values, whole.shape), whole - fractions), axis=1)
        for items in largest_fraction_first.T:
            instances.take(items, (values[items] > 0).astype(np.float64))
        return instances.tasks

    def _best_fractions(self, kinds: IntArray, values: FloatArray) -> FloatArray:
        """kinds × items: one linear program for all the kinds, which share no row."""
        space = self._space
        items, resources = space.needs.shape
        matrix = np.zeros((len(kinds) * resources, len(kinds) * items))
        for place in range(len(kinds)):
            rows = slice(place * resources, (place + 1) * resources)
            matrix[rows, place * items : (place + 1) * items] = -space.needs.T
        least, most = -space.free[kinds].astype(np.float64).ravel(), space.most[kinds].astype(np.float64).ravel()
        solution = solve(Program(-np.tile(values, len(kinds)), matrix, least, most))
        if solution is None:
            raise AssertionError("an empty instance is a feasible solution")
        return solution.values.reshape(len(kinds), items)
