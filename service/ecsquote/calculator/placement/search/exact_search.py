"""Exact search, for clusters small enough that integer programs finish.

Column generation, then the cheapest fleets that meet all covering rows, a dive, and pattern selection.
"""

import numpy as np

from ecsquote.calculator.placement.search.arrays import IntArray
from ecsquote.calculator.placement.search.bin_packing import BinPacking
from ecsquote.calculator.placement.search.column_generation import ColumnGeneration, ColumnGenerationResult
from ecsquote.calculator.placement.search.complete_listing import CompleteListing
from ecsquote.calculator.placement.search.cutting_planes import CutSeparation
from ecsquote.calculator.placement.search.diving_heuristic import dive
from ecsquote.calculator.placement.search.incumbent import Incumbent
from ecsquote.calculator.placement.search.instance_branching import prove_with
from ecsquote.calculator.placement.search.numeric_margins import INTEGER_MARGIN, SOLVER_MARGIN
from ecsquote.calculator.placement.search.pattern_enumeration import PatternEnumeration
from ecsquote.calculator.placement.search.pattern_pool import PatternPool
from ecsquote.calculator.placement.search.pattern_selection import select_patterns
from ecsquote.calculator.placement.search.pricing_problem import PricingProblem
from ecsquote.calculator.placement.work_limit import is_over


class ExactSearch:
    """Improves an incumbent step by step while its gap is open."""

    def __init__(self, incumbent: Incumbent, pool: PatternPool) -> None:
        self._incumbent = incumbent
        self._limits = incumbent.limits
        self._pool = pool
        self._pricing = PricingProblem(incumbent.space, incumbent.limits)

    def run(self) -> None:
        """All steps in order, until the gap is accepted."""
        limits, incumbent = self._limits, self._incumbent
        generation = ColumnGeneration(self._pool, self._pricing, limits)
        found = generation.run(limits.rounds, larger_tables=limits.exact_table_cells, gap=limits.pricing_gap)
        incumbent.tighten(found)
        incumbent.offer_rounded(self._pool, found.values, limits.accepted_gap)
        if self._is_open:
            self._try_fleets(found)
        if self._is_open:
            incumbent.offer(dive(self._pool, found, limits))
        if limits.thorough and self._is_open:
            self._select_patterns(found)
        few = int(incumbent.space.demand.sum()) <= limits.proven_tasks
        if limits.thorough and few and self._is_open:
            self._prove(found)

    @property
    def _is_open(self) -> bool:
        """Whether a further step may find a better plan, and is still taken."""
        return self._incumbent.gap > self._limits.accepted_gap and not is_over()

    def _try_fleets(self, found: ColumnGenerationResult) -> None:
        """The cheapest fleets that meet all rows, until one holds the tasks."""
        for slack in self._limits.fleet_slacks:
            for _ in range(self._limits.fleets_per_slack):
                counts = self._cheapest_fleet(slack)
                if counts is None or self._holds_all(counts) or is_over():
                    return
                weights = np.maximum(found.prices, SOLVER_MARGIN)
                cut = CutSeparation(self._pool, counts, weights, self._limits).violated_cut(self._pricing)
                if cut is None:
                    break
                self._incumbent.add_cut(cut)

    def _cheapest_fleet(self, slack: float) -> IntArray | None:
        """Instances of each kind that meet all rows with this slack; None where they cost more than the best plan."""
        incumbent = self._incumbent
        cover = incumbent.relaxation.solve_whole(self._limits.fleet_nodes, slack)
        if cover is None:
            return None
        if not slack:
            incumbent.raise_bound(cover.bound)
        if cover.objective >= incumbent.cost * (1 - INTEGER_MARGIN):
            return None
        return cover.counts

    def _holds_all(self, counts: IntArray) -> bool:
        """Whether all tasks find room on these instances; the plan is kept."""
        packed = BinPacking(self._incumbent.space, self._limits).pack_exactly(counts)
        if packed is None:
            return False
        self._incumbent.offer(packed.right_sized(self._incumbent.space))
        return True

    def _select_patterns(self, found: ColumnGenerationResult) -> None:
        """Pattern selection among the known patterns and those that a cheaper fleet could contain."""
        incumbent, limits = self._incumbent, self._limits
        enumeration = PatternEnumeration(self._pricing, limits.beam_width)
        listed = enumeration.within_gap(found, incumbent.cost - found.bound)
        pool = PatternPool(incumbent.space)
        pool.add_plan(incumbent.best)
        pool.add_all(self._pool.patterns())
        most = max(limits.least_enumerated_patterns, limits.selected_patterns - len(self._pool.kinds))
        pool.add_all(listed.patterns[:most])
        plan, bound = select_patterns(pool, incumbent.best, limits)
        incumbent.offer(plan)
        if listed.complete and len(listed.patterns) <= most:
            incumbent.raise_bound(bound)

    def _prove(self, found: ColumnGenerationResult) -> None:
        """Branching over all patterns that a cheaper fleet could contain, where they are few enough."""
        incumbent, limits = self._incumbent, self._limits
        listing = CompleteListing(incumbent.space, limits)
        found = listing.converged(self._pool, found)
        incumbent.raise_bound(found.bound)
        listed = listing.within_gap(found, incumbent.cost - found.bound)
        if listed is not None and len(listed) <= limits.listed_patterns:
            prove_with(incumbent, listed)
