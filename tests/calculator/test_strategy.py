"""How a capacity provider strategy splits tasks: base first, then by weight."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecsquote.calculator.options.strategy import split_tasks
from ecsquote.workload.service import CapacityProviderShare


def strategy(*shares: tuple[int, int]) -> list[CapacityProviderShare]:
    return [CapacityProviderShare(f"p{at}", base, weight) for at, (base, weight) in enumerate(shares)]


@pytest.mark.parametrize(
    ("tasks", "shares", "counts"),
    [
        (10, [(2, 1), (0, 3)], (4, 6)),  # 2 of base, then 8 as 1:3
        (1, [(2, 1), (0, 3)], (1, 0)),  # fewer tasks than the base
        (2, [(2, 1), (0, 3)], (2, 0)),  # exactly the base
        (3, [(2, 1), (0, 3)], (2, 1)),  # the one above it falls to the heavier weight: 0.25 and 0.75
        (5, [(0, 1), (0, 1)], (3, 2)),  # 2.5 and 2.5: the first named
        (7, [(0, 0), (0, 1)], (0, 7)),  # weight 0 takes none
        (9, [(3, 0), (0, 1)], (3, 6)),  # weight 0 with a base takes the base only
        (0, [(2, 1), (0, 3)], (0, 0)),
    ],
)
def test_split(tasks: int, shares: list[tuple[int, int]], counts: tuple[int, ...]) -> None:
    assert split_tasks(tasks, strategy(*shares)) == counts


@given(
    st.integers(0, 10_000),
    st.integers(0, 50),
    st.lists(st.integers(0, 1000), min_size=1, max_size=6).filter(any),
)
def test_every_task_runs_once_and_weights_are_met_within_one(tasks: int, base: int, weights: list[int]) -> None:
    shares = [(base if at == 0 else 0, weight) for at, weight in enumerate(weights)]
    counts = split_tasks(tasks, strategy(*shares))
    assert sum(counts) == tasks
    above = tasks - min(tasks, base)
    for at, (count, weight) in enumerate(zip(counts, weights, strict=True)):
        mine = count - (min(tasks, base) if at == 0 else 0)
        assert abs(mine * sum(weights) - above * weight) < sum(weights)
