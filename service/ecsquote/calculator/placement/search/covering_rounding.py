"""From fractions of instances to whole ones: the floor of each, and the cheapest few that make up what lacks."""

import numpy as np

from ecsquote.calculator.placement.search.covering_relaxation import CoveringRows
from ecsquote.calculator.placement.search.model import FloatArray, IntArray

_TINY = 1e-9


def whole_counts(prices: FloatArray, rows: CoveringRows, values: FloatArray, slack: float) -> IntArray:
    """Whole instances that meet every row with slack: floors, then some of one kind and one of another."""
    counts: IntArray = np.floor(values + _TINY).astype(np.int64)
    while True:
        lacking = 1.0 + slack - rows.ceilings @ counts
        open_rows = lacking > _TINY
        if not open_rows.any():
            return counts
        ceilings, lacks = rows.ceilings[open_rows], lacking[open_rows]
        counts += _several_and_one(prices, ceilings, lacks)


def _several_and_one(prices: FloatArray, ceilings: FloatArray, lacks: FloatArray) -> IntArray:
    """The cheapest n of one kind and at most one of another that meet all rows; else one step towards them."""
    kinds = len(prices)
    with_one = np.hstack([ceilings, np.zeros((len(lacks), 1))])
    rest = np.maximum(lacks[:, None] - with_one, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = np.where(rest[:, :, None] > _TINY, np.ceil(rest[:, :, None] / ceilings[:, None, :] - _TINY), 0.0)
    costs = needed.max(axis=0) * prices[None, :] + np.append(prices, 0.0)[:, None]
    costs = np.where(np.isfinite(costs), costs, np.inf)
    one, several = np.unravel_index(int(np.argmin(costs)), costs.shape)
    answer = np.zeros(kinds, np.int64)
    if not np.isfinite(costs[one, several]):
        met = np.minimum(ceilings, lacks[:, None]) / lacks[:, None]
        answer[int(np.argmax(met.sum(axis=0) / prices))] = 1
        return answer
    answer[several] += int(needed[:, one, several].max())
    if one < kinds:
        answer[one] += 1
    return answer
