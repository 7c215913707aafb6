"""Cutting planes: a fleet that meets all covering rows and still cannot hold the tasks, and the row that it misses.

For the instances of the fleet a linear program over patterns leaves as little unplaced as possible. Where something is
left, the program's prices π say why: what all tasks are worth at π is more than the fleet's instances can hold. With
v(t) from the pricing problem, Σ v(t)·x(t) ≥ Σ π(i)·demand(i) is then a row like any other of the covering relaxation:
every fleet that holds the tasks meets it, and this fleet does not.
"""

from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.pattern_pool import PatternPool
from ecsquote.calculator.placement.search.pricing_problem import PricingProblem
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.solver import IncrementalProgram, Solution


@dataclass(frozen=True, slots=True)
class CuttingPlane:
    """Values of the items, and what one instance of each kind can hold of them at most."""

    values: FloatArray
    ceilings: FloatArray


class CutSeparation:
    """Instances of each kind, and patterns for them that leave as little unplaced as possible."""

    def __init__(self, pool: PatternPool, counts: IntArray, weights: FloatArray, limits: SearchLimits) -> None:
        """`counts`: instances of each kind. `weights`: the cost of leaving a task of each item unplaced."""
        space = pool.space
        self._limits = limits
        self._counts = counts
        self._items = len(space.items)
        used = np.flatnonzero(counts)
        self._row = np.full(len(counts), -1)
        self._row[used] = self._items + np.arange(len(used))
        self._least = np.concatenate([space.demand, -counts[used]]).astype(np.float64)
        self._program = IncrementalProgram(self._least)
        self._program.add(weights, np.eye(len(self._least), self._items), space.demand.astype(np.float64))
        self._added = 0
        self._pool = PatternPool(space)
        self._pool.add_all(pattern for pattern in pool.patterns() if counts[pattern.kind])

    def violated_cut(self, pricing: PricingProblem) -> CuttingPlane | None:
        """The row that the fleet misses; None where fractions place every task or no such row was found."""
        for _ in range(self._limits.cut_rounds):
            solution = self._solve()
            if solution.objective <= self._limits.unplaced_tolerance:
                return None
            values = solution.duals[: self._items]
            ceilings = pricing.ceilings(values)
            total = float(values @ self._pool.space.demand)
            if total - float(ceilings @ self._counts) > self._limits.cut_violation * total:
                return CuttingPlane(values, ceilings)
            if not self._add_paying(pricing, solution):
                return None
        return None

    def _solve(self) -> Solution:
        """The least unplaced with all patterns so far."""
        new = len(self._pool.kinds) - self._added
        if new:
            most = self._counts[self._pool.kinds[self._added :]].astype(np.float64)
            self._program.add(np.zeros(new), self._matrix(self._added), most)
            self._added = len(self._pool.kinds)
        solution = self._program.solve()
        if solution is None:
            raise AssertionError("leaving every task unplaced is a feasible solution")
        return solution

    def _matrix(self, first: int) -> FloatArray:
        """Items and kinds × patterns from one on: the tasks, and one instance of the kind used."""
        kinds = self._pool.kinds[first:]
        matrix = np.zeros((len(self._least), len(kinds)))
        if kinds:
            matrix[: self._items] = self._pool.task_matrix(first)
            matrix[self._row[kinds], np.arange(len(kinds))] = -1.0
        return matrix

    def _add_paying(self, pricing: PricingProblem, solution: Solution) -> int:
        """Add patterns worth more than an instance of their kind at the program's prices; how many were new."""
        values = solution.duals[: self._items]
        tolerance = self._limits.unplaced_tolerance
        return self._pool.add_all(
            pattern
            for pattern in pricing.best_patterns()
            if self._counts[pattern.kind]
            and pattern.tasks @ values > solution.duals[self._row[pattern.kind]] + tolerance
        )
