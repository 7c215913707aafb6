"""Many loads packed at once: each step is one on arrays of all loads, as one load at a time takes too long by far."""

from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.search.arrays import BoolArray, FloatArray, IntArray
from ecsquote.calculator.placement.search.search_space import SearchSpace

_MORE_INSTANCES = 1.25
"""Instances for which there is room in the arrays, in those that the tasks need at the least."""
_MUCH_DEARER = 1.1
"""Kinds whose least instances cost more than this, in the best plan so far, are not tried."""
_CELLS = 2_000_000
"""Instances × items that one step works on: 16 MB."""
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class PackedLoads:
    """The plans of many loads as one list of instances."""

    loads: IntArray
    """The load that each instance belongs to."""
    kinds: IntArray
    tasks: IntArray
    """Instances × items."""
    costs: FloatArray
    """USD per hour by load; infinite for a load that is not packed."""

    @classmethod
    def none(cls, demands: IntArray) -> "PackedLoads":
        """No instances: enough for loads without tasks alone."""
        nothing = np.zeros(0, np.int64)
        costs = np.where(demands.any(axis=1), np.inf, 0.0)
        return cls(nothing, nothing, np.zeros((0, demands.shape[1]), np.int64), costs)

    def cheaper(self, other: "PackedLoads") -> "PackedLoads":
        """For each load the cheaper of both plans, this one where they cost the same."""
        wins = other.costs < self.costs * (1 - _TINY)
        kept, added = self.of(~wins[self.loads]), other.of(wins[other.loads])
        return kept.joined(added, np.where(wins, other.costs, self.costs))

    def of(self, instances: BoolArray) -> "PackedLoads":
        """Some of the instances; costs stay."""
        return PackedLoads(self.loads[instances], self.kinds[instances], self.tasks[instances], self.costs)

    def joined(self, other: "PackedLoads", costs: FloatArray) -> "PackedLoads":
        """The instances of both."""
        return PackedLoads(
            np.concatenate([self.loads, other.loads]),
            np.concatenate([self.kinds, other.kinds]),
            np.concatenate([self.tasks, other.tasks]),
            costs,
        )

    def hourly(self, prices: FloatArray, instances: BoolArray) -> FloatArray:
        """USD per hour of some of the instances, by load."""
        found = np.bincount(self.loads[instances], prices[self.kinds[instances]], len(self.costs))
        return found.astype(np.float64)

    def demands(self, instances: BoolArray) -> IntArray:
        """The tasks on some of the instances: loads × items."""
        found = np.zeros((len(self.costs), self.tasks.shape[1]), np.int64)
        np.add.at(found, self.loads[instances], self.tasks[instances])
        return found


def on_one_kind(space: SearchSpace, demands: IntArray, *, evenly: bool = False) -> PackedLoads:
    """Each load (loads × items) on the kind that packs it at the least cost, every instance then as small as it may be.

    `evenly`: instances first get equal parts of everything, else they are filled one after the other.
    """
    best = PackedLoads.none(demands)
    for kind in np.argsort(-space.prices, kind="stable").tolist():
        held = demands.any(axis=1) & ~((demands > 0) & (space.most[kind] == 0)).any(axis=1)
        least = np.ceil((demands @ space.needs / np.maximum(space.free[kind], 1)).max(axis=1))
        loads = np.flatnonzero(held & (least * space.prices[kind] < best.costs * _MUCH_DEARER))
        if not len(loads):
            continue
        room = int(least[loads].max() * _MORE_INSTANCES) + 2
        for part in np.array_split(loads, -(-len(loads) * room * demands.shape[1] // _CELLS)):
            best = best.cheaper(_on_kind(space, kind, demands, part, room, evenly=evenly))
    return best


def _on_kind(
    space: SearchSpace, kind: int, demands: IntArray, loads: IntArray, instances: int, *, evenly: bool
) -> PackedLoads:
    """Some of the loads on one kind; `instances`: how many to begin with."""
    filled = _filled(space, kind, demands[loads], instances, evenly=evenly)
    while filled is None:
        instances *= 2
        filled = _filled(space, kind, demands[loads], instances, evenly=evenly)
    load, instance = np.nonzero(filled.any(axis=2))
    tasks = filled[load, instance]
    kinds = cheapest_kinds(space, tasks)
    costs = np.full(len(demands), np.inf)
    costs[loads] = np.bincount(load, space.prices[kinds], len(loads))
    return PackedLoads(loads[load], kinds, tasks, costs)


def _filled(space: SearchSpace, kind: int, demands: IntArray, instances: int, *, evenly: bool) -> IntArray | None:
    """Loads × instances × items, the largest items first; None where these instances are too few.

    First-fit decreasing, whose instances take of an item what is left after those before them.
    """
    needs, shape = space.needs, (len(demands), instances)
    tasks = np.zeros((*shape, demands.shape[1]), np.int64)
    if evenly and not any(space.conflicts):
        tasks = _equal_parts(space, kind, demands, instances)
    left = demands - tasks.sum(axis=1)
    used = tasks @ needs
    free = [space.free[kind, resource] - used[:, :, resource] for resource in range(needs.shape[1])]
    shares = (needs / np.maximum(space.free[kind], 1)).max(axis=1)
    for item in np.lexsort((-shares, space.per_instance != 1)).tolist():
        if not left[:, item].any():
            continue
        room = space.most[kind, item] - tasks[:, :, item]
        for resource in np.flatnonzero(needs[item]).tolist():
            room = np.minimum(room, free[resource] // needs[item, resource])
        for other in space.conflicts[item]:
            room[tasks[:, :, other] > 0] = 0
        before = np.cumsum(room, axis=1) - room
        each = np.clip(left[:, item, None] - before, 0, room)
        if (each.sum(axis=1) < left[:, item]).any():
            return None
        tasks[:, :, item] += each
        for resource in np.flatnonzero(needs[item]).tolist():
            free[resource] -= each * needs[item, resource]
    return tasks


def _equal_parts(space: SearchSpace, kind: int, demands: IntArray, instances: int) -> IntArray:
    """The whole tasks of equal parts of each load, as large as an instance holds."""
    total = demands @ space.needs
    part = np.minimum((space.free[kind] / np.maximum(total, 1)).min(axis=1), 1.0)
    number = np.floor(1 / np.maximum(part, 1 / instances) + _TINY)
    each = np.minimum(np.floor(demands * part[:, None] + _TINY).astype(np.int64), space.most[kind])
    is_used = np.arange(instances)[None, :] < number[:, None]
    answer: IntArray = is_used[:, :, None] * each[:, None, :]
    return answer


def cheapest_kinds(space: SearchSpace, tasks: IntArray) -> IntArray:
    """The cheapest kind that holds the tasks of each instance."""
    needs = tasks @ space.needs
    busy = (tasks > 0).astype(np.int64)
    found = np.full(len(tasks), -1)
    for kind in np.argsort(space.prices, kind="stable").tolist():
        holds = (found < 0) & (needs <= space.free[kind]).all(axis=1)
        found[holds & (busy @ ~space.allowed[kind] == 0)] = kind
    return found
