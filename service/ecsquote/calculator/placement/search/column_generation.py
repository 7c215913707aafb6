"""Column generation: add the patterns that pay at the present prices until the pricing problem finds none.

The restricted master prices each task; the pricing problem then says which pattern is worth more than its instance
costs. When none is, the prices prove a bound (Farley): scaled down until no instance is worth more than it costs, they
are a feasible dual solution of the complete problem, whether or not all patterns have been found.
"""

from dataclasses import dataclass, replace

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.fractional_patterns import FractionalPatterns
from ecsquote.calculator.placement.search.numeric_margins import CONVERGED_GAP, PROFIT_MARGIN
from ecsquote.calculator.placement.search.pattern_pool import Pattern, PatternPool
from ecsquote.calculator.placement.search.pricing_problem import PricingProblem
from ecsquote.calculator.placement.search.restricted_master import MasterSolution, RestrictedMaster
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.work_limit import is_over


@dataclass(frozen=True, slots=True)
class ColumnGenerationResult:
    """The fractions of each pattern, the prices of the tasks and the bound that these prove.

    The prices are scaled down so that no instance is worth more than it costs.
    """

    values: FloatArray
    objective: float
    prices: FloatArray
    ceilings: FloatArray
    """What one instance of each kind is worth at most at these prices."""
    credit: float
    """What any instance is worth, whatever its tasks, where a least number must run."""
    bound: float


class ColumnGeneration:
    """Column generation over the patterns of a pool; new patterns join the pool."""

    def __init__(self, pool: PatternPool, pricing: PricingProblem, limits: SearchLimits) -> None:
        self._pool = pool
        self._pricing = pricing
        self._limits = limits
        self._space = pool.space
        self._fractional = FractionalPatterns(pool.space)

    def run(self, rounds: int, *, larger_tables: int = 0, gap: float = CONVERGED_GAP) -> ColumnGenerationResult:
        """Add patterns until none pays, the fractions are within `gap` of the bound or the rounds are over.

        Kinds that seem to be worth more than they cost only by a weak ceiling get tables of up to `larger_tables`
        cells.
        """
        master = RestrictedMaster(self._pool)
        best: ColumnGenerationResult | None = None
        while True:
            solution = master.solve()
            worth = self._pricing.ceilings(solution.prices)
            best = self._better(solution, worth, best)
            rounds -= 1
            if rounds <= 0 or solution.objective - best.bound <= gap * solution.objective or is_over():
                break
            if not self._pool.add_all(self._paying(solution, worth)):
                spare = self._space.spare
                net = self._space.prices - min(solution.reward, spare.price) * spare.per_needed
                if not self._pricing.add_tables(self._overestimated(worth, net), larger_tables):
                    break
        return replace(best, values=solution.values, objective=solution.objective)

    def _overestimated(self, worth: FloatArray, net: FloatArray) -> IntArray:
        """Kinds without a table whose ceilings are above what they cost."""
        kinds = self._pricing.without_table
        return kinds[worth[kinds] > net[kinds]]

    def _better(
        self, solution: MasterSolution, worth: FloatArray, known: ColumnGenerationResult | None
    ) -> ColumnGenerationResult:
        """The better of the known bound and the one that these prices prove, `worth` being the kinds' ceilings."""
        space = self._space
        reward = min(solution.reward, space.spare.price)
        credit = reward * space.spare.per_needed
        net = np.maximum(space.prices - credit, 0.0)
        scale = min(1.0, float(np.min(np.where(worth > 0, net / np.maximum(worth, 1e-300), 1.0))))
        bound = scale * float(solution.prices @ space.demand) + reward * space.spare.least
        if known is not None and known.bound >= bound:
            return known
        prices = solution.prices * scale
        return ColumnGenerationResult(solution.values, solution.objective, prices, worth * scale, credit, bound)

    def _paying(self, solution: MasterSolution, worth: FloatArray) -> list[Pattern]:
        """The patterns worth most for what their instance costs, if they are worth more than that."""
        space = self._space
        credit = solution.reward * space.spare.per_needed
        net = space.prices - credit
        kinds = self._overestimated(worth, net)
        kinds = kinds[np.argsort(net[kinds] - worth[kinds], kind="stable")][: self._limits.fractional_kinds]
        patterns = self._pricing.best_patterns()
        patterns += map(Pattern, kinds.tolist(), self._fractional.best(kinds, solution.prices))
        of_kinds, tasks = np.array([kind for kind, _ in patterns]), np.array([tasks for _, tasks in patterns])
        ratio = (tasks @ solution.prices + credit) / space.prices[of_kinds]
        order = np.lexsort((of_kinds, -ratio))
        chosen = order[: self._limits.patterns_per_round]
        return [patterns[each] for each in chosen if ratio[each] > 1 + PROFIT_MARGIN]
