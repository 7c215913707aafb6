"""The incumbent: the best plan and the best bound that a search has at the moment."""

from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray
from ecsquote.calculator.placement.search.column_generation import ColumnGenerationResult
from ecsquote.calculator.placement.search.construction_heuristic import ConstructionHeuristic
from ecsquote.calculator.placement.search.covering_relaxation import CoveringRelaxation
from ecsquote.calculator.placement.search.cutting_planes import CuttingPlane
from ecsquote.calculator.placement.search.numeric_margins import SUM_MARGIN, WHOLE_MARGIN
from ecsquote.calculator.placement.search.pattern_pool import PatternPool
from ecsquote.calculator.placement.search.plan import Plan
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.work_limit import is_over


@dataclass(slots=True)
class Incumbent:
    """The best plan and bound so far; the relaxation has the rows that the bound was proven with."""

    relaxation: CoveringRelaxation
    limits: SearchLimits
    best: Plan
    bound: float

    @property
    def space(self) -> SearchSpace:
        """The space that is searched."""
        return self.relaxation.space

    @property
    def cost(self) -> float:
        """USD per hour of the best plan with the spare instances it needs."""
        return self.cost_of(self.best)

    def cost_of(self, plan: Plan) -> float:
        """USD per hour of a plan with the spare instances it needs."""
        spare = self.space.spare
        return plan.cost(self.space.prices - spare.surcharge) + spare.price * spare.for_needed(len(plan.kinds))

    @property
    def gap(self) -> float:
        """How far the plan's cost may be above the least possible, as a share of the bound."""
        return self.cost / self.bound - 1

    def offer(self, plan: Plan | None) -> None:
        """Keep the plan if it is cheaper by more than rounding."""
        if plan is not None and self.cost_of(plan) < self.cost * (1 - SUM_MARGIN):
            self.best = plan

    def raise_bound(self, bound: float) -> None:
        """Keep the bound if it is higher, up to the cost of the best plan."""
        self.bound = max(self.bound, min(bound, self.cost))

    def add_cut(self, cut: CuttingPlane) -> None:
        """Add a row that every fleet for the tasks meets."""
        self.relaxation = self.relaxation.with_row(cut.values, cut.ceilings)

    def tighten(self, found: ColumnGenerationResult) -> None:
        """Raise the bound with the row that the prices of column generation give."""
        self.relaxation = self.relaxation.with_row(found.prices, found.ceilings)
        solution = self.relaxation.solve()
        if solution is not None:
            self.bound = max(self.bound, self.relaxation.proven_bound(solution.duals))

    def offer_rounded(self, pool: PatternPool, values: FloatArray, gap: float) -> None:
        """Round fractions of patterns in several ways, until a plan is within `gap` of the bound."""
        for round_up_from in self.limits.round_up_from:
            self.offer(self._rounded(pool, values, round_up_from))
            if self.gap <= gap or is_over():
                return

    def _rounded(self, pool: PatternPool, values: FloatArray, round_up_from: float) -> Plan:
        """Large fractions rounded up, others down, and new instances for the tasks that this leaves."""
        space = self.space
        copies = np.floor(values + 1 - round_up_from + WHOLE_MARGIN).astype(np.int64)
        plan = pool.plan(copies).trimmed(space.demand).right_sized(space)
        left = space.demand - plan.tasks.sum(axis=0)
        if not left.any():
            return plan
        rest = ConstructionHeuristic(space, self.limits).leftover(left)
        return Plan.joined([plan, rest], len(space.items))
