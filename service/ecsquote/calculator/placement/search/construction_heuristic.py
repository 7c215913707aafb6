"""Whole clusters: the cheapest numbers of instances by the cover's rows, tasks packed in, the rest put beside."""

import numpy as np

from ecsquote.calculator.placement.search.bin_packing import pack
from ecsquote.calculator.placement.search.covering_relaxation import CoveringRows, cover, cover_rows
from ecsquote.calculator.placement.search.covering_rounding import whole_counts
from ecsquote.calculator.placement.search.first_fit_decreasing import best_single_kind
from ecsquote.calculator.placement.search.model import FloatArray, IntArray
from ecsquote.calculator.placement.search.plan import Plan, cheaper, joined, plan_of, right_sized
from ecsquote.calculator.placement.search.search_space import SearchSpace, residual
from ecsquote.calculator.placement.search.spare_instances import SpareInstances

NO_SPARE = SpareInstances(0, 0.0)
REST_SLACKS = (0.0, 0.03, 0.1)


def filled(space: SearchSpace, rows: CoveringRows, values: FloatArray, slack: float) -> Plan:
    """A plan near fractions of instances, with so much more room than wanted; what finds no place is put beside."""
    counts = whole_counts(space.prices, rows, values * (1 + slack), slack)
    kinds, tasks, left = pack(space, counts)
    plan = right_sized(space, Plan(kinds, tasks))
    return joined(space, [plan, _on_one_kind(residual(space, left))]) if left.any() else plan


def placed_beside(space: SearchSpace, left: IntArray) -> Plan:
    """New instances for tasks that are left over: of one kind, or a small cluster of their own."""
    rest = residual(space, left)
    plans = [_on_one_kind(rest)]
    rows = cover_rows(rest)
    solution = cover(rest, rows, NO_SPARE)
    if solution is not None:
        plans += [filled(rest, rows, solution.values[:-1], slack) for slack in REST_SLACKS]
    return cheaper(rest, plans)


def _on_one_kind(space: SearchSpace) -> Plan:
    """Instances of the one kind that holds everything most cheaply; where none does, every item on its own."""
    single = best_single_kind(space)
    return right_sized(space, plan_of(single)) if single else _each_alone(space)


def _each_alone(space: SearchSpace) -> Plan:
    """Every item on instances of its own: what always works."""
    plans = []
    for item in np.flatnonzero(space.demand):
        count = int(space.demand[item])
        per_instance = np.maximum(space.most[:, item], 1)
        costs = np.where(space.most[:, item] > 0, -(-count // per_instance) * space.prices, np.inf)
        kind = int(np.argmin(costs))
        instances = -(-count // int(per_instance[kind]))
        tasks = np.zeros((instances, len(space.items)), np.int64)
        tasks[:, item] = per_instance[kind]
        tasks[-1, item] -= int(tasks[:, item].sum()) - count
        plans.append(Plan(np.full(instances, kind), tasks))
    return joined(space, plans)
