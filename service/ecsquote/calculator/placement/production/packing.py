"""Tasks of one zone packed onto instances of one type: spread so that each fills evenly, or stacked tightly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.search.arrays import BoolArray, FloatArray, IntArray

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
    orders: tuple[tuple[int, ...], ...]
    """Services, largest task first: by the largest share, by the sum of shares, by each resource."""

    @classmethod
    def of(cls, needs: FloatArray, room: FloatArray, apart: BoolArray, clashes: BoolArray) -> "Parcel":
        """Largest first by the largest share of any resource, then by the sum of shares."""
        asked = (needs > 0).any(axis=0)
        needs, room = needs[:, asked], room[asked]
        shares = needs / np.maximum(room, 1.0)
        sizes = [shares.max(axis=1, initial=0.0), shares.sum(axis=1), *shares.T]
        orders = [
            sorted(range(len(needs)), key=lambda each: (not apart[each], -size[each], -shares[each].sum(), each))
            for size in sizes
        ]
        return cls(needs, room, apart, clashes, tuple(dict.fromkeys(map(tuple, orders))))


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
    bins = _Bins(parcel, max(instances, 0))
    if reserve is not None and len(bins.free):
        bins.free[0] -= reserve
    for service in order or parcel.orders[0]:
        left = int(tasks[service])
        while left:
            placed = bins.place(service, left, tight=tight)
            if not placed:
                bins.grow(service, left)
            left -= placed
    return bins.contents


def squeeze(parcel: Parcel, tasks: IntArray, found: IntArray, least: int, attempts: int) -> IntArray:
    """A packing onto fewer instances where one is found: what was left over goes first the next time.

    Source: D. E. Joslin, D. P. Clements, "Squeaky Wheel Optimization", 1999.
    """
    shares = parcel.needs / np.maximum(parcel.room, 1.0)
    size = shares.max(axis=1, initial=0.0) + parcel.apart
    order = list(parcel.orders[0])
    for attempt in range(attempts):
        if len(found) <= least:
            break
        if attempt < len(parcel.orders):
            order = list(parcel.orders[attempt])
        again = pack(parcel, tasks, len(found) - 1, tight=attempt % 3 == 1, order=order)
        left_over = again[len(found) - 1 :].any(axis=0)
        found = again if len(again) < len(found) else found
        size = np.where(left_over, size * _SQUEAK, size)
        order = np.argsort(-size, kind="stable").tolist()
    return found


class _Bins:
    """Instances being filled."""

    def __init__(self, parcel: Parcel, count: int) -> None:
        self.parcel = parcel
        self.free: FloatArray = np.repeat(parcel.room[None], count, axis=0)
        self.contents: IntArray = np.zeros((count, len(parcel.needs)), np.int64)
        self._scale = 1.0 / np.maximum(parcel.room, 1.0) ** 2

    def grow(self, service: int, tasks: int) -> None:
        """As many empty instances as these tasks of one service fill."""
        need = self.parcel.needs[service]
        asked = need > 0
        each = 1
        if not self.parcel.apart[service]:
            each = int((self.parcel.room[asked] // need[asked]).min()) if asked.any() else tasks
        more = -(-tasks // each)
        self.free = np.concatenate([self.free, np.repeat(self.parcel.room[None], more, axis=0)])
        self.contents = np.concatenate([self.contents, np.zeros((more, self.contents.shape[1]), np.int64)])

    def place(self, service: int, tasks: int, *, tight: bool) -> int:
        """One round: a task, or an equal number of them, on each of the best open instances; how many were placed."""
        need = self.parcel.needs[service]
        is_open = (self.free >= need).all(axis=1)
        if self.parcel.apart[service]:
            blocked = self.parcel.clashes[service].copy()
            blocked[service] = True
            is_open &= ~(self.contents[:, blocked] > 0).any(axis=1)
        found = np.flatnonzero(is_open)
        if not len(found):
            return 0
        each = 1
        if tasks < len(found):
            score = self.free[found] @ (need * self._scale)
            best = np.argsort(score if tight else -score, kind="stable")[:tasks]
            found = found[best]
        elif tasks >= 2 * len(found) and not self.parcel.apart[service]:
            each = self._rounds(found, need, tasks)
        if tight and not self.parcel.apart[service]:
            return self._fill(service, found, need, tasks)
        self.free[found] -= each * need
        self.contents[found, service] += each
        return each * len(found)

    def _rounds(self, found: IntArray, need: FloatArray, tasks: int) -> int:
        """How many tasks every one of these instances takes alike."""
        asked = need > 0
        if not asked.any():
            return tasks // len(found)
        return max(1, min(tasks // len(found), int((self.free[found][:, asked] // need[asked]).min())))

    def _fill(self, service: int, found: IntArray, need: FloatArray, tasks: int) -> int:
        """As many as fit, one instance after the other."""
        asked = need > 0
        if not asked.any():
            each = np.zeros(len(found), np.int64)
            each[0] = tasks
        else:
            fit = (self.free[found][:, asked] // need[asked]).min(axis=1).astype(np.int64)
            before = np.cumsum(fit) - fit
            each = np.clip(tasks - before, 0, fit)
        self.free[found] -= each[:, None] * need
        self.contents[found, service] += each
        return int(each.sum())
