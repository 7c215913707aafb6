"""Every set of tasks that one instance can hold, listed for small loads; None where there are too many."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from ecsquote.calculator.placement.production.provider_problem import ProviderProblem
from ecsquote.calculator.placement.production.zone_spread import ZoneSpread
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


def zone_fillings(
    problem: ProviderProblem,
    place: tuple[int, int],
    services: IntArray,
    spread: ZoneSpread,
    asked: Sequence[int],
    *,
    maximal: bool,
) -> IntArray | None:
    """The fillings of an instance of one type in one zone: maximal ones, also of the room that headroom leaves; or all.

    `asked`: the services for which a deployment needs room.
    """
    kind, zone = place
    room = problem.room[kind, zone]
    needs = problem.needs[services]
    most = (spread.fixed + spread.most)[zone, services]
    most = np.where(problem.apart[services], np.minimum(most, 1), most)
    clashes = problem.clashes[np.ix_(services, services)]
    sets: list[tuple[int, ...]] = [()]
    if maximal:
        here = [service for service in asked if problem.allowed[kind, zone, service]]
        sizes = range(1, len(here) + 1) if len(here) <= 3 else (1, len(here))
        sets += [chosen for size in sizes for chosen in combinations(here, size)]
    parts = [np.zeros((1, len(services)), np.int64)]
    for chosen in sets:
        reserve = problem.needs[list(chosen)].max(axis=0, initial=0.0) if chosen else np.zeros(len(room))
        if (reserve > room).any():
            continue
        limits = most
        for service in chosen:
            if problem.apart[service]:
                limits = np.where(problem.clashes[service][services] | (services == service), 0, limits)
        found = fillings(needs, room - reserve, limits, clashes, maximal=maximal)
        if found is None:
            return None
        parts.append(found)
    answer: IntArray = np.unique(np.concatenate(parts), axis=0)
    return answer
