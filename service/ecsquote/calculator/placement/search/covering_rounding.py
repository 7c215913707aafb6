"""From fractions of instances to whole ones: the floor of each, and the cheapest few for what is then missing."""

import numpy as np

from ecsquote.calculator.placement.search.arrays import FloatArray, IntArray
from ecsquote.calculator.placement.search.covering_relaxation import CoveringRelaxation
from ecsquote.calculator.placement.search.numeric_margins import WHOLE_MARGIN


def rounded_cover(relaxation: CoveringRelaxation, values: FloatArray, slack: float) -> IntArray:
    """Whole instances that meet every row with slack: floors, then several of one kind and one of another."""
    counts: IntArray = np.floor(values + WHOLE_MARGIN).astype(np.int64)
    while True:
        missing = 1.0 + slack - relaxation.rows @ counts
        unmet = missing > WHOLE_MARGIN
        if not unmet.any():
            return counts
        counts += _several_and_one(relaxation.space.prices, relaxation.rows[unmet], missing[unmet])


def _several_and_one(prices: FloatArray, rows: FloatArray, missing: FloatArray) -> IntArray:
    """The cheapest n of one kind and at most one of another that meet all rows; else one step towards them."""
    kinds = len(prices)
    with_one = np.hstack([rows, np.zeros((len(missing), 1))])
    rest = np.maximum(missing[:, None] - with_one, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = rest[:, :, None] / rows[:, None, :]
        needed = np.where(rest[:, :, None] > WHOLE_MARGIN, np.ceil(needed - WHOLE_MARGIN), 0.0)
    costs = needed.max(axis=0) * prices[None, :] + np.append(prices, 0.0)[:, None]
    costs = np.where(np.isfinite(costs), costs, np.inf)
    one, several = np.unravel_index(int(np.argmin(costs)), costs.shape)
    answer = np.zeros(kinds, np.int64)
    if not np.isfinite(costs[one, several]):
        met = np.minimum(rows, missing[:, None]) / missing[:, None]
        answer[int(np.argmax(met.sum(axis=0) / prices))] = 1
        return answer
    answer[several] += int(needed[:, one, several].max())
    if one < kinds:
        answer[one] += 1
    return answer
