"""The sets of tasks worth most on large instances: the best fractions, their whole part, then what still fits.

A large instance holds so many tasks that its best fractions, a linear program with a row for each resource, are whole
but for as many items as there are resources. Rounding those costs next to nothing.
"""

import numpy as np

from ecsquote.calculator.placement.search.model import FloatArray, IntArray
from ecsquote.calculator.placement.search.parallel_filling import ParallelFilling
from ecsquote.calculator.placement.search.pricing_problem import repaired
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.solver import Program, solve


def patterns_from_fractions(space: SearchSpace, kinds: IntArray, values: FloatArray) -> IntArray:
    """kinds × items: tasks on one instance of each of some kinds, worth nearly as much as can be."""
    if not len(kinds):
        return np.zeros((0, len(values)), np.int64)
    fractions = _best_fractions(space, kinds, np.maximum(values, 0.0))
    whole = np.floor(fractions + 1e-9).astype(np.int64)
    fitting = [repaired(space, int(kind), tasks) for kind, tasks in zip(kinds, whole, strict=True)]
    instances = ParallelFilling(space, kinds, np.array(fitting))
    largest_part_first = np.lexsort((np.broadcast_to(-values, whole.shape), whole - fractions), axis=1)
    for items in largest_part_first.T:
        instances.take(items, (values[items] > 0).astype(np.float64))
    return instances.tasks


def _best_fractions(space: SearchSpace, kinds: IntArray, values: FloatArray) -> FloatArray:
    """kinds × items: one linear program for all the kinds, which share no row."""
    items, resources = space.needs.shape
    matrix = np.zeros((len(kinds) * resources, len(kinds) * items))
    for place in range(len(kinds)):
        rows = slice(place * resources, (place + 1) * resources)
        matrix[rows, place * items : (place + 1) * items] = -space.needs.T
    least, most = -space.free[kinds].astype(np.float64).ravel(), space.most[kinds].astype(np.float64).ravel()
    solution = solve(Program(-np.tile(values, len(kinds)), matrix, least, most))
    if solution is None:
        raise AssertionError("an empty instance holds nothing and fits")
    return solution.values.reshape(len(kinds), items)
