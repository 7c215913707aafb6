"""First-fit decreasing on equal instances: the instant answer.

Equal tasks and equal instances are kept as counts, so that the work does not grow with their number.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray
from ecsquote.calculator.placement.search.plan import EqualInstances
from ecsquote.calculator.placement.search.search_space import SearchSpace


class _EqualBins(NamedTuple):
    """Equal instances: the free room of one of them, its tasks by item, and how many there are."""

    free: list[int]
    tasks: dict[int, int]
    copies: int

    def with_tasks(self, item: int, needs: list[int], count: int, copies: int) -> "_EqualBins":
        """A number of these instances with `count` tasks of one more item on each."""
        free = [room - need * count for room, need in zip(self.free, needs, strict=True)]
        return _EqualBins(free, {**self.tasks, item: count}, copies)


class FirstFitDecreasing:
    """Packs all tasks of a space on instances of one kind."""

    def __init__(self, space: SearchSpace) -> None:
        self._space = space
        self._needs = space.needs.tolist()
        self._per_instance = space.per_instance.tolist()

    def pack(self, kind: int, order: Sequence[int] | None = None) -> list[EqualInstances] | None:
        """All tasks on instances of one kind, the items largest first; None where it cannot hold one of them."""
        space = self._space
        present = space.demand > 0
        if not space.most[kind, present].all():
            return None
        if order is None:
            shares = (space.needs / np.maximum(space.free[kind], 1)).max(axis=1)
            order = [int(item) for item in np.argsort(-shares, kind="stable") if present[item]]
        empty = _EqualBins([int(room) for room in space.free[kind]], {}, 0)
        bins: list[_EqualBins] = []
        for item in order:
            bins = self._place(item, int(space.demand[item]), bins, empty)
        size = len(space.items)
        return [
            EqualInstances(kind, tuple(tasks.get(item, 0) for item in range(size)), copies)
            for _, tasks, copies in bins
            if copies
        ]

    def cheapest(self) -> list[EqualInstances] | None:
        """The cheapest fleet of one kind; None where no kind holds every item."""
        space = self._space
        floor_costs = self._floor_costs()
        best: list[EqualInstances] | None = None
        best_cost = np.inf
        for kind in np.lexsort((np.arange(len(space.kinds)), floor_costs)):
            if floor_costs[kind] >= best_cost:
                break
            stacks = self.pack(int(kind))
            if stacks is None:
                continue
            cost = float(space.prices[kind]) * sum(stack.copies for stack in stacks)
            if cost < best_cost:
                best, best_cost = stacks, cost
        return best

    def _floor_costs(self) -> FloatArray:
        """What a fleet of each kind alone costs at least."""
        space = self._space
        total = space.needs_of(space.demand)
        with np.errstate(divide="ignore", invalid="ignore"):
            counts = np.where(total > 0, np.ceil(total / np.maximum(space.free, 1)), 0).max(axis=1)
        per_item = np.ceil(space.demand[None, :] / np.maximum(space.most, 1)) * (space.most < space.demand)
        of_separate_items = np.where(space.per_instance == 1, per_item, 0).max(axis=1)
        answer: FloatArray = np.maximum(np.maximum(counts, of_separate_items), 1) * space.prices
        return answer

    def _place(self, item: int, left: int, bins: list[_EqualBins], empty: _EqualBins) -> list[_EqualBins]:
        """The tasks of one item into the bins in order, new bins for the rest; equal bins split where they differ."""
        needs = self._needs[item]
        answer = []
        for each in bins:
            room = self._room(item, each) if left else 0
            if room == 0:
                answer.append(each)
                continue
            full = min(each.copies, left // room)
            rest = each.copies - full
            if full:
                answer.append(each.with_tasks(item, needs, room, full))
                left -= full * room
            if rest and 0 < left < room:
                answer.append(each.with_tasks(item, needs, left, 1))
                left, rest = 0, rest - 1
            if rest:
                answer.append(each._replace(copies=rest))
        if left:
            room = self._room(item, empty)
            if left // room:
                answer.append(empty.with_tasks(item, needs, room, left // room))
            if left % room:
                answer.append(empty.with_tasks(item, needs, left % room, 1))
        return answer

    def _room(self, item: int, bins: _EqualBins) -> int:
        """How many more tasks of an item fit on one instance, in plain integers: one bin at a time, numpy is slower."""
        if any(bins.tasks.get(other) for other in self._space.conflicts[item]):
            return 0
        room: int = self._per_instance[item]
        for need, left in zip(self._needs[item], bins.free, strict=True):
            if need and left // need < room:
                room = left // need
        return room
