"""The strongest bound for many loads alike: worths of tasks by which no filling of an instance is worth more than 1."""

import numpy as np

from ecsquote.calculator.placement.production.fillings import fillings
from ecsquote.calculator.placement.production.provider_problem import ProviderProblem
from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.solver import Program, solve

FEW_TASKS = 12
"""Tasks on one instance, in the mean, beyond which fillings are many and shares of resources bound as well."""
MOST_FILLINGS = 1_000
_MARGIN = 1e-9


def filling_weights(problem: ProviderProblem, kind: int, tasks: IntArray, hours: FloatArray) -> FloatArray:
    """Functions × services for one type, none or one: the duals of the cheapest fractional fillings of the mean load.

    `tasks` are loads × services. As in `lower_bound`, whatever fits on one instance weighs at most 1.
    Source: P. C. Gilmore, R. E. Gomory, "A linear programming approach to the cutting-stock problem", 1961.
    """
    nothing = np.zeros((0, len(problem.services)))
    asked = np.flatnonzero(tasks.any(axis=0))
    mean = hours @ tasks[:, asked] / hours.sum()
    room = problem.room[kind].max(axis=0)
    needs = problem.needs[asked]
    shares = mean @ needs / np.maximum(room, 1.0)
    if len(asked) < 2 or mean.sum() > FEW_TASKS * shares.max():
        return nothing
    most = tasks[:, asked].max(axis=0) + 1  # the task that a deployment starts is one more
    most = np.where(problem.apart[asked], 1, most)
    found = fillings(needs, room, most, problem.clashes[np.ix_(asked, asked)], maximal=True)
    if found is None or not 0 < len(found) <= MOST_FILLINGS:
        return nothing
    everything = float(mean.sum()) + 1.0
    solution = solve(Program(np.ones(len(found)), found.T.astype(np.float64), mean, np.full(len(found), everything)))
    if solution is None:
        return nothing
    worths = np.maximum(solution.duals, 0.0)
    worths /= max(1.0, float((found @ worths).max())) * (1 + _MARGIN)
    answer = np.zeros((1, len(problem.services)))
    answer[0, asked] = worths
    return answer
