"""Small clusters: which whole sets of tasks to buy, by integer programming over the sets worth considering.

A set that belongs to a fleet cheaper than the best known one can lose at most the gap between that fleet and the bound
at the bound's prices. Where all such sets can be listed, the integer program over them is exact, and so is its bound.
"""

import numpy as np

from ecsquote.calculator.placement.columns import Columns, Priced
from ecsquote.calculator.placement.linear import solve
from ecsquote.calculator.placement.model import FloatArray, IntArray
from ecsquote.calculator.placement.plan import Plan, right_sized, trimmed
from ecsquote.calculator.placement.search_space import SearchSpace

MIP_MARGIN = 2e-6
"""HiGHS holds rows and whole numbers to 1e-6."""

GAP = 1e-4
"""An integer program this near its own bound is not branched further."""


def near_sets(space: SearchSpace, priced: Priced, gap: float, limit: int) -> list[tuple[int, IntArray]] | None:
    """Every maximal set of every kind that loses at most `gap` at the prices; None if more than `limit`."""
    found: list[tuple[int, IntArray]] = []
    budget = [limit * 20]
    scale = min(1.0, float(np.min(space.prices / np.maximum(priced.ceilings, 1e-300))))
    values = priced.prices * scale
    for kind in range(len(space.kinds)):
        floor = float(space.prices[kind]) - gap * (1 + 1e-9) - 1e-12
        if float(priced.ceilings[kind]) * scale < floor:
            continue
        sets = _list_sets(space, kind, values, floor, budget)
        if sets is None or len(found) + len(sets) > limit:
            return None
        found += [(kind, tasks) for tasks in sets]
    return found


def _list_sets(  # noqa: C901 # one recursion with its bookkeeping reads best in one place
    space: SearchSpace, kind: int, values: FloatArray, floor: float, budget: list[int]
) -> list[IntArray] | None:
    """Depth first over the items, the dearest for their room first; a branch ends where a straight bound says so."""
    shares = space.needs / np.maximum(space.free[kind], 1)
    density = values / np.maximum(shares.sum(axis=1), 1e-12)
    order = [int(item) for item in np.argsort(-density, kind="stable") if space.most[kind, item]]
    if not order:
        return []
    needs = [tuple(int(need) for need in space.needs[item]) for item in order]
    most = [int(space.most[kind, item]) for item in order]
    worth = [float(values[item]) for item in order]
    best_rate = [max(float(density[item]) for item in order[at:]) for at in range(len(order))] + [0.0]
    capacity = [max(int(room), 1) for room in space.free[kind]]
    clashes = [frozenset(order.index(o) for o in space.clashes[item] if o in order) for item in order]
    found: list[IntArray] = []
    counts = [0] * len(order)

    def room_for(at: int, free: list[int]) -> int:
        if any(counts[other] for other in clashes[at]):
            return 0
        room = most[at] - counts[at]
        for need, left in zip(needs[at], free, strict=True):
            if need:
                room = min(room, left // need)
        return room

    def descend(at: int, free: list[int], value: float) -> bool:
        budget[0] -= 1
        if budget[0] < 0:
            return False
        ceiling = value + best_rate[at] * sum(left / whole for left, whole in zip(free, capacity, strict=True))
        if ceiling < floor:
            return True
        if at == len(order):
            if not any(room_for(each, free) for each in range(len(order))):
                tasks = np.zeros(len(space.items), np.int64)
                tasks[order] = counts
                found.append(tasks)
            return True
        for count in range(room_for(at, free), -1, -1):
            counts[at] = count
            left = [room - need * count for room, need in zip(free, needs[at], strict=True)]
            if not descend(at + 1, left, value + worth[at] * count):
                return False
        counts[at] = 0
        return True

    return found if descend(0, [int(room) for room in space.free[kind]], 0.0) else None


def chosen_sets(columns: Columns, nodes: int) -> tuple[Plan | None, float]:
    """The plan of the cheapest whole sets found, and the integer program's own bound."""
    space = columns.space
    solution = solve(columns.program(), nodes=nodes, gap=GAP)
    if solution is None:
        return None, 0.0
    copies = np.round(solution.values).astype(np.int64)
    kinds = np.repeat(np.array(columns.kinds, np.int64), copies)
    tasks = np.repeat(np.array(columns.tasks, np.int64), copies, axis=0)
    if (tasks.sum(axis=0) < space.demand).any():
        return None, 0.0
    plan = right_sized(space, trimmed(space, Plan(kinds, tasks)))
    return plan, solution.bound * (1 - MIP_MARGIN)
