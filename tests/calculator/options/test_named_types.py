"""What constraints and devices ask for, at the shipped prices: types by name, ARM, Neuron devices, GPU fractions."""

from decimal import Decimal
from typing import Any

import pytest

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.quotes import OptionQuote
from support_catalog import shipped_catalog
from support_workload import container, task_definition

ROOT_VOLUME = Decimal("2.40")  # 30 GB of gp3 at 0.08
HOURS = 730
SURPLUS = Decimal("0.05")
"""A surplus vCPU-hour of T2 and T3; T4g: 0.04."""


def on_demand(
    task: dict[str, Any], *, constraint: str | None = None, region: str = "us-east-1", **fleet: Any
) -> OptionQuote:
    """One task on EC2 On-Demand without room for a deployment."""
    service: dict[str, Any] = {"task_definition": task}
    if constraint is not None:
        service["service_definition"] = {"placementConstraints": [{"type": "memberOf", "expression": constraint}]}
    document = {
        "region": region,
        "services": [service],
        "launch_options": ["EC2_ON_DEMAND"],
        "fleet": {"deployment_headroom": False, **fleet},
    }
    catalog = shipped_catalog()
    (option,) = price_request(read_request(document, catalog), catalog).options
    return option


def types(option: OptionQuote) -> list[str]:
    assert option.placement is not None, option.unavailable_reason
    return [row.instance_type for row in option.placement.instances]


HALF = task_definition(cpu="512", memory="1024")


@pytest.mark.parametrize("profile", ["production", "cheapest"])
@pytest.mark.parametrize(
    ("constraint", "name", "hourly", "surplus_vcpus"),
    [
        # 0.5 vCPU above a baseline of 0.2 (t2.small) or 2 × 0.2 (t3.small)
        ("attribute:ecs.instance-type =~ t2.*", "t2.small", "0.023", "0.3"),
        ("attribute:ecs.instance-type == t2.small", "t2.small", "0.023", "0.3"),
        ("attribute:ecs.instance-type in [t3.small, t3.medium]", "t3.small", "0.0208", "0.1"),
        ("attribute:ecs.instance-type == m5.large", "m5.large", "0.096", "0"),
        ("attribute:ecs.instance-type =~ g5.*", "g5.xlarge", "1.006", "0"),
        ("attribute:ecs.instance-type == inf1.xlarge", "inf1.xlarge", "0.228", "0"),
    ],
)
def test_a_type_that_a_constraint_names(
    constraint: str, name: str, hourly: str, surplus_vcpus: str, profile: str
) -> None:
    option = on_demand(HALF, constraint=constraint, profile=profile)
    assert types(option) == [name]
    assert option.monthly == (Decimal(hourly) + Decimal(surplus_vcpus) * SURPLUS) * HOURS + ROOT_VOLUME


@pytest.mark.parametrize("where", ["task", "service"])
def test_a_constraint_to_arm_without_a_platform(where: str) -> None:
    constraint = "attribute:ecs.cpu-architecture == arm64"
    placement = [{"type": "memberOf", "expression": constraint}]
    task = task_definition(cpu="512", memory="1024", placementConstraints=placement if where == "task" else None)
    option = on_demand(task, constraint=constraint if where == "service" else None)
    assert option.cpu_architecture == "ARM64"
    assert types(option) == ["t4g.small"]
    # 0.5 vCPU above 2 × 0.2, at 0.04 for a surplus vCPU-hour
    assert option.monthly == (Decimal("0.0168") + Decimal("0.1") * Decimal("0.04")) * HOURS + ROOT_VOLUME
    assert f'web: built for ARM64, because of the placement constraint "{constraint}"' in option.assumptions


def test_a_platform_wins_over_a_constraint() -> None:
    task = task_definition(runtimePlatform={"cpuArchitecture": "X86_64"})
    option = on_demand(task, constraint="attribute:ecs.cpu-architecture == arm64")
    assert option.cpu_architecture == "X86_64"
    assert option.unavailable_reason is not None
    assert "does not run X86_64" in option.unavailable_reason


def test_a_constraint_that_leaves_both_architectures() -> None:
    option = on_demand(HALF, constraint="attribute:ecs.cpu-architecture in [arm64, x86_64]")
    assert (option.cpu_architecture, types(option)) == ("X86_64", types(on_demand(HALF)))


@pytest.mark.parametrize(
    ("constraint", "region", "reason"),
    [
        (
            "attribute:ecs.instance-type == m9z.large",
            "us-east-1",
            "web: m9z.large is not an instance type of this price catalog",
        ),
        (
            "attribute:ecs.instance-type in [m9z.large, m9y.large]",
            "us-east-1",
            "web: m9y.large, m9z.large are not instance types of this price catalog",
        ),
        (
            "attribute:ecs.instance-type =~ m9z.*",
            "us-east-1",
            "web: no instance type of this price catalog satisfies the placement constraint "
            '"attribute:ecs.instance-type =~ m9z.*"',
        ),
        (
            "attribute:ecs.instance-type == inf1.xlarge",
            "me-central-1",
            "web: inf1.xlarge, which its placement constraint names, has no Linux On-Demand price in me-central-1",
        ),
    ],
)
def test_types_that_nobody_can_buy(constraint: str, region: str, reason: str) -> None:
    assert on_demand(HALF, constraint=constraint, region=region).unavailable_reason == reason


def test_an_unknown_type_next_to_a_known_one() -> None:
    option = on_demand(HALF, constraint="attribute:ecs.instance-type in [m9z.large, t3.small]")
    assert types(option) == ["t3.small"]


@pytest.mark.parametrize("profile", ["production", "cheapest"])
def test_why_nothing_fits_names_a_sensible_type(profile: str) -> None:
    reason = on_demand(HALF, constraint="attribute:ecs.instance-type == m7g.large", profile=profile).unavailable_reason
    assert reason is not None
    assert "m7g.large does not run X86_64" in reason
    assert "u7in" not in reason


def test_burstable_is_off() -> None:
    option = on_demand(HALF, instance_types=["t3.*"], burstable=False)
    assert option.unavailable_reason == (
        "fleet.burstable is false, and every type of fleet.instance_types with a Linux On-Demand price in us-east-1 "
        "is burstable"
    )
    # other types of the patterns are left
    assert types(on_demand(HALF, instance_types=["t3.*", "m5.large"], burstable=False)) == ["m5.large"]


def devices(*numbers: int) -> dict[str, Any]:
    paths = [f"/dev/neuron{number}" for number in numbers]
    listed = [{"hostPath": path, "containerPath": path} for path in paths]
    return task_definition(container(linuxParameters={"devices": listed}), cpu="512", memory="1024")


@pytest.mark.parametrize(
    ("numbers", "name", "hourly"),
    [([0], "inf1.xlarge", "0.228"), ([0, 1, 2, 3], "inf1.6xlarge", "1.18")],  # one device, and the next size has 4
)
def test_neuron_devices_by_path(numbers: list[int], name: str, hourly: str) -> None:
    option = on_demand(devices(*numbers))
    assert types(option) == [name]
    assert option.monthly == Decimal(hourly) * HOURS + ROOT_VOLUME


def gpu(value: str) -> dict[str, Any]:
    requirement = {"type": "GPU", "value": value}
    return task_definition(container(resourceRequirements=[requirement]), cpu="512", memory="1024")


@pytest.mark.parametrize(
    ("value", "name"),
    [("0.125", "g6f.large"), ("0.2", "g6f.2xlarge"), ("0.5", "g6f.4xlarge"), ("1", "g4dn.xlarge")],
)
@pytest.mark.parametrize("profile", ["production", "cheapest"])
def test_fractions_of_gpus(value: str, name: str, profile: str) -> None:
    assert types(on_demand(gpu(value), profile=profile)) == [name]


def test_two_tasks_do_not_share_a_fraction() -> None:
    task = gpu("0.25")
    document = {
        "region": "us-east-1",
        "services": [{"task_definition": task, "load": {"tasks": 2}}],
        "launch_options": ["EC2_ON_DEMAND"],
        "fleet": {"profile": "cheapest"},
    }
    catalog = shipped_catalog()
    (option,) = price_request(read_request(document, catalog), catalog).options
    assert option.placement is not None
    assert [(row.instance_type, row.count) for row in option.placement.instances] == [("g6f.2xlarge", 2)]


def test_what_stops_a_fraction() -> None:
    reason = on_demand(gpu("0.75")).unavailable_reason
    assert reason is not None
    assert "1/2 of a GPU, one task needs 3/4 of a GPU" in reason  # the largest fraction there is
