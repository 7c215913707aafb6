"""What holds for every request: profiles against each other, more of anything, shares that add up to the fleet."""

from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from support_small_catalog import service
from support_spot import spot_catalog, spot_row

EXAMPLES = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
CATALOG = spot_catalog(
    {"c5.large": "0.085", "m5.large": "0.1", "r5.large": "0.13", "m5.xlarge": "0.2"},
    regional={"c5.large": "0.03", "m5.large": "0.04", "r5.large": "0.05", "m5.xlarge": "0.08"},
)
OPTIONS = st.sampled_from(["EC2_ON_DEMAND", "EC2_SPOT", "MANAGED_INSTANCES", "MANAGED_INSTANCES_SPOT"])
COUNTS = st.integers(1, 6)
LOADS = st.one_of(
    COUNTS.map(lambda count: {"tasks": count}),
    st.tuples(COUNTS, COUNTS).map(lambda pair: {"hourly_tasks": [pair[0]] * 12 + [pair[1]] * 12}),
    COUNTS.map(lambda count: {"average_tasks": f"{count}.5"}),
)
TASKS = st.tuples(LOADS, st.sampled_from(["256", "512", "1024"]), st.sampled_from(["512", "1536", "3072"]))
CLUSTERS = st.lists(TASKS, min_size=1, max_size=3)
SIMPLE: dict[str, Any] = {
    "availability_zones": 1,
    "deployment_headroom": False,
    "instance_start_minutes": 0,
    "scale_in_minutes": 0,
}


def services(cluster: list[tuple[dict[str, Any], str, str]], more: int = 0) -> list[dict[str, Any]]:
    return [
        service(f"s{at}", _with(load, more), cpu=cpu, memory=memory) for at, (load, cpu, memory) in enumerate(cluster)
    ]


def _with(load: dict[str, Any], more: int) -> dict[str, Any]:
    if "hourly_tasks" in load:
        return {"hourly_tasks": [count + more for count in load["hourly_tasks"]]}
    (name,) = load
    return {name: str(Decimal(load[name]) + more)}


def monthly(row: dict[str, Any]) -> Decimal:
    assert row["available"], row["unavailable_reason"]
    return Decimal(row["monthly"])


@EXAMPLES
@given(CLUSTERS, OPTIONS)
def test_production_is_never_cheaper_than_cheapest_on_the_same_types(
    cluster: list[tuple[dict[str, Any], str, str]], option: str
) -> None:
    production = spot_row(CATALOG, *services(cluster), option=option, profile="production")
    cheapest = spot_row(CATALOG, *services(cluster), option=option, profile="cheapest")
    assert monthly(production) >= monthly(cheapest)


@EXAMPLES
@given(CLUSTERS, st.integers(1, 3))
def test_more_tasks_never_cost_less(cluster: list[tuple[dict[str, Any], str, str]], more: int) -> None:
    before = spot_row(CATALOG, *services(cluster), option="EC2_ON_DEMAND", profile="production", **SIMPLE)
    after = spot_row(CATALOG, *services(cluster, more), option="EC2_ON_DEMAND", profile="production", **SIMPLE)
    assert monthly(after) >= monthly(before)


@EXAMPLES
@given(
    CLUSTERS,
    st.sampled_from(
        [
            {"availability_zones": 2},
            {"deployment_headroom": True},
            {"scale_in_minutes": 15},
            {"instance_start_minutes": 30},
            {"min_instances": 9},
            {"target_capacity_percent": 60},
        ]
    ),
)
def test_each_rule_costs_something_or_nothing(
    cluster: list[tuple[dict[str, Any], str, str]], rule: dict[str, Any]
) -> None:
    plain = spot_row(CATALOG, *services(cluster), option="EC2_ON_DEMAND", profile="production", **SIMPLE)
    fleet = {**SIMPLE, **rule}
    ruled = spot_row(CATALOG, *services(cluster), option="EC2_ON_DEMAND", profile="production", **fleet)
    assert monthly(ruled) >= monthly(plain)


@EXAMPLES
@given(CLUSTERS, OPTIONS, st.sampled_from(["production", "cheapest"]))
def test_shares_and_idle_add_up_to_the_fleet(
    cluster: list[tuple[dict[str, Any], str, str]], option: str, profile: str
) -> None:
    row = spot_row(CATALOG, *services(cluster), option=option, profile=profile)
    assume(row["available"])
    placement = row["placement"]
    shares = [Decimal(each["monthly"]) for each in placement["services"]]
    assert [each["name"] for each in placement["services"]] == [f"s{at}" for at in range(len(cluster))]
    assert all(share > 0 for share in shares)
    assert Decimal(placement["idle_monthly"]) >= 0
    assert sum(shares) + Decimal(placement["idle_monthly"]) == monthly(row)  # instances, volumes and fees are all
    idle = sum(Decimal(each["idle_monthly"]) for each in placement["services"])
    assert abs(idle - Decimal(placement["idle_monthly"])) < Decimal("1e-9")


@EXAMPLES
@given(CLUSTERS, OPTIONS, st.sampled_from(["production", "cheapest"]))
def test_no_bound_is_above_the_fleet(cluster: list[tuple[dict[str, Any], str, str]], option: str, profile: str) -> None:
    row = spot_row(CATALOG, *services(cluster), option=option, profile=profile)
    assert 0 < Decimal(row["placement"]["lower_bound_hourly"]) <= monthly(row) / 730 + Decimal("1e-9")
    gap = Decimal(row["placement"]["gap_percent"])
    assert gap >= 0
    assert gap == round(gap, 2)
