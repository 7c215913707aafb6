"""Diving heuristic: fix whole patterns from the fractions step by step, with new patterns for what is left each time.

The patterns that suit the last few instances are not those that suit a fleet of thousands: they pay only when most of
the tasks have their place. All that are found are kept for the integer program that follows.
"""

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.column_generation import ColumnGeneration, ColumnGenerationResult
from ecsquote.calculator.placement.search.numeric_margins import SOLVER_MARGIN
from ecsquote.calculator.placement.search.pattern_pool import PatternPool
from ecsquote.calculator.placement.search.plan import Plan
from ecsquote.calculator.placement.search.pricing_problem import PricingProblem
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.work_limit import is_over


def dive(pool: PatternPool, found: ColumnGenerationResult, limits: SearchLimits) -> Plan | None:
    """A whole plan near the fractions, or None where it takes too many steps; new patterns join the pool."""
    space = pool.space
    left = space.demand.copy()
    kinds: list[int] = []
    tasks: list[IntArray] = []
    step, values = pool, found.values
    for _ in range(limits.dive_steps):
        for column, copies in _fixed(step, values, left):
            used = np.minimum(step.tasks[column], left)
            kinds += [step.kinds[column]] * copies
            tasks += [step.tasks[column]] * copies
            left = np.maximum(left - copies * used, 0)
        if not left.any():
            return Plan(np.array(kinds), np.array(tasks)).trimmed(space.demand).right_sized(space)
        if is_over():
            return None
        rest = space.shrunk(left)
        step = _reduced(pool, rest)
        values = ColumnGeneration(step, PricingProblem(rest, limits), limits).run(limits.dive_rounds).values
        pool.add_all(step.patterns())
    return None


def _fixed(pool: PatternPool, values: FloatArray, left: IntArray) -> list[tuple[int, int]]:
    """The whole part of every fraction, or one instance of the largest fraction."""
    whole = np.floor(values + SOLVER_MARGIN).astype(np.int64)
    if not whole.any():
        whole[int(np.argmax(np.round(values, 9)))] = 1
    chosen = []
    for column in np.flatnonzero(whole):
        tasks = pool.tasks[column]
        fits = left[tasks > 0] // tasks[tasks > 0]
        copies = min(int(whole[column]), max(1, int(fits.min())))
        if np.minimum(tasks, left).any():
            chosen.append((int(column), copies))
            left = np.maximum(left - copies * tasks, 0)
    return chosen


def _reduced(pool: PatternPool, rest: SearchSpace) -> PatternPool:
    """The patterns found so far, reduced to what is left, each on the cheapest kind that holds it."""
    plan = Plan(np.array(pool.kinds), np.minimum(np.array(pool.tasks), rest.demand))
    reduced = PatternPool.of_single_items(rest)
    reduced.add_plan(plan.right_sized(rest))
    return reduced
