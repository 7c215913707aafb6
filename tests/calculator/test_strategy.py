"""How a capacity provider strategy splits tasks: base first, then by weight."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecsquote.calculator.options.strategy import split_tasks
from ecsquote.workload.service import CapacityProviderShare
from support_small_catalog import quote, row, service


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


@pytest.mark.parametrize(
    ("load", "spot_tasks"),
    [
        # the base of 2 runs on Fargate all month, the rest on Spot
        ({"hourly_tasks": [2] * 12 + [10] * 12}, "4"),
        ({"average_tasks": "2.5"}, "0.5"),
        ({"tasks": 5}, "3"),
    ],
)
def test_a_plan_covers_what_the_strategy_runs_on_fargate(load: dict[str, Any], spot_tasks: str) -> None:
    """Each kind of capacity has the months' segments of the whole workload, however few counts it has itself."""
    web = service(load=load)
    web["service_definition"] = {
        "capacityProviderStrategy": [
            {"capacityProvider": "FARGATE", "base": 2, "weight": 0},
            {"capacityProvider": "FARGATE_SPOT", "weight": 1},
        ]
    }
    plan = {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT"}
    document = quote({"services": [web], "launch_options": ["CAPACITY_PROVIDER_STRATEGY"], "savings_plan": plan})
    spot = Decimal(spot_tasks) * Decimal("0.012")  # 0.01 + 2 × 0.001
    on_demand = row(document, "CAPACITY_PROVIDER_STRATEGY")
    assert Decimal(on_demand["monthly"]) == 730 * (2 * Decimal("0.048") + spot)
    planned = row(document, "CAPACITY_PROVIDER_STRATEGY", plan=True)
    assert planned["savings_plan"]["hourly_commitment"] == "0.072"  # 2 × (0.03 + 2 × 0.003)
    assert Decimal(planned["monthly"]) == 730 * (Decimal("0.072") + spot)


def test_a_plan_under_a_strategy_of_two_busy_providers() -> None:
    # by night 2 tasks, by day 10: on Fargate the base of 2 and a quarter of the rest, 2 and 4; on Spot 0 and 6
    web = service(load={"hourly_tasks": [2] * 12 + [10] * 12})
    web["service_definition"] = {
        "capacityProviderStrategy": [
            {"capacityProvider": "FARGATE", "base": 2, "weight": 1},
            {"capacityProvider": "FARGATE_SPOT", "weight": 3},
        ]
    }
    plan = {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT", "hourly_commitment": "0.144"}
    document = quote({"services": [web], "launch_options": ["CAPACITY_PROVIDER_STRATEGY"], "savings_plan": plan})
    planned = row(document, "CAPACITY_PROVIDER_STRATEGY", plan=True)
    # four tasks are committed, by night two of them for nothing
    assert Decimal(planned["monthly"]) == 730 * (Decimal("0.144") + 3 * Decimal("0.012"))
    assert any("25 %" in text for text in planned["warnings"])
