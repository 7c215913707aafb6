"""The part of a model that one demand needs: its items, the kinds worth looking at, and the stacks that answer it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ecsquote.calculator.placement.model import BoolArray, FloatArray, IntArray, Model


@dataclass(frozen=True, slots=True)
class Stack:
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
    clashes: tuple[frozenset[int], ...]

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
    resources = _binding(model.needs[items], limits, model.free[useful])
    room = np.minimum(model.free[useful], wanted[None, :])[:, resources]
    chosen = _undominated(room, prices[useful], most[useful] > 0)
    kinds = useful[chosen]
    place = {int(item): position for position, item in enumerate(items)}
    return SearchSpace(
        kinds=kinds,
        items=items,
        needs=model.needs[np.ix_(items, resources)],
        free=room[chosen],
        prices=prices[kinds],
        limits=limits,
        most=most[kinds],
        allowed=model.allowed[np.ix_(kinds, items)],
        demand=counts[items],
        clashes=tuple(
            frozenset(place[other] for other in model.items[item].clashes if other in place) for item in items
        ),
    )


def _binding(needs: IntArray, limits: IntArray, free: IntArray) -> IntArray:
    """The resources of which all tasks together could want more than the smallest kind has; at least one."""
    wanted = (needs * limits[:, None]).sum(axis=0)
    binding = np.flatnonzero(wanted > free.min(axis=0, initial=0))
    return binding if binding.size else np.array([0])


def _undominated(free: IntArray, prices: FloatArray, fits: BoolArray) -> IntArray:
    """Kinds for which no other is at least as large, fits at least the same items and costs no more; one of equals."""
    if fits.shape[1] == 1:
        return np.arange(len(prices))
    order = np.lexsort((-free.sum(axis=1), prices))
    free, fits = free[order], fits[order]
    better = np.tri(len(order), k=-1, dtype=np.bool_)
    for resource in range(free.shape[1]):
        better &= free[None, :, resource] >= free[:, None, resource]
    better &= (fits.astype(np.float32) @ (~fits).astype(np.float32).T) == 0
    return np.sort(order[~better.any(axis=1)])


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
