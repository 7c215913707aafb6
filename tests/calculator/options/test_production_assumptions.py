"""What a production fleet says about itself: each rule where it applies, with its field, and nowhere else."""

from typing import Any

import pytest

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.quotes import OptionQuote
from support_catalog import shipped_catalog
from support_workload import task_definition

DAY = {"hourly_tasks": [0] * 12 + [4] * 12}


def priced(
    option: str = "EC2_ON_DEMAND",
    load: dict[str, Any] | None = None,
    deployment: dict[str, Any] | None = None,
    region: str = "us-east-1",
    fleet: dict[str, Any] | None = None,
) -> OptionQuote:
    """A service of 1 vCPU and 2 GB."""
    document: dict[str, Any] = {
        "region": region,
        "services": [{"task_definition": task_definition(), "service_definition": {}, "load": load or {"tasks": 4}}],
        "launch_options": [option],
        "fleet": fleet or {},
    }
    document["services"][0]["service_definition"] = {"deploymentConfiguration": deployment or {}}
    catalog = shipped_catalog()
    (found,) = price_request(read_request(document, catalog), catalog).options
    assert found.available, found.unavailable_reason
    return found


@pytest.mark.parametrize(
    ("field", "says", "without"),
    [
        ("fleet.availability_zones", {}, {"fleet": {"availability_zones": 1}}),
        ("fleet.availability_zones", {}, {"load": {"tasks": 1}}),
        ("fleet.deployment_headroom", {}, {"fleet": {"deployment_headroom": False}}),
        ("fleet.deployment_headroom", {}, {"deployment": {"minimumHealthyPercent": 50}}),
        ("fleet.max_instance_types", {}, {"fleet": {"max_instance_types": 2}}),
        ("fleet.scale_in_minutes", {"load": DAY}, {}),
        ("fleet.scale_in_minutes", {"load": DAY}, {"fleet": {"profile": "cheapest"}, "load": DAY}),
        ("fleet.min_instances", {"load": DAY}, {"load": DAY, "fleet": {"min_instances": 1}}),
        ("fleet.spot_pools", {"option": "EC2_SPOT"}, {}),
        (
            "fleet.average_cpu_percent",
            {"fleet": {"instance_types": ["t3.large"]}},
            {"fleet": {"instance_types": ["t3.large"], "average_cpu_percent": 100}},
        ),
        ("T2", {"fleet": {"instance_types": ["t2.large"]}}, {"fleet": {"instance_types": ["t3.large"]}}),
        ("ECS starts an instance", {"option": "MANAGED_INSTANCES"}, {}),
        ("second set", {"deployment": {"strategy": "BLUE_GREEN"}}, {"deployment": {"strategy": "ROLLING"}}),
    ],
)
def test_a_rule_is_said_once_where_it_applies(field: str, says: dict[str, Any], without: dict[str, Any]) -> None:
    assert sum(field in text for text in priced(**says).assumptions) == 1
    assert not any(field in text for text in priced(**without).assumptions)


@pytest.mark.parametrize("option", ["EC2_ON_DEMAND", "EC2_SPOT", "MANAGED_INSTANCES"])
def test_perfect_packing_follows_the_load_hour_by_hour(option: str) -> None:
    words = "the fleet follows the load hour by hour (managed scaling)"
    packing = {"profile": "cheapest", "availability_zones": 1}
    cheapest = priced(option, load=DAY, fleet=packing)
    assert words in cheapest.assumptions
    assert words not in priced(option, load=DAY).assumptions


def test_the_type_that_30_percent_would_choose() -> None:
    # One task of 1 vCPU, without room for a deployment: m7a.medium is 0.05796 × 730 + 2.40 = 44.71, while t3a.medium,
    # 0.0376 × 730 + 2.40 = 29.85, bills 1 − 2 × 0.2 vCPU at 0.05 as surplus, 21.90 more; at 30 % it bills none.
    fleet = {"deployment_headroom": False}
    whole = priced(load={"tasks": 1}, fleet=fleet)
    assert any("with 30 it would be t3a.medium" in text for text in whole.assumptions)
    third = priced(load={"tasks": 1}, fleet={**fleet, "average_cpu_percent": 30})
    assert [each.placement and each.placement.instances[0].instance_type for each in (whole, third)] == [
        "m7a.medium",
        "t3a.medium",
    ]


@pytest.mark.parametrize("load", [DAY, {"runs_per_month": "10", "seconds_per_run": "60"}])
def test_another_type_is_looked_for_in_steady_fleets_only(load: dict[str, Any]) -> None:
    assert not any("with 30" in text for text in priced(load=load).assumptions)


@pytest.mark.parametrize(
    ("tasks", "minimum", "maximum", "warned"),
    [
        (1, 100, 199, True),  # 1 × 1.99 is 1 task, and 1 must stay
        (1, 100, 200, False),  # a second task may start
        (1, 0, 100, False),  # the task may stop first
        (2, 100, 150, False),  # 3 may run
        (3, 90, 110, True),  # 3.3 is 3 tasks, and 2.7 is 3
        (10, 90, 110, False),  # 11 may run
    ],
)
@pytest.mark.parametrize("option", ["EC2_ON_DEMAND", "MANAGED_INSTANCES"])
def test_numbers_that_let_no_deployment_start(
    tasks: int, minimum: int, maximum: int, warned: bool, option: str
) -> None:
    deployment = {"minimumHealthyPercent": minimum, "maximumPercent": maximum}
    found = priced(option, load={"tasks": tasks}, deployment=deployment)
    assert any("no rolling deployment can start" in text for text in found.warnings) == warned


def test_blue_green_deployments_need_no_room_of_a_rolling_one() -> None:
    deployment = {"strategy": "BLUE_GREEN", "minimumHealthyPercent": 100, "maximumPercent": 100}
    assert not any("rolling" in text for text in priced(load={"tasks": 1}, deployment=deployment).warnings)


@pytest.mark.parametrize(("region", "warned"), [("sa-east-1", True), ("us-east-1", False)])
def test_a_region_with_few_spot_prices(region: str, warned: bool) -> None:
    assert any("few Spot prices" in text for text in priced("EC2_SPOT", region=region).warnings) == warned
    assert not any("few Spot prices" in text for text in priced(region=region).warnings)


def test_runs_say_where_they_find_room() -> None:
    runs = {"task_definition": task_definition(family="batch"), "load": {"runs_per_month": 10, "seconds_per_run": 60}}
    document: dict[str, Any] = {"region": "us-east-1", "services": [runs], "launch_options": ["EC2_ON_DEMAND"]}
    catalog = shipped_catalog()
    (alone,) = price_request(read_request(document, catalog), catalog).options
    assert any("each starts an instance" in text for text in alone.assumptions)
    web = {"task_definition": task_definition(cpu="256", memory="512"), "load": {"tasks": 2}}
    fleet = {"instance_types": ["m5.xlarge"], "deployment_headroom": False}
    together = {**document, "services": [runs, web], "fleet": fleet}
    (shared,) = price_request(read_request(together, catalog), catalog).options
    assert "runs use room that is free on instances that run anyway" in shared.assumptions
