"""Lower bounds without plans: whole instances for one load, and prices of tasks that bound many loads at once."""

from dataclasses import replace

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.column_generation import ColumnGeneration, ColumnGenerationResult
from ecsquote.calculator.placement.search.covering_relaxation import CoveringRelaxation
from ecsquote.calculator.placement.search.numeric_margins import BOUND_MARGIN, SUM_MARGIN
from ecsquote.calculator.placement.search.pattern_pool import PatternPool
from ecsquote.calculator.placement.search.pricing_problem import PricingProblem
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.search_space import SearchSpace


def bound_of_load(space: SearchSpace, limits: SearchLimits) -> float:
    """USD per hour below which no fleet for the tasks of a space costs: the best of prices and whole instances."""
    relaxation = CoveringRelaxation.of(space)
    bounds = [cheapest_instance(space, space.demand[None, :]).item()]
    found = priced_items(space, limits, rounds_of_many=1)
    relaxation = relaxation.with_row(found.prices, found.ceilings)
    solution = relaxation.solve()
    if solution is not None:
        bounds.append(relaxation.proven_bound(solution.duals))
    whole = relaxation.solve_whole(limits.bound_nodes, 0.0)
    if whole is not None:
        bounds.append(whole.bound)
    return max(bounds)


def bounds_of_loads(space: SearchSpace, demands: IntArray, limits: SearchLimits) -> FloatArray:
    """USD per hour of each load (loads × items of the space), whose tasks are nowhere more than the space's own."""
    bounds = cheapest_instance(space, demands)
    typical = np.maximum(np.ceil(demands.mean(axis=0)).astype(np.int64), 1)
    found = priced_items(replace(space, demand=typical), limits)
    worth = demands @ found.prices * (1 - BOUND_MARGIN)
    covers = whole_covers(found.ceilings, space.prices, worth, limits.cover_cells)
    answer: FloatArray = np.maximum(np.maximum(bounds, worth), covers)
    return answer


def cheapest_instance(space: SearchSpace, demands: IntArray) -> FloatArray:
    """USD per hour that each load (loads × items) costs at least: the cheapest instance that holds one of its tasks."""
    least = np.where(space.fits, space.prices[:, None], np.inf).min(axis=0)
    answer: FloatArray = np.where(demands > 0, least[None, :], 0.0).max(axis=1)
    return answer


def whole_covers(ceilings: FloatArray, prices: FloatArray, worth: FloatArray, cells: int) -> FloatArray:
    """USD per hour of the cheapest whole instances that are worth as much as each load.

    Worth is counted in cells: what an instance is worth rounds up, what a load is worth rounds down.
    """
    cell = float(worth.max()) / cells
    if cell <= 0:
        return np.zeros(len(worth))
    holds = np.minimum(np.ceil(ceilings / cell * (1 + BOUND_MARGIN)), cells).astype(np.int64)
    useful = np.flatnonzero(holds > 0)
    holds, costs = holds[useful], prices[useful]
    table = np.zeros(cells + 1)
    for filled in range(1, cells + 1):
        table[filled] = (table[np.maximum(filled - holds, 0)] + costs).min()
    needed = np.floor(worth / cell * (1 - BOUND_MARGIN)).astype(np.int64)
    answer: FloatArray = table[needed] * (1 - SUM_MARGIN)
    return answer


def priced_items(space: SearchSpace, limits: SearchLimits, rounds_of_many: int | None = None) -> ColumnGenerationResult:
    """Prices of the items under which no instance is worth more than it costs, good ones for the space's demand.

    `rounds_of_many`: rounds of column generation for many items, by default the limits'.
    """
    many = limits.bound_rounds_of_many if rounds_of_many is None else rounds_of_many
    rounds = limits.bound_rounds if len(space.items) <= limits.bound_items else many
    pool = PatternPool.of_single_items(space)
    generation = ColumnGeneration(pool, PricingProblem(space, replace(limits, table_cells=limits.bound_cells)), limits)
    return generation.run(rounds, gap=limits.bound_gap)
