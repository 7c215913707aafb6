"""The part of a model that one demand needs: its items, the kinds worth looking at, and the stacks that answer it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ecsquote.calculator.placement.search.model import BoolArray, FloatArray, IntArray, Model

BLOCK = 64
"""So many kinds at once are compared with those that are kept: what one of them loses to, no other need lose to."""


@dataclass(frozen=True, slots=True)
class EqualInstances:
    """Equal instances: a kind, the tasks of each item on one of them, and how many there are."""

    kind: int
    tasks: tuple[int, ...]
    copies: int


@dataclass(frozen=True, slots=True)
class SearchSpace:
    """A model without what cannot matter: items without tasks, dominated kinds, resources that never bind.

    `kinds` and `items` are positions in the model; every array is in this space's own order.
    """

    kinds: IntArray
    items: IntArray
    needs: IntArray
    free: IntArray
    """kinds × resources, never more than all tasks together could want."""
    prices: FloatArray
    limits: IntArray
    """items: how many may share an instance, whatever its size; never more than there are."""
    most: IntArray
    allowed: BoolArray
    """kinds × items: constraints only, room aside."""
    demand: IntArray
    conflicts: tuple[frozenset[int], ...]

    @property
    def fits(self) -> BoolArray:
        """kinds × items."""
        return self.most > 0


def search_space(model: Model, demand: Sequence[int], prices: FloatArray) -> SearchSpace:
    """The space of one demand at the given prices; a kind goes where a cheaper one does everything it does."""
    counts = np.array(demand, np.int64)
    items = np.flatnonzero(counts > 0)
    limits = np.minimum(model.limits[items], counts[items])
    most = np.minimum(model.most[:, items], limits[None, :])
    useful = np.flatnonzero(most.max(axis=1, initial=0) > 0)
    wanted = (model.needs[items] * counts[items, None]).sum(axis=0)
    room = np.minimum(model.free[useful], wanted[None, :])
    chosen = _undominated(model.needs[items], room, prices[useful], most[useful])
    resources = _binding(model.needs[items], room[chosen], limits, model.allowed[np.ix_(useful[chosen], items)])
    kinds = useful[chosen]
    place = {int(item): position for position, item in enumerate(items)}
    return SearchSpace(
        kinds=kinds,
        items=items,
        needs=model.needs[np.ix_(items, resources)],
        free=room[np.ix_(chosen, resources)],
        prices=prices[kinds],
        limits=limits,
        most=most[kinds],
        allowed=model.allowed[np.ix_(kinds, items)],
        demand=counts[items],
        conflicts=tuple(
            frozenset(place[other] for other in model.items[item].conflicts if other in place) for item in items
        ),
    )


def _binding(needs: IntArray, free: IntArray, limits: IntArray, allowed: BoolArray) -> IntArray:
    """The resources that may run out on some kind before the others do; at least one."""
    if len(needs) == 1:
        return np.flatnonzero(needs[0]) if needs.any() else np.array([0])
    binding = np.flatnonzero(~implied(needs, free, limits, allowed).all(axis=0))
    return binding if binding.size else np.array([0])


def implied(needs: IntArray, free: IntArray, limits: IntArray, allowed: BoolArray) -> BoolArray:
    """kinds × resources: of which a kind has room for all that its other resources let stand on it.

    Of two resources that imply each other one stays, the first.
    """
    answer = (allowed * limits) @ needs <= free
    most_used = _most_used(needs, free, allowed)
    for resource in reversed(range(needs.shape[1])):
        for other in range(needs.shape[1]):
            if other != resource:
                enough = most_used[:, resource, other] <= free[:, resource]
                answer[:, resource] |= enough & ~answer[:, other]
    return answer


def _most_used(needs: IntArray, free: IntArray, fits: BoolArray) -> FloatArray:
    """kinds × resources × other resources: the most of the one that fits in what a kind has of the other one."""
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = np.where(needs[:, :, None] > 0, needs[:, :, None] / needs[:, None, :], 0.0)
    groups = {row.tobytes(): row for row in fits}
    largest = {key: rates[row].max(axis=0, initial=0.0) for key, row in groups.items()}
    per_kind = np.array([largest[row.tobytes()] for row in fits])
    with np.errstate(invalid="ignore"):
        used = np.where(per_kind > 0, per_kind * np.maximum(free, 0)[:, None, :], 0.0)
    return np.nan_to_num(used * (1 - 1e-12), nan=np.inf, posinf=np.inf)


def _undominated(needs: IntArray, free: IntArray, prices: FloatArray, most: IntArray) -> IntArray:
    """Kinds for which no other holds at least the same tasks and costs no more; one of equals.

    A resource counts with what the tasks on a kind can use of it, not with all it has.
    """
    if most.shape[1] == 1:
        return np.arange(len(prices))
    order = np.lexsort((-free.sum(axis=1), prices))
    used = np.minimum(most @ needs, _most_used(needs, free, most > 0).min(axis=2))
    kept = np.zeros(0, np.int64)
    for start in range(0, len(order), BLOCK):
        block = order[start : start + BLOCK]
        rivals = np.concatenate([kept, block])
        better = np.tri(len(block), len(rivals), len(kept) - 1, dtype=np.bool_)
        for resource in range(free.shape[1]):
            better &= free[None, rivals, resource] >= used[block, None, resource]
        better &= ((most[block] > 0).astype(np.float32) @ (most[rivals] == 0).astype(np.float32).T) == 0
        kept = np.append(kept, block[~better.any(axis=1)])
    return np.sort(kept)


def residual(space: SearchSpace, demand: IntArray) -> SearchSpace:
    """The same kinds with less to place; items without tasks stay, with limits of 0."""
    limits = np.minimum(space.limits, demand)
    return replace(space, demand=demand, limits=limits, most=np.minimum(space.most, limits[None, :]))


def shrunk(space: SearchSpace, demand: IntArray) -> SearchSpace:
    """The residual with room cut down to what its tasks could want: its tables are as small as they can be."""
    wanted = (space.needs * demand[:, None]).sum(axis=0)
    return replace(residual(space, demand), free=np.minimum(space.free, wanted[None, :]))


def only_kinds(space: SearchSpace, kinds: IntArray) -> SearchSpace:
    """The same tasks with some of the kinds."""
    return replace(
        space,
        kinds=space.kinds[kinds],
        free=space.free[kinds],
        prices=space.prices[kinds],
        most=space.most[kinds],
        allowed=space.allowed[kinds],
    )
