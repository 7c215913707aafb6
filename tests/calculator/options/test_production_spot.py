"""Spot in production: each planned instance in a pool, the lowest interruption band first, then the lowest price."""

from decimal import Decimal
from typing import Any

import pytest

from support_small_catalog import service
from support_spot import bought, hourly, spot_catalog, spot_row

ON_DEMAND = {"c5.large": "0.085", "m5.large": "0.1", "r5.large": "0.13", "m5.xlarge": "0.2"}
REGIONAL = {"c5.large": "0.03", "m5.large": "0.04", "r5.large": "0.05", "m5.xlarge": "0.09"}
PLAIN: dict[str, Any] = {"profile": "production", "availability_zones": 1, "deployment_headroom": False}


def one_each(count: int, **task: Any) -> dict[str, Any]:
    """Tasks of 2 vCPU and 2 GB: one on each instance of two vCPUs."""
    return service(load={"tasks": count}, **{"cpu": "2048", **task})


@pytest.mark.parametrize(
    ("instances", "pools", "rows"),
    [
        (1, 4, [("c5.large", 1)]),  # one instance: one pool
        (2, 4, [("c5.large", 1), ("m5.large", 1)]),
        (3, 4, [("c5.large", 1), ("m5.large", 1), ("r5.large", 1)]),
        (7, 4, [("c5.large", 3), ("m5.large", 2), ("r5.large", 2)]),  # in turn; there are three of two vCPUs
        (7, 2, [("c5.large", 4), ("m5.large", 3)]),
        (7, 1, [("c5.large", 7)]),
    ],
)
def test_instances_are_spread_in_turn_over_the_first_pools(
    instances: int, pools: int, rows: list[tuple[str, int]]
) -> None:
    # r5.large at 0.05 with its volume is within twice 0.033, m5.xlarge has four vCPUs
    row = spot_row(spot_catalog(ON_DEMAND, regional=REGIONAL), one_each(instances), **PLAIN, spot_pools=pools)
    assert [(name, count) for name, count, *_ in bought(row)] == rows
    assert hourly(row) == sum(Decimal(REGIONAL[name]) * count for name, count in rows)


def test_the_lowest_interruption_band_comes_first() -> None:
    bands = {"c5.large": 4, "m5.large": 1, "r5.large": 0}
    row = spot_row(spot_catalog(ON_DEMAND, regional=REGIONAL, bands=bands), one_each(2), **PLAIN)
    assert [(name, count) for name, count, *_ in bought(row)] == [("r5.large", 1), ("m5.large", 1)]


def test_the_lowest_price_takes_the_planned_type_alone() -> None:
    row = spot_row(
        spot_catalog(ON_DEMAND, regional=REGIONAL), one_each(5), **PLAIN, spot_allocation_strategy="lowest-price"
    )
    assert bought(row) == [("c5.large", 5, "SPOT", None)]


def test_a_pool_has_at_least_the_memory_of_the_planned_type() -> None:
    # 6 GB need an m5.large, for which a c5.large does not stand in
    row = spot_row(spot_catalog(ON_DEMAND, regional=REGIONAL), one_each(3, memory="6144"), **PLAIN)
    assert [(name, count) for name, count, *_ in bought(row)] == [("m5.large", 2), ("r5.large", 1)]


def test_no_pool_costs_more_than_the_planned_type_on_demand() -> None:
    # r5.large at 0.05 costs less than twice c5.large's 0.03, but c5.large On-Demand costs 0.045
    row = spot_row(spot_catalog({**ON_DEMAND, "c5.large": "0.045"}, regional=REGIONAL), one_each(3), **PLAIN)
    assert {name for name, *_ in bought(row)} == {"c5.large", "m5.large"}


def test_a_row_in_each_zone_buys_in_its_zone() -> None:
    zones = {"c5.large": [("a", "0.03"), ("b", "0.035"), ("c", "0.04")]}
    row = spot_row(spot_catalog({"c5.large": "0.085"}, zones), one_each(4), **{**PLAIN, "availability_zones": 2})
    assert bought(row) == [("c5.large", 2, "SPOT", "us-east-1a"), ("c5.large", 2, "SPOT", "us-east-1b")]
    assert {each["zone"] for each in row["placement"]["instances"]} == {1, 2}


def test_a_zone_is_the_same_for_all_types() -> None:
    """Zone 1 is a, where one instance of each costs 0.075; b costs 0.08, though it has the cheaper m5.large."""
    zones = {"c5.large": [("a", "0.03"), ("b", "0.04")], "m5.large": [("a", "0.045"), ("b", "0.04")]}
    catalog = spot_catalog({"c5.large": "0.085", "m5.large": "0.1"}, zones)
    jobs = service("jobs", load={"tasks": 2}, cpu="2048", memory="6144")  # too large for a c5.large
    fleet = {**PLAIN, "availability_zones": 2, "max_instance_types": None, "spot_pools": 1}
    row = spot_row(catalog, one_each(2), jobs, **fleet)
    places = {
        (each["instance_type"], each["zone"], each["availability_zone"]) for each in row["placement"]["instances"]
    }
    assert places == {
        ("c5.large", 1, "us-east-1a"),
        ("c5.large", 2, "us-east-1b"),
        ("m5.large", 1, "us-east-1a"),
        ("m5.large", 2, "us-east-1b"),
    }


@pytest.mark.parametrize(
    ("base", "percent", "on_demand"),
    [(0, 0, 0), (2, 0, 2), (0, 50, 3), (1, 50, 3), (5, 0, 5), (0, 100, 5), (0, 1, 1)],  # 1 + 50 % of 4 is 3
)
def test_on_demand_first_then_a_percentage(base: int, percent: int, on_demand: int) -> None:
    row = spot_row(
        spot_catalog({"c5.large": "0.085"}, regional={"c5.large": "0.03"}),
        one_each(5),
        **PLAIN,
        on_demand_base_capacity=base,
        on_demand_percentage_above_base_capacity=percent,
    )
    counts = {way: count for _, count, way, _ in bought(row)}
    assert counts.get("ON_DEMAND", 0) == on_demand
    assert hourly(row) == on_demand * Decimal("0.085") + (5 - on_demand) * Decimal("0.03")
