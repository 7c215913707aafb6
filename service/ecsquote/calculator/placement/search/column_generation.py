"""Column generation: the sets of tasks that pay at the present prices, found by tables until none is left.

The linear program over the sets found so far prices each task; the knapsack tables then say which set is worth more
than its instance costs. When none is, the prices prove the bound (Farley): scaled down until no instance is worth more
than it costs, they are a feasible dual of the whole problem, found sets or not.
"""

from dataclasses import dataclass, replace

import numpy as np

from ecsquote.calculator.placement.search.fractional_patterns import patterns_from_fractions
from ecsquote.calculator.placement.search.model import FloatArray, IntArray
from ecsquote.calculator.placement.search.pricing_problem import PricingProblem
from ecsquote.calculator.placement.search.restricted_master import MasterSolution, PatternPool, RestrictedMaster
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.spare_instances import SpareInstances

NEW_PATTERNS = 24
RELAXED = 12
"""Kinds too large for tables that get a set of their own in a round."""
GOOD_ENOUGH = 1e-6


@dataclass(frozen=True, slots=True)
class ColumnGenerationResult:
    """The end of column generation: fractions of each set, the prices of the tasks and what they prove.

    Scaled down so that no instance is worth more than it costs.
    """

    values: FloatArray
    objective: float
    prices: FloatArray
    ceilings: FloatArray
    """What one instance of each kind is worth at most at these prices."""
    credit: float
    """What any instance is worth, whatever stands on it, where more must run than the tasks need."""
    bound: float


def generate(
    columns: PatternPool,
    knapsacks: PricingProblem,
    spare: SpareInstances,
    rounds: int,
    *,
    widest: int = 0,
    near: float = GOOD_ENOUGH,
) -> ColumnGenerationResult:
    """Adds sets until none pays, the fractions are within `near` of the bound or the rounds are over.

    Kinds that only a weak ceiling makes worth more than they cost get tables of up to `widest` cells.
    """
    space = columns.space
    master = RestrictedMaster(columns, spare)
    best: ColumnGenerationResult | None = None
    while True:
        fractions = master.solve()
        worth = knapsacks.ceilings(fractions.prices)
        best = _better(space, spare, fractions, worth, best)
        rounds -= 1
        if rounds <= 0 or fractions.objective - best.bound <= near * fractions.objective:
            break
        if not columns.add_all(_paying(space, knapsacks, fractions, spare, worth)):
            net = space.prices - min(fractions.reward, spare.price) * spare.per_needed
            dear = knapsacks.large[worth[knapsacks.large] > net[knapsacks.large]]
            if not knapsacks.widen(dear, widest):
                break
    return replace(best, values=fractions.values, objective=fractions.objective)


def _better(
    space: SearchSpace,
    spare: SpareInstances,
    found: MasterSolution,
    worth: FloatArray,
    known: ColumnGenerationResult | None,
) -> ColumnGenerationResult:
    """The better of the known bound and the one that the fractions' prices prove, `worth` being the kinds' ceilings."""
    reward = min(found.reward, spare.price)
    credit = reward * spare.per_needed
    net = np.maximum(space.prices - credit, 0.0)
    scale = min(1.0, float(np.min(np.where(worth > 0, net / np.maximum(worth, 1e-300), 1.0))))
    bound = scale * float(found.prices @ space.demand) + reward * spare.least
    if known is not None and known.bound >= bound:
        return known
    return ColumnGenerationResult(found.values, found.objective, found.prices * scale, worth * scale, credit, bound)


def _paying(
    space: SearchSpace, knapsacks: PricingProblem, found: MasterSolution, spare: SpareInstances, worth: FloatArray
) -> list[tuple[int, IntArray]]:
    """The sets worth most for what their instance costs, if they are worth more; `worth` are the kinds' ceilings."""
    net = space.prices - found.reward * spare.per_needed
    dear = knapsacks.large[worth[knapsacks.large] > net[knapsacks.large]]
    dear = dear[np.argsort(net[dear] - worth[dear], kind="stable")][:RELAXED]
    sets = knapsacks.best_patterns() + list(
        zip(dear.tolist(), patterns_from_fractions(space, dear, found.prices), strict=True)
    )
    kinds, tasks = np.array([kind for kind, _ in sets]), np.array([tasks for _, tasks in sets])
    ratio = (tasks @ found.prices + found.reward * spare.per_needed) / space.prices[kinds]
    order = np.lexsort((kinds, -ratio))
    return [sets[each] for each in order[:NEW_PATTERNS] if ratio[each] > 1 + 1e-9]
