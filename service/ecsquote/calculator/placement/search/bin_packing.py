"""Packing tasks into a chosen fleet: equal shares for equal instances, then the rest one by one where it fits best.

Fleets of large clusters have few kinds of instances, so a small linear program distributes most tasks in bulk. What
rounding leaves goes, largest first, to the instance whose free room has proportions most like the task's.
"""

import math

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.numeric_margins import WHOLE_MARGIN
from ecsquote.calculator.placement.search.plan import Plan
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.solver import Program, solve
from ecsquote.calculator.placement.search.task_counts import tasks_that_fit, without_surplus


class BinPacking:
    """Packs the tasks of a space into given numbers of instances of each kind."""

    def __init__(self, space: SearchSpace, limits: SearchLimits) -> None:
        self._space = space
        self._limits = limits

    def pack(self, counts: IntArray) -> tuple[Plan, IntArray]:
        """The plan with all these instances, empty ones included, and how many tasks of each item found no room."""
        space = self._space
        used = np.flatnonzero(counts)
        left = space.demand.copy()
        kinds = np.repeat(used, counts[used])
        tasks = np.zeros((len(kinds), len(space.items)), np.int64)
        if used.size:
            planned = self._amounts(used, counts[used])[kinds]
            tasks[:] = self._in_bulk(kinds, planned)
            left -= tasks.sum(axis=0)
            self._place_rest(kinds, planned, tasks, left)
        return Plan(kinds, tasks), left

    def pack_exactly(self, counts: IntArray) -> Plan | None:
        """A plan in which all tasks find room, by integer programming where `pack` leaves some; None without one."""
        space = self._space
        plan, left = self.pack(counts)
        if not left.any():
            return plan
        kinds, cells = plan.kinds, len(plan.kinds) * len(space.items)
        if cells > self._limits.assignment_cells or any(space.conflicts):
            return None
        solution = solve(self._assignment(kinds), nodes=self._limits.fleet_nodes)
        if solution is None or solution.objective > 0.5:
            return None
        tasks = np.round(solution.values[:cells]).astype(np.int64).reshape(plan.tasks.shape)
        fits = (tasks @ space.needs <= space.free[kinds]).all() and (tasks <= space.most[kinds]).all()
        return Plan(kinds, tasks) if fits and (tasks.sum(axis=0) == space.demand).all() else None

    def _amounts(self, used: IntArray, counts: IntArray) -> FloatArray:
        """kinds × items: fractions of tasks on one instance of each kind, so that the fullest kind is least full."""
        size = len(self._space.items)
        amounts = np.zeros((len(self._space.kinds), size))
        solution = solve(self._split(used, counts))
        if solution is not None:
            fullest = max(1.0, float(solution.values[-1]))
            amounts[used] = solution.values[:-1].reshape(len(used), size) / (counts[:, None] * fullest)
        return amounts

    def _split(self, used: IntArray, counts: IntArray) -> Program:
        """Fractions of every item on every kind; the last column is the share of room used on the fullest kind."""
        space = self._space
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

    def _in_bulk(self, kinds: IntArray, planned: FloatArray) -> IntArray:
        """instances × items: the whole part of the planned fractions, without conflicts and surplus."""
        space = self._space
        tasks: IntArray = np.minimum(np.floor(planned + WHOLE_MARGIN).astype(np.int64), space.most[kinds])
        for item in range(len(space.items)):
            tasks[:, item] = np.where(space.conflicting(item, tasks), 0, tasks[:, item])
        for instance in np.flatnonzero((tasks @ space.needs > space.free[kinds]).any(axis=1)):
            tasks[instance] = 0
        for over in np.flatnonzero(tasks.sum(axis=0) > space.demand):
            held = tasks[:, over]
            tasks[:, over] = without_surplus(held, int(held.sum()) - int(space.demand[over]))
        return tasks

    def _place_rest(self, kinds: IntArray, planned: FloatArray, tasks: IntArray, left: IntArray) -> None:
        """Single tasks, largest first, each on the instance whose free room is most like it.

        `tasks` and `left` change. Only resources that an instance's plan nearly fills count in the likeness.
        """
        space = self._space
        total = np.maximum(space.needs_of(space.demand), 1)
        use = (planned @ space.needs) / np.maximum(space.free[kinds], 1)
        scarce = use >= self._limits.balanced_share * use.max(axis=1, keepdims=True)
        free = space.free[kinds] - tasks @ space.needs
        size = (space.needs / total).sum(axis=1)
        for item in np.argsort(-size, kind="stable"):
            if left[item] == 0:
                continue
            need = space.needs[item]
            room = np.minimum(space.per_instance[item], space.most[kinds, item]) - tasks[:, item]
            room = np.minimum(room, tasks_that_fit(free, need))
            room = np.where(space.conflicting(int(item), tasks), 0, room)
            given = _place_singly(int(left[item]), need / total * scarce, room, free / total * scarce)
            tasks[:, item] += given
            free -= given[:, None] * need
            left[item] -= int(given.sum())

    def _assignment(self, kinds: IntArray) -> Program:
        """Whole tasks of every item on every instance; the last columns are unplaced tasks, the only ones that cost."""
        space = self._space
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


def _place_singly(count: int, need: FloatArray, room: IntArray, free: FloatArray) -> IntArray:
    """How many of `count` equal tasks each instance gets, placed one at a time."""
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
