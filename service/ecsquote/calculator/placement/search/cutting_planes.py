"""A fleet that meets every row of the cover and cannot hold the tasks even in fractions: the row that says why.

For the instances of the fleet a linear program over sets of tasks leaves as little unplaced as it can. Where something
is left, the program's prices π say why: what all tasks are worth at π is more than the fleet's instances can hold.
With v(t) from the knapsack tables, Σ v(t)·x(t) ≥ Σ π(i)·demand(i) is then a row like any other of the cover: it holds
for every fleet that holds the tasks, and this fleet breaks it.
"""

from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.search.model import FloatArray, IntArray
from ecsquote.calculator.placement.search.pricing_problem import PricingProblem
from ecsquote.calculator.placement.search.restricted_master import PatternPool
from ecsquote.calculator.placement.search.solver import IncrementalProgram, Solution

ROUNDS = 30
BROKEN = 1e-4
"""A row counts as broken where the fleet lacks this share of what the tasks are worth."""
PLACED = 1e-7
"""Less than this left unplaced is rounding."""


@dataclass(frozen=True, slots=True)
class CuttingPlane:
    """Values of the items, and what one instance of each kind can hold of them at most."""

    values: FloatArray
    ceilings: FloatArray


class CutSeparation:
    """So many instances of each kind, and sets of tasks for them that leave as little unplaced as can be."""

    def __init__(self, columns: PatternPool, counts: IntArray, weights: FloatArray) -> None:
        """`weights`: what it costs to leave a task of each item unplaced."""
        space = columns.space
        self._counts = counts
        self._items = len(space.items)
        used = np.flatnonzero(counts)
        self._row = np.full(len(counts), -1)
        self._row[used] = self._items + np.arange(len(used))
        self._least = np.concatenate([space.demand, -counts[used]]).astype(np.float64)
        self._program = IncrementalProgram(self._least)
        self._program.add(weights, np.eye(len(self._least), self._items), space.demand.astype(np.float64))
        self._done = 0
        self._sets = PatternPool(space)
        known = zip(columns.kinds, columns.tasks, strict=True)
        self._sets.add_all((kind, tasks) for kind, tasks in known if counts[kind])

    def broken_row(self, knapsacks: PricingProblem) -> CuttingPlane | None:
        """The row that the fleet breaks; None where fractions place every task or no row was found."""
        for _ in range(ROUNDS):
            solution = self._solve()
            if solution.objective <= PLACED:
                return None
            values = solution.duals[: self._items]
            ceilings = knapsacks.ceilings(values)
            total = float(values @ self._sets.space.demand)
            if total - float(ceilings @ self._counts) > BROKEN * total:
                return CuttingPlane(values, ceilings)
            if not self._add_paying(knapsacks, solution):
                return None
        return None

    def _solve(self) -> Solution:
        """The least unplaced with all sets so far."""
        new = len(self._sets.kinds) - self._done
        if new:
            most = self._counts[self._sets.kinds[self._done :]].astype(np.float64)
            self._program.add(np.zeros(new), self._matrix(self._done), most)
            self._done = len(self._sets.kinds)
        solution = self._program.solve()
        if solution is None:
            raise AssertionError("every task may be left unplaced")
        return solution

    def _matrix(self, first: int) -> FloatArray:
        """Items and kinds × sets from one on: its tasks, and one instance of its kind taken."""
        kinds = self._sets.kinds[first:]
        matrix = np.zeros((len(self._least), len(kinds)))
        if kinds:
            matrix[: self._items] = np.array(self._sets.tasks[first:], np.float64).T
            matrix[self._row[kinds], np.arange(len(kinds))] = -1.0
        return matrix

    def _add_paying(self, knapsacks: PricingProblem, solution: Solution) -> int:
        """Sets worth more than an instance of their kind is at the program's prices; how many were new."""
        values = solution.duals[: self._items]
        return self._sets.add_all(
            (kind, tasks)
            for kind, tasks in knapsacks.best_patterns()
            if self._counts[kind] and tasks @ values > solution.duals[self._row[kind]] + PLACED
        )
