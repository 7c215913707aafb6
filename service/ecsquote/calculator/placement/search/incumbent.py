"""The best plan and the best bound that the search has at a moment."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.search.column_generation import ColumnGenerationResult
from ecsquote.calculator.placement.search.construction_heuristic import placed_beside
from ecsquote.calculator.placement.search.covering_relaxation import CoveringRows, cover, proven
from ecsquote.calculator.placement.search.model import FloatArray
from ecsquote.calculator.placement.search.plan import Plan, joined, right_sized, trimmed
from ecsquote.calculator.placement.search.restricted_master import PatternPool
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.spare_instances import SpareInstances


@dataclass(slots=True)
class Incumbent:
    """The best plan and bound so far; the rows are those that the bound was proven with."""

    space: SearchSpace
    rows: CoveringRows
    spare: SpareInstances
    best: Plan
    bound: float

    @property
    def cost(self) -> float:
        """The best plan with the spare instances it needs."""
        return self.cost_of(self.best)

    def cost_of(self, plan: Plan) -> float:
        """A plan with the spare instances it needs."""
        needed = len(plan.kinds)
        return plan.cost(self.space.prices - self.spare.surcharge) + self.spare.price * self.spare.beside(needed)

    @property
    def gap(self) -> float:
        """How far the plan's cost may be above the least possible, as a share of the bound."""
        return self.cost / self.bound - 1

    def offer(self, plan: Plan | None) -> None:
        """Keeps the plan if it is cheaper by more than rounding."""
        if plan is not None and self.cost_of(plan) < self.cost * (1 - 1e-12):
            self.best = plan

    def tighten(self, priced: ColumnGenerationResult) -> None:
        """The bound with the row that the found prices give."""
        self.rows = self.rows.with_values(priced.prices, priced.ceilings, self.space.demand)
        solution = cover(self.space, self.rows, self.spare)
        if solution is not None:
            self.bound = max(self.bound, proven(self.space, self.rows, self.spare, solution.duals))

    def offer_rounded(self, columns: PatternPool, values: FloatArray, parts: Sequence[float], enough: float) -> None:
        """Fractions of sets made whole in several ways, until a plan is within `enough` of the bound."""
        for up in parts:
            self.offer(_rounded(columns, values, up))
            if self.gap <= enough:
                return


def _rounded(columns: PatternPool, values: FloatArray, up: float) -> Plan:
    """Fractions of `up` or more rounded up, others down, and new instances for what that leaves."""
    space = columns.space
    copies = np.floor(values + 1 - up + 1e-9).astype(np.int64)
    kinds = np.repeat(np.array(columns.kinds, np.int64), copies)
    tasks = np.repeat(np.array(columns.tasks, np.int64), copies, axis=0)
    plan = right_sized(space, trimmed(space, Plan(kinds, tasks)))
    left = space.demand - plan.tasks.sum(axis=0)
    if not left.any():
        return plan
    return joined(space, [plan, placed_beside(space, left)])
