"""Spot fleets with On-Demand instances first, and spread over pools; the figures added up by hand."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecsquote.calculator.fleet_request import FleetRequest
from ecsquote.calculator.options.purchase.allocation import on_demand_count
from ecsquote.pricing.catalog.catalog import Catalog
from support_small_catalog import PACKED, quote, service
from support_small_catalog import row as row_of
from support_spot import TYPES, bought, hourly, spot_catalog, spot_row

SPREAD = "price-capacity-optimized"
ON_DEMAND = {"c5.large": "0.085", "m5.large": "0.1", "r5.large": "0.13", "m5.xlarge": "0.2"}
REGIONAL = {"c5.large": "0.03", "m5.large": "0.04", "r5.large": "0.05", "m5.xlarge": "0.08"}
EXAMPLES = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


def tasks(count: int, **task: Any) -> dict[str, Any]:
    """Tasks of 2 vCPU and 2 GB, one on each instance."""
    each = service(load={"tasks": count}, **{"cpu": "2048", **task})
    return {**each, "service_definition": {"placementConstraints": [{"type": "distinctInstance"}]}}


@pytest.mark.parametrize(
    ("base", "percent", "instances", "on_demand"),
    [
        (0, 0, 10, 0),
        (2, 0, 10, 2),
        (2, 0, 2, 2),  # the base takes all
        (2, 0, 1, 1),  # and never more than there are
        (2, 50, 2, 2),
        (2, 50, 3, 3),  # half of the one above, rounded up
        (2, 50, 4, 3),
        (2, 50, 10, 6),  # 2 + 8 ÷ 2
        (0, 20, 5, 1),
        (0, 20, 6, 2),  # 1.2 rounded up
        (0, 100, 7, 7),
        (3, 1, 0, 0),
    ],
)
def test_how_many_are_on_demand(base: int, percent: int, instances: int, on_demand: int) -> None:
    fleet = FleetRequest(on_demand_base_capacity=base, on_demand_percentage_above_base_capacity=percent)
    assert on_demand_count(fleet, instances) == on_demand


@pytest.mark.parametrize(("base", "cost"), [(0, "0.2"), (1, "0.26"), (2, "0.32"), (5, "0.5"), (6, "0.5")])
def test_the_base_is_on_demand_and_the_rest_spot(base: int, cost: str) -> None:
    # five instances of m5.large: Spot 0.04, On-Demand 0.1
    catalog = spot_catalog({"m5.large": "0.1"}, regional={"m5.large": "0.04"})
    row = spot_row(catalog, tasks(5), on_demand_base_capacity=base)
    assert hourly(row) == Decimal(cost)
    counts = {option: count for _, count, option, _ in bought(row)}
    assert counts.get("ON_DEMAND", 0) == min(base, 5)
    assert counts.get("SPOT", 0) == max(5 - base, 0)
    assert any("are On-Demand" in text for text in row["assumptions"]) == (base > 0)


def test_the_types_of_a_mixed_fleet_are_those_that_cost_least_together() -> None:
    # Spot prefers c5.large (0.03 against 0.04), On-Demand m5.large (0.1 against 0.2)
    catalog = spot_catalog({"c5.large": "0.2", "m5.large": "0.1"}, regional={"c5.large": "0.03", "m5.large": "0.04"})
    few = spot_row(catalog, tasks(20), on_demand_base_capacity=1)
    assert hourly(few) == Decimal("0.77")  # c5.large: 0.2 + 19 × 0.03; of m5.large 0.1 + 19 × 0.04 = 0.86
    many = spot_row(catalog, tasks(20), on_demand_base_capacity=19)
    assert hourly(many) == Decimal("1.94")  # m5.large: 19 × 0.1 + 0.04
    all_of_them = spot_row(catalog, tasks(20), on_demand_percentage_above_base_capacity=100)
    assert hourly(all_of_them) == hourly(spot_row(catalog, tasks(20), option="EC2_ON_DEMAND")) == 2
    assert all_of_them["placement"]["gap_percent"] == "0"


def test_each_kind_of_instance_gives_its_share() -> None:
    # ten of 2 vCPU that only x86 types of 16 GiB hold, ten that any holds: of six On-Demand three each
    large = service("large", load={"tasks": 10}, cpu="2048", memory="12288")
    small = service("small", load={"tasks": 10}, cpu="2048")
    names = {name: ON_DEMAND[name] for name in ("c5.large", "r5.large")}
    row = spot_row(spot_catalog(names, regional={name: REGIONAL[name] for name in names}), large, small)
    assert hourly(row) == Decimal("0.8")  # 10 × 0.05 + 10 × 0.03
    mixed = spot_row(
        spot_catalog(names, regional={name: REGIONAL[name] for name in names}), large, small, on_demand_base_capacity=6
    )
    assert hourly(mixed) == Decimal("0.8") + 3 * Decimal("0.08") + 3 * Decimal("0.055")


def test_a_type_without_an_on_demand_price_is_in_no_mixed_fleet() -> None:
    catalog = spot_catalog({"m5.large": "0.1"}, regional={"m5.large": "0.04", "c5.large": "0.01"})
    assert bought(spot_row(catalog, tasks(2))) == [("c5.large", 2, "SPOT", None)]
    assert {name for name, *_ in bought(spot_row(catalog, tasks(2), on_demand_base_capacity=1))} == {"m5.large"}


def test_reserved_instances_cover_the_base() -> None:
    catalog = spot_catalog({"m5.large": "0.1"}, regional={"m5.large": "0.04"})
    reserved = {"reserved_instances": [{"instance_type": "m5.large", "count": 1, "hourly_rate": "0.05"}]}
    row = spot_row(catalog, tasks(3), request=reserved, on_demand_base_capacity=1)
    assert hourly(row) == Decimal("0.08")  # two of Spot; the first one is paid by the hour below
    assert any(line["component"] == "reserved_instances" for line in row["line_items"])


def test_a_savings_plan_covers_the_on_demand_part() -> None:
    # two m5.large: one On-Demand at 0.1, under the plan 0.07, one of Spot at 0.04; root volumes of 0.003
    plan = {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT"}
    request = {"services": [tasks(2)], "launch_options": ["EC2_SPOT"], "savings_plan": plan}
    mixed = quote({**request, "fleet": {**PACKED, "on_demand_base_capacity": 1}})
    assert Decimal(row_of(mixed, "EC2_SPOT", plan=True)["monthly"]) == 730 * (Decimal("0.11") + Decimal("0.006"))
    throughout = row_of(quote({**request, "fleet": PACKED}), "EC2_SPOT", plan=True)
    assert not throughout["available"]
    assert "do not cover" in throughout["unavailable_reason"]


def spread_catalog(**changes: Any) -> Catalog:
    zones = {
        "c5.large": [("a", "0.03"), ("b", "0.032")],
        "m5.large": [("a", "0.04"), ("b", "0.035")],
        "r5.large": [("a", "0.05"), ("b", "0.045")],
        "m5.xlarge": [("a", "0.061"), ("b", "0.06")],
    }
    bands = {"c5.large": 4, "m5.large": 0, "r5.large": 1, "m5.xlarge": 0}
    return spot_catalog(ON_DEMAND, zones, bands=bands, **changes)


def test_a_fleet_is_spread_by_interruption_then_price() -> None:
    # of those below 5 % m5.large in b and a, then m5.xlarge in both, within twice what c5.large costs:
    # with root volumes 0.063 in b and 0.064 in a, and at most 2 × 0.033 = 0.066
    row = spot_row(spread_catalog(), tasks(8), spot_allocation_strategy=SPREAD)
    assert bought(row) == [
        ("m5.large", 2, "SPOT", "us-east-1b"),
        ("m5.large", 2, "SPOT", "us-east-1a"),
        ("m5.xlarge", 2, "SPOT", "us-east-1b"),
        ("m5.xlarge", 2, "SPOT", "us-east-1a"),
    ]
    assert hourly(row) == 2 * (Decimal("0.035") + Decimal("0.04") + Decimal("0.06") + Decimal("0.061"))
    assert {each["interruption"] for each in row["placement"]["instances"]} == {"<5 %"}
    xlarge = row["placement"]["instances"][2]
    assert (xlarge["cpu_used"], xlarge["bound_by"]) == ("0.5", "distinct_instance")  # one task of 2 vCPU on 4
    assert any("is not public" in text for text in row["assumptions"])
    lines = [line["description"] for line in row["line_items"] if line["component"] == "ec2_compute"]
    assert len(lines) == 4


@pytest.mark.parametrize(("pools", "rows"), [(1, [9]), (2, [5, 4]), (3, [3, 3, 3]), (4, [3, 2, 2, 2])])
def test_a_fleet_is_spread_evenly_over_so_many_pools(pools: int, rows: list[int]) -> None:
    row = spot_row(spread_catalog(), tasks(9), spot_allocation_strategy=SPREAD, spot_pools=pools)
    assert [count for _, count, *_ in bought(row)] == rows


def test_no_pool_costs_over_twice_the_cheapest_or_more_than_on_demand() -> None:
    # r5.large at 0.05 is within twice 0.03, but On-Demand c5.large costs 0.04
    regional = {"c5.large": "0.03", "r5.large": "0.05", "m5.large": "0.037"}
    on_demand = {"c5.large": "0.04", "r5.large": "0.13", "m5.large": "0.1"}
    row = spot_row(spot_catalog(on_demand, regional=regional), tasks(4), spot_allocation_strategy=SPREAD)
    assert {name for name, *_ in bought(row)} == {"c5.large", "m5.large"}


def test_a_pool_holds_what_the_planned_instance_holds() -> None:
    # 6 GB each: c5.large with 4 GiB is not a pool, although it would be the cheapest and the least interrupted
    catalog = spot_catalog(ON_DEMAND, regional=REGIONAL, bands=dict.fromkeys(TYPES, 0))
    row = spot_row(catalog, tasks(4, memory="6144"), spot_allocation_strategy=SPREAD)
    assert {name for name, *_ in bought(row)} == {"m5.large", "r5.large", "m5.xlarge"}


def test_pools_have_other_types_of_the_same_vcpus_whatever_the_limit_of_types_says() -> None:
    # one zone to spread over: of the planned c5.large (2 vCPU) in a, m5.large below 5 %, r5.large from 5 %, c5.large
    row = spot_row(spread_catalog(), tasks(4), spot_allocation_strategy=SPREAD, max_instance_types=1)
    assert bought(row) == [
        ("m5.large", 2, "SPOT", "us-east-1a"),
        ("r5.large", 1, "SPOT", "us-east-1a"),
        ("c5.large", 1, "SPOT", "us-east-1a"),
    ]


def test_managed_instances_choose_for_themselves() -> None:
    plain = spot_row(spread_catalog(), tasks(4), option="MANAGED_INSTANCES_SPOT")
    asked = spot_row(
        spread_catalog(),
        tasks(4),
        option="MANAGED_INSTANCES_SPOT",
        spot_allocation_strategy=SPREAD,
        on_demand_base_capacity=2,
    )
    assert plain["line_items"] == asked["line_items"]


PRICES = st.integers(20, 60).map(lambda cents: str(Decimal(cents) / 1000))
WORLDS = st.fixed_dictionaries(
    {
        "zones": st.fixed_dictionaries(
            {name: st.tuples(PRICES, PRICES).map(lambda pair: [("a", pair[0]), ("b", pair[1])]) for name in TYPES}
        ),
        "bands": st.fixed_dictionaries({name: st.integers(0, 4) for name in TYPES}),
    }
)
LOADS = st.lists(
    st.tuples(st.integers(1, 6), st.sampled_from(["512", "1024", "2048"]), st.sampled_from(["1024", "3072", "6144"])),
    min_size=1,
    max_size=3,
)
FLEETS = st.fixed_dictionaries(
    {"spot_pools": st.integers(1, 5), "availability_zones": st.integers(1, 2), "min_instances": st.integers(0, 3)}
)


def services(loads: list[tuple[int, str, str]]) -> list[dict[str, Any]]:
    return [
        service(f"s{at}", load={"tasks": count}, cpu=cpu, memory=memory, networkMode="bridge")
        for at, (count, cpu, memory) in enumerate(loads)
    ]


@EXAMPLES
@given(WORLDS, LOADS, FLEETS)
def test_a_spread_is_never_cheaper_than_the_lowest_price_nor_than_the_bound(
    world: dict[str, Any], loads: list[tuple[int, str, str]], fleet: dict[str, Any]
) -> None:
    catalog = spot_catalog(ON_DEMAND, **world)
    lowest = spot_row(catalog, *services(loads), **fleet)
    spread = spot_row(catalog, *services(loads), spot_allocation_strategy=SPREAD, **fleet)
    assert Decimal(spread["monthly"]) >= Decimal(lowest["monthly"])
    assert Decimal(spread["placement"]["lower_bound_hourly"]) == Decimal(lowest["placement"]["lower_bound_hourly"])
    rows = spread["placement"]["instances"]
    for at, (count, *_) in enumerate(loads):
        assert sum(row["count"] * row["tasks"].get(f"s{at}", 0) for row in rows) == count
    if fleet["availability_zones"] == 2:
        most = max(count for count, *_ in loads)
        assert len({row["availability_zone"] for row in rows}) >= min(2, most)


@EXAMPLES
@given(WORLDS, LOADS, FLEETS, st.sampled_from(["lowest-price", SPREAD]), st.sampled_from(["base", "percent"]))
def test_more_on_demand_is_never_cheaper(
    world: dict[str, Any], loads: list[tuple[int, str, str]], fleet: dict[str, Any], strategy: str, by: str
) -> None:
    """On-Demand costs more than Spot in every zone here."""
    catalog = spot_catalog(ON_DEMAND, **world)
    field, steps = (
        ("on_demand_base_capacity", (1, 2, 3, 5))
        if by == "base"
        else ("on_demand_percentage_above_base_capacity", (1, 30, 60, 100))
    )
    before = Decimal(0)
    for step in steps:
        policy: dict[str, Any] = {field: step}
        row = spot_row(catalog, *services(loads), spot_allocation_strategy=strategy, **policy, **fleet)
        assert Decimal(row["monthly"]) >= before
        before = Decimal(row["monthly"])
        on_demand = sum(
            each["count"] for each in row["placement"]["instances"] if each["purchase_option"] == "ON_DEMAND"
        )
        total = sum(each["count"] for each in row["placement"]["instances"])
        assert on_demand == on_demand_count(FleetRequest(**policy), total)
