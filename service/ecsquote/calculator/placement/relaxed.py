"""The set of tasks worth most on one large instance: the best fractions, their whole part, then what still fits.

A large instance holds so many tasks that its best fractions, a linear program with a row for each resource, are whole
but for as many items as there are resources. Rounding those costs next to nothing.
"""

import numpy as np

from ecsquote.calculator.placement.knapsack import made_to_fit
from ecsquote.calculator.placement.linear import Program, solve
from ecsquote.calculator.placement.model import FloatArray, IntArray
from ecsquote.calculator.placement.search_space import SearchSpace


def relaxed_set(space: SearchSpace, kind: int, values: FloatArray) -> IntArray:
    """Tasks of each item on one instance of a kind, worth nearly as much as can be."""
    free, most = space.free[kind].astype(np.float64), space.most[kind]
    solution = solve(Program(-values, -space.needs.T.astype(np.float64), -free, most.astype(np.float64)))
    if solution is None:
        return np.zeros(len(values), np.int64)
    whole = np.floor(solution.values + 1e-9).astype(np.int64)
    tasks = made_to_fit(space, kind, whole)
    left = space.free[kind] - tasks @ space.needs
    for item in np.lexsort((-values, whole - solution.values)):
        need = space.needs[item]
        room = int((left[need > 0] // need[need > 0]).min(initial=np.iinfo(np.int64).max))
        count = min(room, int(most[item] - tasks[item])) if values[item] > 0 else 0
        tasks[item] += count
        left = left - count * need
    return made_to_fit(space, kind, tasks)
