"""Figures of production fleets in the shipped catalog, each with its arithmetic: which types, credits, constraints."""

from decimal import Decimal
from typing import Any

import pytest

from support_pitfalls import bill, cost, service

ROOT_VOLUME = Decimal("2.40")  # 30 GB of gp3 at 0.08 in us-east-1
QUARTER: dict[str, Any] = {"cpu": "256", "memory": "512"}
HALF: dict[str, Any] = {"cpu": "512", "memory": "1024"}
ALONE = {"deployment_headroom": False}
"""No room for one more task."""


def types(row: dict[str, Any]) -> set[str]:
    assert row["available"], row["unavailable_reason"]
    return {each["instance_type"] for each in row["placement"]["instances"]}


def constrained(expression: str, **task: Any) -> dict[str, Any]:
    constraint = {"type": "memberOf", "expression": expression}
    return service(None, {"placementConstraints": [constraint]}, **{**HALF, **task})


def test_the_first_example_runs_where_everybody_would_run_it() -> None:
    # a t3.small: two awsvpc tasks, one of them free for a deployment; 0.25 vCPU is below its 2 × 20 %
    row = bill("EC2_ON_DEMAND", service(**QUARTER))
    assert types(row) == {"t3.small"}
    assert cost(row) == Decimal("0.0208") * 730 + ROOT_VOLUME == Decimal("17.584")


def test_without_room_for_a_deployment_credits_are_worth_it() -> None:
    # a t3a.micro holds one awsvpc task; its baseline is 2 × 10 %, so that 0.25 - 0.2 vCPU are surplus
    row = bill("EC2_ON_DEMAND", service(**QUARTER), fleet=ALONE)
    assert types(row) == {"t3a.micro"}
    surplus = (Decimal("0.25") - Decimal("0.2")) * Decimal("0.05") * 730
    assert cost(row, "ec2_cpu_credits") == surplus
    assert cost(row) == Decimal("0.0094") * 730 + ROOT_VOLUME + surplus == Decimal("11.087")


def test_what_tasks_use_on_average_decides_the_credits() -> None:
    # 80 % of 0.25 vCPU are the 0.2 of the baseline
    row = bill("EC2_ON_DEMAND", service(**QUARTER), fleet={**ALONE, "average_cpu_percent": "80"})
    assert cost(row) == Decimal("0.0094") * 730 + ROOT_VOLUME


@pytest.mark.parametrize(
    ("region", "memory", "named", "hourly", "volume_gb"),
    [
        ("me-south-1", "7000", {"m5.large"}, "0.118", "0.0968"),  # 86.14 + 2.904 = 89.04, not m5d.large at 104.37
        ("ca-west-1", "14000", {"r5.large", "r6i.large"}, "0.138", "0.088"),  # 100.74 + 2.64 = 103.38
    ],
)
def test_a_price_in_the_region_proves_that_a_type_is_sold(
    region: str, memory: str, named: set[str], hourly: str, volume_gb: str
) -> None:
    bridge = service(cpu="2048", memory=memory, networkMode="bridge")
    row = bill("EC2_ON_DEMAND", bridge, region=region, fleet=ALONE)
    assert types(row) <= named
    assert cost(row) == Decimal(hourly) * 730 + 30 * Decimal(volume_gb)


@pytest.mark.parametrize(
    ("expression", "name", "monthly"),
    [
        # 0.5 vCPU on one at 20 %: 0.3 of surplus, 10.95
        ("=~ t2.*", "t2.small", Decimal("0.023") * 730 + ROOT_VOLUME + Decimal("0.3") * Decimal("0.05") * 730),
        ("== m5.large", "m5.large", Decimal("0.096") * 730 + ROOT_VOLUME),
        ("== inf1.xlarge", "inf1.xlarge", Decimal("0.228") * 730 + ROOT_VOLUME),
        # 0.5 vCPU on two at 20 %: 0.1 of surplus, 3.65; a t3.medium is 0.0416 × 730 + 2.40 = 32.77
        (
            "in [t3.small, t3.medium]",
            "t3.small",
            Decimal("0.0208") * 730 + ROOT_VOLUME + Decimal("0.1") * Decimal("0.05") * 730,
        ),
        ("=~ g5.*", "g5.xlarge", Decimal("1.006") * 730 + ROOT_VOLUME),
    ],
)
def test_a_constraint_that_names_a_type_makes_it_a_candidate(expression: str, name: str, monthly: Decimal) -> None:
    row = bill("EC2_ON_DEMAND", constrained(f"attribute:ecs.instance-type {expression}"), fleet=ALONE)
    assert types(row) == {name}
    assert cost(row) == monthly


def test_the_figures_of_constraints_in_cents() -> None:
    def cents(expression: str) -> Decimal:
        row = bill("EC2_ON_DEMAND", constrained(f"attribute:ecs.instance-type {expression}"), fleet=ALONE)
        return round(cost(row), 2)

    assert [cents(each) for each in ("=~ t2.*", "== m5.large", "== inf1.xlarge")] == [
        Decimal("30.14"),
        Decimal("72.48"),
        Decimal("168.84"),
    ]


def test_a_type_that_a_constraint_names_serves_its_service_only() -> None:
    # web is bound to inf1.xlarge; api runs where it would alone: a t3a.small with 0.1 vCPU above 2 × 20 %
    api = {**service(**HALF), "name": "api"}
    row = bill("EC2_ON_DEMAND", constrained("attribute:ecs.instance-type == inf1.xlarge"), api, fleet=ALONE)
    placed = {each["instance_type"]: each["tasks"] for each in row["placement"]["instances"]}
    assert placed == {"inf1.xlarge": {"web": 1}, "t3a.small": {"api": 1}}
    for_api = Decimal("0.0188") * 730 + ROOT_VOLUME + Decimal("0.1") * Decimal("0.05") * 730
    assert cost(row) == Decimal("0.228") * 730 + ROOT_VOLUME + for_api


def test_spot_of_a_small_task_is_an_ordinary_small_instance() -> None:
    row = bill("EC2_SPOT", service(**QUARTER))
    assert types(row) == {"t3.small"}
    assert cost(row, "ebs_volume") == ROOT_VOLUME
    assert cost(row) < Decimal("17.584")


@pytest.mark.parametrize("option", ["EC2_ON_DEMAND", "EC2_SPOT"])
def test_perfect_packing_of_a_small_task_is_no_more_expensive(option: str) -> None:
    # on Spot a t3.small below its baseline costs less than a t2.micro with credits
    packed = bill(option, service(**QUARTER), fleet={"profile": "cheapest"})
    assert cost(packed) <= cost(bill(option, service(**QUARTER)))
