"""Tasks of one zone packed onto instances of one type: spread so that each fills evenly, or stacked tightly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.search.arrays import BoolArray, FloatArray, IntArray
from ecsquote.calculator.placement.work_limit import is_over

_SQUEAK = 1.3
"""How much larger a service counts after its tasks were left over."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What the packing of every zone and load of one type has in common."""

    needs: FloatArray
    """Services × resources, only those resources that some service needs."""
    room: FloatArray
    """Of one empty instance."""
    apart: BoolArray
    clashes: BoolArray
    order: tuple[int, ...]
    """Services, largest task first."""
    asked: tuple[tuple[tuple[int, int, float], ...], ...]
    """For each service the resources that it needs: which, how much, and what a free unit of it weighs."""

    @classmethod
    def of(cls, needs: FloatArray, room: FloatArray, apart: BoolArray, clashes: BoolArray) -> "Parcel":
        """Largest first by the largest share of any resource, then by the sum of shares."""
        asked = (needs > 0).any(axis=0)
        needs, room = needs[:, asked], room[asked]
        weights = needs / np.maximum(room, 1.0) ** 2
        places = [
            tuple((at, int(need), weight) for at, (need, weight) in enumerate(zip(*row, strict=True)) if need)
            for row in zip(needs.tolist(), weights.tolist(), strict=True)
        ]
        order = _largest_first(needs, room, apart, [(needs / np.maximum(room, 1.0)).max(axis=1, initial=0.0)])
        return cls(needs, room, apart, clashes, order[0], tuple(places))

    def orders(self) -> tuple[tuple[int, ...], ...]:
        """Services, largest task first: by the largest share, by the sum of shares, by each resource."""
        shares = self.needs / np.maximum(self.room, 1.0)
        sizes = [shares.max(axis=1, initial=0.0), shares.sum(axis=1), *shares.T]
        return tuple(dict.fromkeys(_largest_first(self.needs, self.room, self.apart, sizes)))

    def rivals(self, service: int) -> list[int]:
        """The services that a task may not meet: those with a port in common, and its own; none for most."""
        if not self.apart[service]:
            return []
        return sorted({service, *np.flatnonzero(self.clashes[service]).tolist()})


def _largest_first(
    needs: FloatArray, room: FloatArray, apart: BoolArray, sizes: Sequence[FloatArray]
) -> list[tuple[int, ...]]:
    """An order for each measure of size: services that stay apart, then the largest."""
    sums = (needs / np.maximum(room, 1.0)).sum(axis=1)
    places = np.arange(len(needs))
    return [tuple(np.lexsort((places, -sums, -size, ~apart)).tolist()) for size in sizes]


def pack(
    parcel: Parcel,
    tasks: IntArray,
    instances: int,
    *,
    tight: bool = False,
    reserve: FloatArray | None = None,
    order: Sequence[int] = (),
) -> IntArray:
    """Instances × services, at least `instances` of them, as few more as needed.

    Each task goes where its shape fits the free room best (`tight`: where least is left). `reserve` is kept free on
    the first instance.
    """
    stacks = _Stacks(parcel, max(instances, 0))
    if reserve is not None and instances > 0:
        stacks.keep_free_on_first(reserve)
    counts = tasks.tolist()
    for service in order or parcel.order:
        left = counts[service]
        while left:
            placed = stacks.place(service, left, tight=tight)
            if not placed:
                stacks.grow(service, left)
            left -= placed
    return stacks.contents()


def squeeze(parcel: Parcel, tasks: IntArray, found: IntArray, least: int, attempts: int) -> IntArray:
    """A packing onto fewer instances where one is found: what was left over goes first the next time.

    Source: D. E. Joslin, D. P. Clements, "Squeaky Wheel Optimization", 1999.
    """
    if len(found) <= least:
        return found
    shares = parcel.needs / np.maximum(parcel.room, 1.0)
    size = shares.max(axis=1, initial=0.0) + parcel.apart
    orders, order = parcel.orders(), list(parcel.order)
    for attempt in range(attempts):
        if len(found) <= least or is_over():
            break
        if attempt < len(orders):
            order = list(orders[attempt])
        again = pack(parcel, tasks, len(found) - 1, tight=attempt % 3 == 1, order=order)
        left_over = again[len(found) - 1 :].any(axis=0)
        found = again if len(again) < len(found) else found
        size = np.where(left_over, size * _SQUEAK, size)
        order = np.argsort(-size, kind="stable").tolist()
    return found


class _Stacks:
    """Instances being filled, equal ones in one stack: most clusters have far fewer kinds of instances than instances.

    Plain lists, as a stack more or less at a time is too little work for an array.
    """

    def __init__(self, parcel: Parcel, count: int) -> None:
        self._parcel = parcel
        self._room = [int(room) for room in parcel.room.tolist()]
        self._copies: list[int] = []
        self._free: list[list[int]] = [[] for _ in self._room]
        """By resource, then by stack."""
        self._tasks: list[list[int]] = []
        """By stack, then by service."""
        if count:
            self._add_empty(count)

    def contents(self) -> IntArray:
        """Instances × services."""
        rows = np.array(self._tasks, np.int64).reshape(len(self._tasks), len(self._parcel.needs))
        return np.repeat(rows, self._copies, axis=0)

    def keep_free_on_first(self, reserve: FloatArray) -> None:
        """Take this room away from the first instance."""
        self._split(0, 1)
        for column, kept in zip(self._free, reserve.tolist(), strict=True):
            column[0] -= int(kept)

    def grow(self, service: int, tasks: int) -> None:
        """As many empty instances as these tasks of one service fill."""
        asked = self._parcel.asked[service]
        each = 1
        if not self._parcel.apart[service]:
            each = min((self._room[resource] // need for resource, need, _ in asked), default=tasks)
        self._add_empty(-(-tasks // each))

    def place(self, service: int, tasks: int, *, tight: bool) -> int:
        """One round: a task, or an equal number of them, on each of the best open instances; how many were placed."""
        found = self._open_to(service)
        copies = self._copies
        total = sum([copies[at] for at in found])
        if not total:
            return 0
        apart = bool(self._parcel.apart[service])
        if tasks < total:
            found, total = self._best(service, found, tasks, tight=tight), tasks
        if tight and not apart:
            return self._fill(service, found, tasks)
        each = self._rounds(service, found, tasks // total) if tasks >= 2 * total and not apart else 1
        self._start(found, service, each)
        return each * total

    def _open_to(self, service: int) -> list[int]:
        """The stacks whose instances hold one more task of a service."""
        found: Sequence[int] = range(len(self._copies))
        for resource, need, _ in self._parcel.asked[service]:
            column = self._free[resource]
            found = [at for at in found if column[at] >= need]
        if rivals := self._parcel.rivals(service):
            found = [at for at in found if not any(self._tasks[at][rival] for rival in rivals)]
        return list(found)

    def _best(self, service: int, found: list[int], tasks: int, *, tight: bool) -> list[int]:
        """The stacks on whose instances a task fits best, as many as there are tasks; one may be split for it."""
        scores = [0.0] * len(found)
        for resource, _, weight in self._parcel.asked[service]:
            column = self._free[resource]
            scores = [score + column[at] * weight for score, at in zip(scores, found, strict=True)]
        chosen = []
        for place in sorted(range(len(found)), key=scores.__getitem__, reverse=not tight):
            at = found[place]
            chosen.append(at)
            tasks -= self._copies[at]
            if tasks <= 0:
                self._split(at, self._copies[at] + tasks)
                return [each + (each > at) for each in chosen] if tasks else chosen
        return chosen

    def _rounds(self, service: int, found: Sequence[int], most: int) -> int:
        """How many tasks every one of these instances takes alike."""
        for resource, need, _ in self._parcel.asked[service]:
            column = self._free[resource]
            most = min(most, min([column[at] for at in found]) // need)
        return most

    def _fill(self, service: int, found: Sequence[int], tasks: int) -> int:
        """As many as fit, one instance after the other; how many were placed."""
        left = tasks
        for at in found:
            if not left:
                break
            fit = self._rounds(service, [at], left)
            full = min(left // fit, self._copies[at])
            left -= full * fit
            if full == self._copies[at]:
                self._start([at], service, fit)
                continue
            if full:
                self._split(at, full)
                self._start([at], service, fit)
                at += 1  # noqa: PLW2901 - the rest of the stack, after which nothing is left
            if left:
                self._split(at, 1)
                self._start([at], service, left)
            return tasks
        return tasks - left

    def _start(self, stacks: Sequence[int], service: int, each: int) -> None:
        """Run this number of further tasks on every instance of some stacks."""
        for resource, need, _ in self._parcel.asked[service]:
            column, taken = self._free[resource], need * each
            for at in stacks:
                column[at] -= taken
        for at in stacks:
            self._tasks[at][service] += each

    def _split(self, at: int, copies: int) -> None:
        """Leave this number of instances in a stack; the others become the stack after it."""
        more = self._copies[at] - copies
        if not more:
            return
        self._copies[at] = copies
        self._copies.insert(at + 1, more)
        for column in self._free:
            column.insert(at + 1, column[at])
        self._tasks.insert(at + 1, self._tasks[at].copy())

    def _add_empty(self, copies: int) -> None:
        self._copies.append(copies)
        for column, room in zip(self._free, self._room, strict=True):
            column.append(room)
        self._tasks.append([0] * len(self._parcel.needs))
