"""Every set of tasks that one instance can hold, listed for small loads; None where there are too many."""

import numpy as np

from ecsquote.calculator.placement.search.arrays import BoolArray, FloatArray, IntArray

MOST_FILLINGS = 6_000
_MOST_STATES = 60_000


def fillings(
    needs: FloatArray, room: FloatArray, most: IntArray, clashes: BoolArray, *, maximal: bool
) -> IntArray | None:
    """Fillings × services, at most `most` of each; `maximal`: only those to which no task can be added."""
    order = np.argsort(-(needs / np.maximum(room, 1.0)).max(axis=1), kind="stable")
    states = np.zeros((1, len(most)), np.int64)
    free = room[None].copy()
    for place, service in enumerate(order.tolist()):
        count = _most_of(free, needs[service], int(most[service]))
        blocked = (states[:, clashes[service]] > 0).any(axis=1)
        count[blocked] = 0
        if maximal and place == len(order) - 1:
            states[:, service] = count
            free = free - count[:, None] * needs[service]
            break
        if int((count + 1).sum()) > _MOST_STATES:
            return None
        rows = np.repeat(np.arange(len(states)), count + 1)
        each = np.arange(len(rows)) - np.repeat(np.cumsum(count + 1) - count - 1, count + 1)
        states, free = states[rows], free[rows] - each[:, None] * needs[service]
        states[:, service] = each
    if maximal:
        more = (free[:, None, :] >= needs[None]).all(axis=2) & (states < most)
        more &= ~((states[:, None, :] > 0) & clashes[None]).any(axis=2)
        states = states[~more.any(axis=1)]
    return states if len(states) <= MOST_FILLINGS else None


def _most_of(free: FloatArray, need: FloatArray, most: int) -> IntArray:
    asked = need > 0
    if not asked.any():
        return np.full(len(free), most, np.int64)
    answer: IntArray = np.clip(np.floor(free[:, asked] / need[asked]).min(axis=1), 0, most).astype(np.int64)
    return answer
