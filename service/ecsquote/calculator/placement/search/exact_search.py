"""Small clusters, searched to the end: column generation, a dive, and integer programs over fleets and over sets."""

import numpy as np

from ecsquote.calculator.placement.search.bin_packing import pack_exactly
from ecsquote.calculator.placement.search.column_generation import ColumnGenerationResult, generate
from ecsquote.calculator.placement.search.covering_relaxation import MIP_MARGIN, whole_cover
from ecsquote.calculator.placement.search.cutting_planes import CutSeparation
from ecsquote.calculator.placement.search.diving_heuristic import dive
from ecsquote.calculator.placement.search.incumbent import Incumbent
from ecsquote.calculator.placement.search.model import IntArray
from ecsquote.calculator.placement.search.pattern_selection import patterns_within_gap, select_patterns
from ecsquote.calculator.placement.search.plan import Plan, right_sized
from ecsquote.calculator.placement.search.pricing_problem import PricingProblem
from ecsquote.calculator.placement.search.restricted_master import PatternPool
from ecsquote.calculator.placement.search.search_limits import SearchLimits

MOST_INSTANCES, MOST_TASKS = 60, 1000
"""Up to both of these a cluster is small."""
TABLE_CELLS, WIDEST_CELLS = 40_000, 60_000
ROUNDS = 60
"""Of column generation at most."""
ROUNDED_UP = (0.8, 1.0)
LISTED = 120
NEAR = 30
"""Sets in one integer program; of the near ones at least so many beside those that the search came by."""
FLEET_SLACKS = (0.0, 0.002, 0.005, 0.01, 0.02)
"""How much more room than the rows ask for the fleets tried have, one after the other."""
FLEETS = 8
"""Fleets tried with one slack: each that cannot hold the tasks gives the row that it breaks."""
NODES, SET_NODES = 1000, 500
"""Branchings of one integer program: for a fleet or for its tasks, and for sets."""


def is_small(state: Incumbent) -> bool:
    """Whether the integer programs can finish."""
    return len(state.best.kinds) <= MOST_INSTANCES and int(state.space.demand.sum()) <= MOST_TASKS


def search_small(state: Incumbent, columns: PatternPool, patience: SearchLimits) -> None:
    """Column generation, the cheapest whole fleets, a dive and an integer program over sets, while a gap is open."""
    knapsacks = PricingProblem(state.space, TABLE_CELLS)
    priced = generate(columns, knapsacks, state.spare, ROUNDS, widest=WIDEST_CELLS, near=patience.nearly)
    state.tighten(priced)
    state.offer_rounded(columns, priced.values, ROUNDED_UP, patience.done)
    if state.gap > patience.done:
        _try_fleets(state, columns, knapsacks, priced)
    if state.gap > patience.done:
        state.offer(dive(columns, priced, TABLE_CELLS))
    if state.gap > patience.done and patience.thorough:
        _select(state, columns, knapsacks, priced)


def _try_fleets(
    state: Incumbent, columns: PatternPool, knapsacks: PricingProblem, priced: ColumnGenerationResult
) -> None:
    """The cheapest whole fleets that meet all rows, until one holds the tasks."""
    for slack in FLEET_SLACKS:
        for _ in range(FLEETS):
            counts = _cheapest_fleet(state, slack)
            if counts is None or _held(state, counts):
                return
            program = CutSeparation(columns, counts, np.maximum(priced.prices, 1e-6))
            row = program.broken_row(knapsacks)
            if row is None:
                break
            state.rows = state.rows.with_values(row.values, row.ceilings, state.space.demand)


def _cheapest_fleet(state: Incumbent, slack: float) -> IntArray | None:
    """Instances of each kind that meet all rows with so much slack, None where they would cost more than the plan."""
    solution = whole_cover(state.space, state.rows, state.spare, NODES, slack)
    if solution is None:
        return None
    if not slack:
        state.bound = max(state.bound, min(solution.bound * (1 - MIP_MARGIN), state.cost))
    if solution.objective >= state.cost * (1 - MIP_MARGIN):
        return None
    counts: IntArray = np.round(solution.values[: len(state.space.kinds)]).astype(np.int64)
    return counts


def _held(state: Incumbent, counts: IntArray) -> bool:
    """Whether all tasks find room on so many instances of each kind; the plan is kept."""
    packed = pack_exactly(state.space, counts, NODES)
    if packed is None:
        return False
    state.offer(right_sized(state.space, Plan(*packed)))
    return True


def _select(state: Incumbent, columns: PatternPool, knapsacks: PricingProblem, priced: ColumnGenerationResult) -> None:
    """Whole sets: those that could belong to a better fleet, the likeliest of them where they are many."""
    space = state.space
    near, complete = patterns_within_gap(space, knapsacks, priced, state.cost - priced.bound)
    everything = PatternPool(space)
    everything.add_plan(state.best)
    everything.add_all(zip(columns.kinds, columns.tasks, strict=True))
    most = max(NEAR, LISTED - len(columns.kinds))
    near.sort(key=lambda each: (each[0], each[1], each[2].tobytes()))
    everything.add_all((kind, tasks) for _, kind, tasks in near[:most])
    plan, bound = select_patterns(everything, state.spare, state.best, SET_NODES)
    state.offer(plan)
    if complete and len(near) <= most:
        state.bound = max(state.bound, min(bound, state.cost))
