"""Managed scaling: two instances from zero, the week hour by hour, the least that short runs bill, target capacity."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ecsquote.calculator.options.fleets.scale_from_zero import starting_hours
from ecsquote.workload.service import Load
from ecsquote.workload.service_request import ServiceRequest
from support_small_catalog import quote, row, service

M5 = {"profile": "cheapest", "instance_types": ["m5.large"]}
INSTANCE = Decimal("0.103")
"""m5.large On-Demand with its root volume, an hour."""


def on_demand(load: dict[str, Any], **fleet: Any) -> dict[str, Any]:
    request = {"services": [service(load=load)], "launch_options": ["EC2_ON_DEMAND"], "fleet": {**M5, **fleet}}
    return row(quote(request), "EC2_ON_DEMAND")


def hours(option: dict[str, Any]) -> Decimal:
    """Instance-hours of a day, as the placement has them."""
    total = sum((Decimal(each["hours"]) for each in option["placement"]["instances"]), Decimal(0))
    return round(total / 730 * 24, 6)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ([0] * 23 + [1], 2),  # the only busy hour begins from zero
        ([0] * 22 + [1, 1], 3),  # 2 + 1
        ([0, 1] * 12, 24),  # every second hour from zero
        ([0] * 22 + [5, 1], 4),  # five tasks need three anyway
        ([1] + [0] * 22 + [1], 3),  # midnight follows a busy hour: the week goes round
        ([1] * 24, 24),
        ([0] * 24, 0),
    ],
)
def test_the_first_hour_after_none_has_two_instances(day: list[int], expected: int) -> None:
    # two tasks of 1 vCPU fit on one m5.large
    option = on_demand({"hourly_tasks": day})
    assert hours(option) == expected
    assert abs(Decimal(option["monthly"]) - 730 * INSTANCE * expected / 24) < Decimal("1e-6")
    assert any("from zero" in text for text in option["assumptions"]) == (0 < sum(map(bool, day)) < 24)


def test_nothing_starts_from_zero_where_the_group_keeps_an_instance() -> None:
    day = {"hourly_tasks": [0] * 22 + [1, 1]}
    assert hours(on_demand(day, min_instances=1)) == 24
    assert not any("from zero" in text for text in on_demand(day, min_instances=1)["assumptions"])


def test_nothing_starts_from_zero_beside_a_service_that_always_runs() -> None:
    services = [service("night", load={"hourly_tasks": [0] * 22 + [1, 1]}), service("web")]
    option = row(quote({"services": services, "launch_options": ["EC2_ON_DEMAND"], "fleet": M5}), "EC2_ON_DEMAND")
    assert hours(option) == 24  # both tasks share one instance


def test_managed_instances_have_no_such_rule() -> None:
    request = {"services": [service(load={"hourly_tasks": [0] * 22 + [1, 1]})], "fleet": M5}
    option = row(quote({**request, "launch_options": ["MANAGED_INSTANCES"]}), "MANAGED_INSTANCES")
    assert hours(option) == 2


def test_a_plan_is_billed_hour_by_hour_with_the_starts() -> None:
    # by the hour 0, 2 or 1 instances; a commitment for one m5.large (0.07) is used in 2 of 24 hours
    plan = {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT", "hourly_commitment": "0.07"}
    request = {"services": [service(load={"hourly_tasks": [0] * 22 + [1, 1]})], "fleet": M5, "savings_plan": plan}
    option = row(quote({**request, "launch_options": ["EC2_ON_DEMAND"]}), "EC2_ON_DEMAND", plan=True)
    volumes = 3 * Decimal("0.003")
    daily = 24 * Decimal("0.07") + Decimal("0.1") + volumes  # one of the three instance-hours is On-Demand
    assert abs(Decimal(option["monthly"]) - 730 * daily / 24) < Decimal("1e-6")


def test_the_day_hour_by_hour_is_what_is_billed() -> None:
    option = on_demand({"hourly_tasks": [0] * 8 + [1, 1, 5] + [2] * 13})
    counts = option["placement"]["hourly_instances"]
    assert counts == {"m5.large": [0] * 8 + [2, 1, 3] + [1] * 13}
    assert sum(counts["m5.large"]) == hours(option)


def test_a_week_has_168_hours() -> None:
    week = [1] * 167 + [3]
    counts = on_demand({"hourly_tasks": week})["placement"]["hourly_instances"]
    assert counts == {"m5.large": [1] * 167 + [2]}


@pytest.mark.parametrize("load", [{"tasks": 3}, {"hourly_tasks": [3] * 24}, {"average_tasks": "1.5"}])
def test_no_hours_are_told_where_the_load_has_none(load: dict[str, Any]) -> None:
    assert on_demand(load)["placement"]["hourly_instances"] is None


def test_no_hours_are_told_where_deployments_cut_them() -> None:
    web = {
        **service(load={"hourly_tasks": [1] * 12 + [2] * 12}),
        "deployments": {"per_month": "10", "minutes_each": "30"},
    }
    option = row(quote({"services": [web], "launch_options": ["EC2_ON_DEMAND"], "fleet": M5}), "EC2_ON_DEMAND")
    assert option["placement"]["hourly_instances"] is None


@pytest.mark.parametrize(("seconds", "billed"), [("1", 60), ("60", 60), ("60.5", 61), ("3600", 3600)])
def test_a_short_run_bills_a_minute(seconds: str, billed: int) -> None:
    # 730 runs a month, one an hour: an m5.large for `billed` seconds of each hour
    option = on_demand({"runs_per_month": "730", "seconds_per_run": seconds})
    assert abs(Decimal(option["monthly"]) - 730 * INSTANCE * billed / 3600) < Decimal("1e-6")
    assert any("at least 60 seconds per run" in text for text in option["assumptions"])


@pytest.mark.parametrize(("percent", "instances"), [(100, 4), (80, 5), (79, 6)])
def test_target_capacity_keeps_instances_spare(percent: int, instances: int) -> None:
    # eight tasks need four instances: 4 ÷ 0.8 = 5, 4 ÷ 0.79 = 5.06
    option = on_demand({"tasks": 8}, target_capacity_percent=percent)
    assert sum(each["count"] for each in option["placement"]["instances"]) == instances
    assert any(f"target capacity {percent} %" in text for text in option["assumptions"]) == (percent < 100)


def starts(*days: list[int]) -> tuple[int, ...]:
    requests = [ServiceRequest.model_validate(service(f"s{at}")) for at, _ in enumerate(days)]
    services = [each.to_service() for each in requests]
    return starting_hours(
        [replace(each, load=Load(weekly=tuple(day))) for each, day in zip(services, days, strict=True)]
    )


def test_a_cluster_is_empty_only_where_every_service_is() -> None:
    assert starts([0, 0, 1, 2]) == (0, 0, 1, 0)
    assert starts([0, 0, 1, 2], [0, 1, 0, 0]) == (0, 1, 0, 0)
    assert starts([0, 1, 0, 1], [0, 0, 0, 0, 5, 0, 0, 0]) == (0, 1, 0, 1, 0, 0, 0, 1)  # hours 3 to 5 are busy
