"""Tasks into a fleet that is already chosen: an even share for equal instances, the rest one by one where it suits.

Whole clusters need few shapes of instances, so most tasks are dealt out in bulk by a small linear program; what
rounding leaves goes, largest first, to the instance whose free room is most like the task.
"""

import math

import numpy as np

from ecsquote.calculator.placement.search.model import FloatArray, IntArray
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.solver import Program, solve

ASSIGNABLE = 150
"""Instances × items up to which an exact assignment is tried."""
FILLED = 0.95
"""A resource counts in the balance where the plan fills this share of what it fills of the fullest one."""


def pack(space: SearchSpace, counts: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Each instance's kind, instances × items, and how many tasks of each item found no room."""
    used = np.flatnonzero(counts)
    tasks = np.zeros((int(counts.sum()), len(space.items)), np.int64)
    left = space.demand.copy()
    if not used.size:
        return np.zeros(0, np.int64), tasks, left
    kinds = np.repeat(used, counts[used])
    _deal_out(space, kinds, _amounts(space, used, counts[used])[kinds], tasks, left)
    return kinds, tasks, left


def _amounts(space: SearchSpace, used: IntArray, counts: IntArray) -> FloatArray:
    """kinds × items: fractions of tasks on one instance of each kind, from the split that fills the fullest least."""
    size = len(space.items)
    amounts = np.zeros((len(space.kinds), size))
    solution = solve(_split(space, used, counts))
    if solution is not None:
        fullest = max(1.0, float(solution.values[-1]))
        amounts[used] = solution.values[:-1].reshape(len(used), size) / (counts[:, None] * fullest)
    return amounts


def _split(space: SearchSpace, used: IntArray, counts: IntArray) -> Program:
    """Fractions of every item on every kind; the last column is the share of room used by the fullest kind."""
    kinds, size = len(used), len(space.items)
    resources = space.needs.shape[1]
    columns = kinds * size + 1
    matrix = np.zeros((size + kinds * resources, columns))
    for kind in range(kinds):
        block = slice(kind * size, (kind + 1) * size)
        matrix[np.arange(size), np.arange(block.start, block.stop)] = 1 / np.maximum(space.demand, 1)
        room = np.maximum(space.free[used[kind]], 1) * counts[kind]
        rows = size + kind * resources + np.arange(resources)
        matrix[rows, block] = -(space.needs / room[None, :]).T
        matrix[rows, columns - 1] = 1.0
    least = np.append((space.demand > 0).astype(float), np.zeros(kinds * resources))
    costs = np.append(np.zeros(columns - 1), 1.0)
    most = np.append((space.most[used] * counts[:, None]).astype(float).ravel(), np.inf)
    return Program(costs, matrix, least, most)


def _deal_out(space: SearchSpace, kinds: IntArray, planned: FloatArray, tasks: IntArray, left: IntArray) -> None:
    """Whole parts of the plan, then single tasks, largest first, to the instance whose free room is most like them.

    `tasks` and `left` change. Only resources that an instance's plan fills count in the likeness.
    """
    whole = np.maximum((space.needs * space.demand[:, None]).sum(axis=0), 1)
    use = (planned @ space.needs) / np.maximum(space.free[kinds], 1)
    scarce = use >= FILLED * use.max(axis=1, keepdims=True)
    tasks[:] = np.minimum(np.floor(planned + 1e-9).astype(np.int64), space.most[kinds])
    for item, others in enumerate(space.conflicts):
        for other in others:
            tasks[:, item] = np.where(tasks[:, other] > 0, 0, tasks[:, item])
    for instance in np.flatnonzero((tasks @ space.needs > space.free[kinds]).any(axis=1)):
        tasks[instance] = 0
    for over in np.flatnonzero(tasks.sum(axis=0) > left):
        held = tasks[:, over]
        tasks[:, over] = held - np.clip(int(held.sum()) - int(left[over]) - (np.cumsum(held) - held), 0, held)
    free = space.free[kinds] - tasks @ space.needs
    left -= tasks.sum(axis=0)
    size = (space.needs / whole).sum(axis=1)
    for item in np.argsort(-size, kind="stable"):
        if left[item] == 0:
            continue
        need = space.needs[item]
        room = np.minimum(space.limits[item], space.most[kinds, item]) - tasks[:, item]
        for resource in np.flatnonzero(need):
            room = np.minimum(room, free[:, resource] // need[resource])
        for other in sorted(space.conflicts[item]):
            room = np.where(tasks[:, other] > 0, 0, room)
        given = _place_singly(int(left[item]), need / whole * scarce, room, free / whole * scarce)
        tasks[:, item] += given
        free -= given[:, None] * need
        left[item] -= int(given.sum())


def _place_singly(count: int, need: FloatArray, room: IntArray, free: FloatArray) -> IntArray:
    """How many of so many equal tasks each instance gets, one at a time."""
    given = np.zeros(len(room), np.int64)
    alike = np.where(room > 0, (free * need).sum(axis=1) / np.sqrt((free**2).sum(axis=1) + 1e-30), -1.0)
    for _ in range(count):
        best = int(alike.argmax())
        if alike[best] < 0:
            break
        given[best] += 1
        row = free[best]
        row -= need[best]
        alike[best] = (row @ need[best]) / math.sqrt(row @ row + 1e-30) if given[best] < room[best] else -1.0
    return given


def pack_exactly(space: SearchSpace, counts: IntArray, nodes: int) -> tuple[IntArray, IntArray] | None:
    """Each instance's kind and tasks if all find room, by integer programming where packing by rule leaves some."""
    kinds, tasks, left = pack(space, counts)
    if not left.any():
        return kinds, tasks
    if len(kinds) * len(space.items) > ASSIGNABLE or any(space.conflicts):
        return None
    solution = solve(_assignment(space, kinds), nodes=nodes)
    if solution is None or solution.objective > 0.5:
        return None
    tasks = np.round(solution.values[: len(kinds) * len(space.items)]).astype(np.int64).reshape(tasks.shape)
    fits = (tasks @ space.needs <= space.free[kinds]).all() and (tasks <= space.most[kinds]).all()
    return (kinds, tasks) if fits and (tasks.sum(axis=0) == space.demand).all() else None


def _assignment(space: SearchSpace, kinds: IntArray) -> Program:
    """Whole tasks of every item on every instance; the last columns are tasks without room, which is what costs."""
    instances, size = len(kinds), len(space.items)
    resources = space.needs.shape[1]
    columns = instances * size
    matrix = np.zeros((size + instances * resources, columns + size))
    for instance in range(instances):
        block = np.arange(instance * size, (instance + 1) * size)
        matrix[np.arange(size), block] = 1.0
        rows = size + instance * resources + np.arange(resources)
        matrix[np.ix_(rows, block)] = -space.needs.T
    matrix[np.arange(size), columns + np.arange(size)] = 1.0
    least = np.concatenate([space.demand, -space.free[kinds].ravel()]).astype(np.float64)
    most = np.concatenate([space.most[kinds].ravel(), space.demand]).astype(np.float64)
    return Program(np.append(np.zeros(columns), np.ones(size)), matrix, least, most)
