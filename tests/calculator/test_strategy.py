"""How a capacity provider strategy splits tasks: base first, then by weight."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecsquote.calculator.options.strategy import split_tasks
from ecsquote.errors import InputError
from ecsquote.faults.pointers import path_of
from ecsquote.workload.service import CapacityProviderShare
from support_small_catalog import PACKED, quote, row, service


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


def own_providers(described: dict[str, Any], **fleet: Any) -> dict[str, Any]:
    """Six tasks of 1 vCPU: by base and weight two on the provider "steady" and four on "spare"."""
    web = service(load={"tasks": 6})
    web["service_definition"] = {
        "capacityProviderStrategy": [
            {"capacityProvider": "steady", "base": 2, "weight": 0},
            {"capacityProvider": "spare", "weight": 1},
        ]
    }
    request = {"services": [web], "launch_options": ["CAPACITY_PROVIDER_STRATEGY"], "capacity_providers": described}
    return row(quote({**request, "fleet": {**PACKED, **fleet}}), "CAPACITY_PROVIDER_STRATEGY")


def test_own_capacity_providers_are_on_demand_or_spot_as_described() -> None:
    # two tasks on one m5.large, four on two more; 0.1 On-Demand, 0.04 Spot, 0.003 for a root volume
    volumes = 3 * Decimal("0.003")
    plain = own_providers({})
    assert Decimal(plain["monthly"]) == 730 * (3 * Decimal("0.1") + volumes)
    assert "capacity providers priced as EC2 On-Demand instances: spare, steady" in plain["assumptions"]
    mixed = own_providers({"spare": {"purchase_option": "SPOT"}})
    assert Decimal(mixed["monthly"]) == 730 * (Decimal("0.1") + 2 * Decimal("0.04") + volumes)
    assert "capacity providers priced as EC2 Spot instances: spare" in mixed["assumptions"]
    assert "capacity providers priced as EC2 On-Demand instances: steady" in mixed["assumptions"]
    rows = [(each["purchase_option"], each["count"]) for each in mixed["placement"]["instances"]]
    assert sorted(rows) == [("ON_DEMAND", 1), ("SPOT", 2)]
    assert own_providers({"spare": {}})["monthly"] == plain["monthly"]


def test_a_spot_provider_keeps_the_fleets_on_demand_base() -> None:
    mixed = own_providers({"spare": {"purchase_option": "SPOT"}}, on_demand_base_capacity=1)
    assert Decimal(mixed["monthly"]) == 730 * (2 * Decimal("0.1") + Decimal("0.04") + 3 * Decimal("0.003"))


def test_the_week_of_two_providers_is_told_together() -> None:
    web = service(load={"hourly_tasks": [0] * 12 + [4] * 12})
    web["service_definition"] = {
        "capacityProviderStrategy": [
            {"capacityProvider": "steady", "base": 2, "weight": 0},
            {"capacityProvider": "spare", "weight": 1},
        ]
    }
    request = {"services": [web], "launch_options": ["CAPACITY_PROVIDER_STRATEGY"], "capacity_providers": {}}
    request["capacity_providers"] = {"spare": {"purchase_option": "SPOT"}}
    option = row(quote({**request, "fleet": PACKED}), "CAPACITY_PROVIDER_STRATEGY")
    # each provider's two tasks need one instance, and each group begins from zero with two at noon
    counts = option["placement"]["hourly_instances"]["m5.large"]
    assert counts == [0] * 12 + [4] + [2] * 11
    daily = 13 * Decimal("0.1") + 13 * Decimal("0.04") + 26 * Decimal("0.003")
    assert abs(Decimal(option["monthly"]) - 730 * daily / 24) < Decimal("1e-6")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("FARGATE_SPOT", "provided by AWS"),
        ("sparse", "the services name spare, steady"),
        ("a/b~c", "no capacityProviderStrategy names"),
    ],
)
def test_a_described_provider_must_be_named_by_a_strategy(name: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        own_providers({name: {"purchase_option": "SPOT"}})
    (fault,) = refused.value.faults
    assert path_of(fault.pointer) == ("capacity_providers", name)
    assert said in fault.message
