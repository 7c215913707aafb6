"""One service at its optimum: against plain dynamic programming in exact fractions."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ecsquote.calculator.placement.single import cheapest_cover

kinds = st.lists(st.tuples(st.integers(1, 12), st.integers(1, 500_000)), min_size=1, max_size=8)
ROOT_VOLUME = Fraction(240, 73_000)  # 30 GB at $0.08 for 730 hours: no finite binary fraction


def exact_optimum(kinds: list[tuple[int, Fraction]], demand: int) -> Fraction:
    best = [Fraction(0)]
    for tasks in range(1, demand + 1):
        best.append(min(price + best[max(0, tasks - holds)] for holds, price in kinds))
    return best[demand]


@settings(max_examples=400, deadline=None)
@given(kinds, st.integers(1, 200))
def test_the_instances_returned_are_the_cheapest(kinds: list[tuple[int, int]], demand: int) -> None:
    # five places, as AWS has them: their float64 sums go wrong in the last bit, which must not look like a saving
    priced = [(holds, Fraction(price, 100_000) + ROOT_VOLUME) for holds, price in kinds]
    holds = np.array([count for count, _ in priced], np.int64)
    prices = np.array([float(price) for _, price in priced])
    counts, _ = cheapest_cover(holds, prices, demand)
    assert int(holds @ counts) >= demand
    cost = sum(Fraction(int(count)) * price for count, (_, price) in zip(counts, priced, strict=True))
    assert cost == exact_optimum(priced, demand)

