"""Model reduction: kinds that a cheaper one can always replace, and resources that can never run out first."""

import numpy as np

from ecsquote.calculator.placement.search.arrays import BoolArray, FloatArray, IntArray
from ecsquote.calculator.placement.search.numeric_margins import SUM_MARGIN


def binding_resources(needs: IntArray, free: IntArray, per_instance: IntArray, allowed: BoolArray) -> IntArray:
    """The resources that may run out on some kind before the others do; at least one."""
    if len(needs) == 1:
        return np.flatnonzero(needs[0]) if needs.any() else np.array([0])
    binding = np.flatnonzero(~implied_resources(needs, free, per_instance, allowed).all(axis=0))
    return binding if binding.size else np.array([0])


def implied_resources(needs: IntArray, free: IntArray, per_instance: IntArray, allowed: BoolArray) -> BoolArray:
    """kinds × resources: whether a kind has enough of it for everything that its other resources have room for.

    Of two resources that imply each other, the first one stays.
    """
    answer = (allowed * per_instance) @ needs <= free
    most_used = _most_used(needs, free, allowed)
    for resource in reversed(range(needs.shape[1])):
        for other in range(needs.shape[1]):
            if other != resource:
                enough = most_used[:, resource, other] <= free[:, resource]
                answer[:, resource] |= enough & ~answer[:, other]
    return answer


def _most_used(needs: IntArray, free: IntArray, fits: BoolArray) -> FloatArray:
    """kinds × resources × other resources: the most of the first that tasks use within a kind's room of the other."""
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = np.where(needs[:, :, None] > 0, needs[:, :, None] / needs[:, None, :], 0.0)
    groups = {row.tobytes(): row for row in fits}
    largest = {key: rates[row].max(axis=0, initial=0.0) for key, row in groups.items()}
    per_kind = np.array([largest[row.tobytes()] for row in fits])
    with np.errstate(invalid="ignore"):
        used = np.where(per_kind > 0, per_kind * np.maximum(free, 0)[:, None, :], 0.0)
    return np.nan_to_num(used * (1 - SUM_MARGIN), nan=np.inf, posinf=np.inf)


def undominated_kinds(needs: IntArray, free: IntArray, prices: FloatArray, most: IntArray, block_size: int) -> IntArray:
    """Kinds for which no other holds at least the same tasks and costs no more; one of equal ones.

    A resource counts with what the tasks on a kind can use of it, not with all that the kind has.
    """
    if most.shape[1] == 1:
        return np.arange(len(prices))
    order = np.lexsort((-free.sum(axis=1), prices))
    used = np.minimum(most @ needs, _most_used(needs, free, most > 0).min(axis=2))
    kept = np.zeros(0, np.int64)
    for start in range(0, len(order), block_size):
        block = order[start : start + block_size]
        rivals = np.concatenate([kept, block])
        better = np.tri(len(block), len(rivals), len(kept) - 1, dtype=np.bool_)
        for resource in range(free.shape[1]):
            better &= free[None, rivals, resource] >= used[block, None, resource]
        better &= ((most[block] > 0).astype(np.float32) @ (most[rivals] == 0).astype(np.float32).T) == 0
        kept = np.append(kept, block[~better.any(axis=1)])
    return np.sort(kept)
