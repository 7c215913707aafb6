"""Spot where few prices are known: no fleet of types far larger than its tasks, and the missing prices by name."""

from typing import Any

import pytest

from support_pitfalls import bill, service
from support_spot import bought, spot_catalog, spot_row

QUARTER: dict[str, Any] = {"cpu": "256", "memory": "512"}
PLAIN: dict[str, Any] = {"profile": "production", "availability_zones": 1, "deployment_headroom": False}
ON_DEMAND = {"c5.large": "0.085", "m5.large": "0.1", "r5.large": "0.13", "m5.xlarge": "0.2"}
REASON = (
    "no Spot price in us-east-1 for c5.large or a type that may take its place; the 1 of 4 types that have one are too "
    "large for these tasks"
)


@pytest.mark.parametrize("region", ["sa-east-1", "ap-southeast-1", "eu-central-1"])
@pytest.mark.parametrize("option", ["EC2_SPOT", "MANAGED_INSTANCES_SPOT"])
def test_a_quarter_of_a_vcpu_in_a_region_without_small_spot_prices(option: str, region: str) -> None:
    """The catalog has Spot prices of 4 to 32 vCPUs there, and On-Demand runs the task on 2."""
    row = bill(option, service(**QUARTER), region=region)
    assert not row["available"]
    assert row["price_missing"]
    assert f"no Spot price in {region} for t3" in row["unavailable_reason"]


def test_a_gpu_without_a_spot_price() -> None:
    """sa-east-1 has Spot prices of ordinary types alone, and g4dn.xlarge On-Demand."""
    gpu = {"name": "app", "image": "app:1", "resourceRequirements": [{"type": "GPU", "value": "1"}]}
    row = bill("EC2_SPOT", service(containerDefinitions=[gpu]), region="sa-east-1")
    reason = "no Spot price in sa-east-1 for g4dn.xlarge or a type that may take its place"
    assert (row["available"], row["unavailable_reason"], row["price_missing"]) == (False, reason, True)


def test_a_task_that_fits_nowhere_is_not_a_missing_price() -> None:
    gpus = {"name": "app", "image": "app:1", "resourceRequirements": [{"type": "GPU", "value": "32"}]}
    row = bill("EC2_SPOT", service(containerDefinitions=[gpus]), region="sa-east-1")
    assert "fits on no instance type" in row["unavailable_reason"]
    assert not row["price_missing"]


def test_many_tasks_of_the_same_region_fill_the_types_that_have_a_price() -> None:
    # 40 tasks of 1 vCPU and 4 GB are 40 vCPUs on any types
    row = bill("EC2_SPOT", service({"tasks": 40}, cpu="1024", memory="4096"), region="sa-east-1")
    assert row["available"]
    assert any(text.startswith("few Spot prices: 106 of 488 ") for text in row["warnings"])


def test_perfect_packing_takes_whatever_has_a_price() -> None:
    row = bill("EC2_SPOT", service(**QUARTER), region="sa-east-1", fleet={"profile": "cheapest"})
    assert row["available"]


def test_more_than_one_size_larger_is_not_shown() -> None:
    # 1 vCPU and 2 GB on a c5.large (2 vCPUs, 4 GiB); an m5.xlarge has twice its CPU and four times its memory
    row = spot_row(spot_catalog(ON_DEMAND, regional={"m5.xlarge": "0.09"}), **PLAIN)
    assert (row["available"], row["unavailable_reason"], row["price_missing"]) == (False, REASON, True)


def test_one_size_larger_is() -> None:
    # 6 GB on an m5.large (2 vCPUs, 8 GiB): an m5.xlarge has twice of both
    six_gb = service(cpu="1024", memory="6144")
    row = spot_row(spot_catalog(ON_DEMAND, regional={"m5.xlarge": "0.09"}), six_gb, **PLAIN)
    assert bought(row) == [("m5.xlarge", 1, "SPOT", None)]


def test_a_type_that_may_take_its_place_is_enough() -> None:
    # r5.large stands in for c5.large, though it has four times its memory and m5.xlarge is cheaper
    few = spot_catalog({**ON_DEMAND, "r5.xlarge": "0.26"}, regional={"r5.large": "0.1", "m5.xlarge": "0.09"})
    assert bought(spot_row(few, **PLAIN)) == [("m5.xlarge", 1, "SPOT", None)]


def test_half_of_the_types_are_not_few() -> None:
    row = spot_row(spot_catalog({"c5.large": "0.085", "m5.xlarge": "0.2"}, regional={"m5.xlarge": "0.09"}), **PLAIN)
    assert bought(row) == [("m5.xlarge", 1, "SPOT", None)]


def test_types_that_the_request_names_are_those_that_it_would_have() -> None:
    only = {**PLAIN, "instance_types": ["m5.xlarge"]}
    row = spot_row(spot_catalog(ON_DEMAND, regional={"m5.xlarge": "0.09"}), **only)
    assert bought(row) == [("m5.xlarge", 1, "SPOT", None)]
