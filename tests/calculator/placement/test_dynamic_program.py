"""One service at its optimum: against plain dynamic programming in exact fractions."""

from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ecsquote.calculator.placement.search.dynamic_program import EqualTasksProgram, cheapest_costs, cheapest_cover
from ecsquote.calculator.placement.search.search_limits import SearchLimits
from ecsquote.calculator.placement.search.search_space import SearchSpace
from ecsquote.calculator.placement.search.spare_instances import SpareInstances

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


@settings(max_examples=200, deadline=None)
@given(kinds, st.integers(1, 300), st.integers(1, 200))
def test_a_table_that_would_be_too_large_leaves_an_honest_bound(
    kinds: list[tuple[int, int]], demand: int, most_cells: int
) -> None:
    holds = np.array([count for count, _ in kinds], np.int64)
    prices = np.array([price / 100_000 for _, price in kinds])
    counts, bound = cheapest_cover(holds, prices, demand, most_cells)
    optimum = float(exact_optimum([(count, Fraction(price, 100_000)) for count, price in kinds], demand))
    assert int(holds @ counts) >= demand
    assert bound <= optimum * (1 + 1e-9)
    assert float(prices @ counts) >= optimum * (1 - 1e-9)
    alone = min(price * -(-demand // count) for count, price in zip(holds.tolist(), prices.tolist(), strict=True))
    assert float(prices @ counts) <= alone * (1 + 1e-9) or most_cells >= demand


@settings(max_examples=200, deadline=None)
@given(kinds, st.lists(st.integers(1, 400), min_size=1, max_size=6))
def test_one_table_has_the_least_cost_of_every_load(kinds: list[tuple[int, int]], demands: list[int]) -> None:
    holds = np.array([count for count, _ in kinds], np.int64)
    prices = np.array([price / 100_000 for _, price in kinds])
    found = cheapest_costs(holds, prices, np.array(demands), 1_000_000)
    for demand, cost in zip(demands, found.tolist(), strict=True):
        optimum = exact_optimum([(count, Fraction(price, 100_000)) for count, price in kinds], demand)
        assert abs(cost - float(optimum)) <= 1e-9 * float(optimum)


@settings(max_examples=200, deadline=None)
@given(kinds, st.integers(1, 40), st.integers(1, 8))
def test_with_a_number_of_instances_that_must_run(kinds: list[tuple[int, int]], demand: int, least: int) -> None:
    priced = [(holds, Fraction(price, 100_000) + ROOT_VOLUME) for holds, price in kinds]
    cheapest = min(price for _, price in priced)
    holds = np.array([count for count, _ in priced], np.int64)
    prices = np.array([float(price) for _, price in priced])
    space = one_item_space(holds, prices, demand, SpareInstances(least, float(cheapest)))
    plan, bound = EqualTasksProgram(space, SearchLimits()).solve()
    spares = max(0, least - len(plan.kinds))
    cost = sum((priced[kind][1] for kind in plan.kinds), Fraction(0)) + spares * cheapest
    optimum = exact_with_least([*priced, (0, cheapest)], demand, least)
    assert cost == optimum
    assert float(optimum) * (1 - 1e-9) <= bound <= float(optimum)
    assert int(plan.tasks.sum()) == demand


def exact_with_least(kinds: list[tuple[int, Fraction]], demand: int, least: int) -> Fraction:
    """Plain recursion over (instances still required, tasks still to place)."""

    @cache
    def cost(wanted: int, tasks: int) -> Fraction:
        if not wanted and not tasks:
            return Fraction(0)
        return min(price + cost(max(0, wanted - 1), max(0, tasks - holds)) for holds, price in kinds if holds or wanted)

    return cost(least, demand)


def one_item_space(
    holds: np.ndarray[Any, Any], prices: np.ndarray[Any, Any], demand: int, spare: SpareInstances
) -> SearchSpace:
    count = len(holds)
    return SearchSpace(
        kinds=np.arange(count),
        items=np.array([0]),
        needs=np.array([[1]]),
        free=holds[:, None],
        prices=prices,
        per_instance=np.array([demand]),
        most=np.minimum(holds, demand)[:, None],
        allowed=np.ones((count, 1), np.bool_),
        demand=np.array([demand]),
        conflicts=(frozenset(),),
        spare=spare,
    )
