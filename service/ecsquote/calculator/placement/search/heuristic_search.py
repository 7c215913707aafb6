"""Heuristic search, for large clusters: pattern sampling and rounding for the plan, column generation for the bound."""

from ecsquote.calculator.placement.search.column_generation import ColumnGeneration
from ecsquote.calculator.placement.search.incumbent import Incumbent
from ecsquote.calculator.placement.search.pattern_pool import PatternPool
from ecsquote.calculator.placement.search.pattern_sampling import PatternSampler
from ecsquote.calculator.placement.search.pricing_problem import PricingProblem
from ecsquote.calculator.placement.work_limit import is_over


class HeuristicSearch:
    """Improves an incumbent in a few passes while its gap is open."""

    def __init__(self, incumbent: Incumbent, pool: PatternPool) -> None:
        self._incumbent = incumbent
        self._limits = incumbent.limits
        self._pool = pool

    def run(self) -> None:
        """Sampling, rounding and column generation in turn, until the gap is accepted."""
        limits, incumbent, pool = self._limits, self._incumbent, self._pool
        sampler = PatternSampler(pool, limits)
        generation = ColumnGeneration(pool, PricingProblem(incumbent.space, limits), limits)
        for gap, rounds in limits.passes:
            fractions = sampler.run(incumbent.bound * (1 + gap), limits.sampling_rounds)
            incumbent.offer_rounded(pool, fractions.values, limits.heuristic_gap)
            if incumbent.gap <= limits.heuristic_gap:
                return
            if is_over():
                return
            found = generation.run(rounds, larger_tables=limits.heuristic_table_cells, gap=limits.good_cover_gap)
            incumbent.tighten(found)
            if incumbent.gap <= limits.heuristic_gap or is_over():
                return
        incumbent.offer_rounded(pool, found.values, limits.heuristic_gap)
