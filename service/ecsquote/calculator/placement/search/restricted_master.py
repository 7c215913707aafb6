"""The restricted master: the linear program that chooses among the patterns found so far."""

from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray
from ecsquote.calculator.placement.search.pattern_pool import PatternPool
from ecsquote.calculator.placement.search.solver import IncrementalProgram


@dataclass(frozen=True, slots=True)
class MasterSolution:
    """The cheapest fractions of the patterns found so far, and the dual prices of the tasks."""

    values: FloatArray
    """How much of each pattern is used."""
    objective: float
    prices: FloatArray
    """USD per hour that one more task of each item would cost."""
    reward: float
    """USD per hour that one more instance would save, whatever its tasks, where a least number must run."""


class RestrictedMaster:
    """A linear program to which patterns are added: each solution starts from the last one."""

    def __init__(self, pool: PatternPool) -> None:
        self.pool = pool
        self._added = 0
        spare = pool.space.spare
        demand = pool.space.demand.astype(np.float64)
        if not spare.least:
            self._program = IncrementalProgram(demand)
            return
        self._program = IncrementalProgram(np.append(demand, float(spare.least)))
        empty = np.append(np.zeros(len(demand)), 1.0)[:, None]
        self._program.add(np.array([spare.price]), empty, np.array([float(spare.least)]))

    def solve(self) -> MasterSolution:
        """The fractions with all patterns that the pool has now."""
        self._add_new()
        solution = self._program.solve()
        if solution is None:
            raise AssertionError("the patterns of single items meet every demand")
        space = self.pool.space
        items, spares = len(space.items), int(space.spare.least > 0)
        reward = float(solution.duals[-1]) if spares else 0.0
        return MasterSolution(solution.values[spares:], solution.objective, solution.duals[:items], reward)

    def _add_new(self) -> None:
        """Adds the pool's new patterns; each instance counts towards the least number that must run."""
        space, first = self.pool.space, self._added
        kinds = self.pool.kinds[first:]
        self._added = len(self.pool.kinds)
        if not kinds:
            return
        matrix = self.pool.task_matrix(first)
        if space.spare.least:
            matrix = np.vstack([matrix, np.full(len(kinds), space.spare.per_needed)])
        most = float(space.demand.sum() + space.spare.least)
        self._program.add(space.prices[kinds], matrix, np.full(len(kinds), most))
