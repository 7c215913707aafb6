"""Diving: whole sets taken from the fractions one after the other, new sets sought for what is left each time.

The sets that suit the last few instances are not those that suit a fleet of thousands: only when most of the tasks have
their place do such sets pay. All that are found are kept for the integer program that follows.
"""

import numpy as np

from ecsquote.calculator.placement.search.column_generation import ColumnGenerationResult, generate
from ecsquote.calculator.placement.search.model import IntArray
from ecsquote.calculator.placement.search.plan import Plan, right_sized, trimmed
from ecsquote.calculator.placement.search.pricing_problem import PricingProblem
from ecsquote.calculator.placement.search.restricted_master import PatternPool, single_item_patterns
from ecsquote.calculator.placement.search.search_space import SearchSpace, shrunk
from ecsquote.calculator.placement.search.spare_instances import SpareInstances

NO_SPARE = SpareInstances(0, 0.0)
ROUNDS = 6
MOST_STEPS = 80


def dive(columns: PatternPool, priced: ColumnGenerationResult, cells: int) -> Plan | None:
    """A whole plan near the fractions. The sets found on the way join the columns; None if that takes too long."""
    space = columns.space
    left = space.demand.copy()
    kinds: list[int] = []
    tasks: list[IntArray] = []
    part, values = columns, priced.values
    for _ in range(MOST_STEPS):
        for column, copies in _taken(part, values, left):
            set_of_tasks = np.minimum(part.tasks[column], left)
            kinds += [part.kinds[column]] * copies
            tasks += [part.tasks[column]] * copies
            left = np.maximum(left - copies * set_of_tasks, 0)
        if not left.any():
            return right_sized(space, trimmed(space, Plan(np.array(kinds), np.array(tasks))))
        rest = shrunk(space, left)
        part = _clipped(columns, rest)
        values = generate(part, PricingProblem(rest, cells), NO_SPARE, ROUNDS).values
        columns.add_all(zip(part.kinds, part.tasks, strict=True))
    return None


def _taken(part: PatternPool, values: np.ndarray, left: IntArray) -> list[tuple[int, int]]:
    """The whole part of every fraction, or one of the largest fraction."""
    whole = np.floor(values + 1e-6).astype(np.int64)
    if not whole.any():
        whole[int(np.argmax(np.round(values, 9)))] = 1
    chosen = []
    for column in np.flatnonzero(whole):
        tasks = part.tasks[column]
        fits = left[tasks > 0] // tasks[tasks > 0]
        copies = min(int(whole[column]), max(1, int(fits.min())))
        if np.minimum(tasks, left).any():
            chosen.append((int(column), copies))
            left = np.maximum(left - copies * tasks, 0)
    return chosen


def _clipped(columns: PatternPool, rest: SearchSpace) -> PatternPool:
    """The sets found so far, less what is not wanted any more, each as the cheapest kind that holds it."""
    plan = Plan(np.array(columns.kinds), np.minimum(np.array(columns.tasks), rest.demand))
    sized = right_sized(rest, plan)
    part = PatternPool(rest)
    part.add_all(single_item_patterns(rest))
    part.add_all((int(kind), tasks) for kind, tasks in zip(sized.kinds, sized.tasks, strict=True))
    return part
