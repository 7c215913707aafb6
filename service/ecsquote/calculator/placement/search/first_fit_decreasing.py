"""First-fit decreasing on equal instances, with equal tasks and equal instances kept as counts: the instant answer."""

from collections.abc import Sequence

import numpy as np

from ecsquote.calculator.placement.search.search_space import EqualInstances, SearchSpace


def first_fit(space: SearchSpace, kind: int, order: Sequence[int] | None = None) -> list[EqualInstances] | None:
    """All tasks on instances of one kind, the items largest first; None where the kind cannot hold one of them."""
    wanted = space.demand > 0
    if not space.most[kind, wanted].all():
        return None
    if order is None:
        shares = (space.needs / np.maximum(space.free[kind], 1)).max(axis=1)
        order = [int(item) for item in np.argsort(-shares, kind="stable") if wanted[item]]
    capacity = [int(room) for room in space.free[kind]]
    bins: list[tuple[list[int], dict[int, int], int]] = []
    for item in order:
        bins = _place(space, item, int(space.demand[item]), bins, capacity)
    size = len(space.items)
    return [
        EqualInstances(kind, tuple(tasks.get(item, 0) for item in range(size)), copies)
        for _, tasks, copies in bins
        if copies
    ]


def _place(
    space: SearchSpace,
    item: int,
    left: int,
    bins: list[tuple[list[int], dict[int, int], int]],
    capacity: list[int],
) -> list[tuple[list[int], dict[int, int], int]]:
    """The tasks of one item into the bins in order, new bins opened for the rest; bins that part ways are split."""
    needs = [int(need) for need in space.needs[item]]
    answer = []
    for free, tasks, copies in bins:
        room = _room(space, item, needs, free, tasks) if left else 0
        if room == 0:
            answer.append((free, tasks, copies))
            continue
        full = min(copies, left // room)
        rest = copies - full
        if full:
            answer.append(_filled(free, tasks, full, item, needs, room))
            left -= full * room
        if rest and 0 < left < room:
            answer.append(_filled(free, tasks, 1, item, needs, left))
            left, rest = 0, rest - 1
        if rest:
            answer.append((free, tasks, rest))
    if left:
        room = _room(space, item, needs, capacity, {})
        if left // room:
            answer.append(_filled(capacity, {}, left // room, item, needs, room))
        if left % room:
            answer.append(_filled(capacity, {}, 1, item, needs, left % room))
    return answer


def _room(space: SearchSpace, item: int, needs: list[int], free: list[int], tasks: dict[int, int]) -> int:
    if any(tasks.get(other) for other in space.conflicts[item]):
        return 0
    room = int(space.limits[item])
    for need, left in zip(needs, free, strict=True):
        if need and left // need < room:
            room = left // need
    return room


def _filled(
    free: list[int], tasks: dict[int, int], copies: int, item: int, needs: list[int], count: int
) -> tuple[list[int], dict[int, int], int]:
    left = [room - need * count for room, need in zip(free, needs, strict=True)]
    return left, {**tasks, item: count}, copies


def best_single_kind(space: SearchSpace) -> list[EqualInstances] | None:
    """The cheapest fleet of one kind that first-fit decreasing finds; None where no kind holds every item."""
    wanted = (space.needs * space.demand[:, None]).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        counts = np.where(wanted > 0, np.ceil(wanted / np.maximum(space.free, 1)), 0).max(axis=1)
    per_item = np.ceil(space.demand[None, :] / np.maximum(space.most, 1)) * (space.most < space.demand)
    floor_costs = np.maximum(np.maximum(counts, np.where(space.limits == 1, per_item, 0).max(axis=1)), 1) * space.prices
    best: list[EqualInstances] | None = None
    best_cost = np.inf
    for kind in np.lexsort((np.arange(len(space.kinds)), floor_costs)):
        if floor_costs[kind] >= best_cost:
            break
        stacks = first_fit(space, int(kind))
        if stacks is None:
            continue
        cost = float(space.prices[kind]) * sum(stack.copies for stack in stacks)
        if cost < best_cost:
            best, best_cost = stacks, cost
    return best
