"""Pitfalls 21 to 34: what fits on an instance, what comes with it, Managed Instances, ECS Anywhere."""

from decimal import Decimal
from typing import Any

import pytest

from support_pitfalls import M5_LARGE, bill, container, cost, document, instances, service, shows

M5 = Decimal("0.096")  # m5.large, us-east-1: 2 vCPU, 8192 MiB, three network interfaces
SMALL: dict[str, Any] = {"cpu": "128", "memory": "256"}


def ec2(*services: dict[str, Any], option: str = "EC2_ON_DEMAND", **fleet: Any) -> dict[str, Any]:
    return bill(option, *services, fleet={**M5_LARGE, **fleet})


def test_pitfall_21_an_instance_registers_less_than_its_nominal_memory() -> None:
    row = ec2(service({"tasks": 2}, cpu="256", memory="4096"))
    shows(cost(row, "ec2_compute"), 2 * 730 * M5, naive=730 * M5)  # 2 × 4096 = 8192 MiB, the nominal size to the byte


def test_pitfall_22_network_interfaces_limit_awsvpc_tasks() -> None:
    ten = service({"tasks": 10}, **SMALL)
    assert instances(ec2(ten)) == 5  # three interfaces less its own: two tasks, not the 16 that 2 vCPU would hold
    assert instances(ec2(ten, eni_trunking=True)) == 1  # ten with trunking
    assert instances(ec2(service({"tasks": 10}, **{**SMALL, "networkMode": "bridge"}))) == 1
    burstable: dict[str, Any] = {
        "instance_types": ["t3.large"],
        "eni_trunking": True,
    }
    assert instances(ec2(ten, **burstable)) == 5  # no T type has trunking
    windows = service({"tasks": 10}, runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"})
    assert instances(ec2(windows, eni_trunking=True)) == 5  # trunking is for Linux


def test_pitfall_23_a_host_port_is_taken_once_an_instance() -> None:
    def three(host_port: int) -> dict[str, Any]:
        ports = [{"containerPort": 80, "hostPort": host_port}]
        return service(
            {"tasks": 3}, networkMode="bridge", **SMALL, containerDefinitions=[container(portMappings=ports)]
        )

    assert instances(ec2(three(8080))) == 3
    assert instances(ec2(three(0))) == 1


def test_pitfall_24_the_soft_limit_is_what_ecs_reserves() -> None:
    soft = [container(cpu=64, memory=2048, memoryReservation=512)]
    row = ec2(service({"tasks": 12}, networkMode="bridge", cpu=None, memory=None, containerDefinitions=soft))
    assert instances(row) == 1  # 12 × 512 = 6144 MiB; by the hard limit three an instance, so four
    whole = service({"tasks": 12}, networkMode="bridge", cpu=None, memory="2048", containerDefinitions=soft)
    assert instances(ec2(whole)) == 4  # the task's own memory goes before its containers'


def test_pitfall_25_daemons_take_room_on_every_instance() -> None:
    tasks = service({"tasks": 2}, networkMode="bridge", cpu="256", memory="3500")
    agent = service(
        {"tasks": 0}, {"schedulingStrategy": "DAEMON"}, family="agent", networkMode="bridge", cpu="128", memory="1024"
    )
    assert instances(ec2(tasks)) == 1  # 7000 MiB
    assert instances(ec2(tasks, {**agent, "name": "agent"})) == 2  # 8024 MiB are more than an m5.large registers
    assert instances(ec2(agent)) == 1
    assert instances(ec2(agent, availability_zones=3)) == 3  # one in each, whatever runs there
    assert instances(ec2(agent, availability_zones=3, min_instances=4)) == 4


def test_pitfall_26_target_capacity_and_the_group_s_minimum_are_paid() -> None:
    four = service({"tasks": 8}, cpu="1024", memory="2048", networkMode="bridge")
    assert instances(ec2(four)) == 4  # two vCPUs each
    shows(cost(ec2(four, target_capacity_percent=80), "ec2_compute"), 5 * 730 * M5, naive=4 * 730 * M5)
    assert instances(ec2(service(), min_instances=3)) == 3


def test_pitfall_27_idle_capacity_is_paid_and_shown() -> None:
    row = ec2(service(cpu="512", memory="1024"))
    shows(cost(row, "ec2_compute"), 730 * M5, naive=730 * M5 / 4)  # a quarter of its CPU is used
    assert Decimal(row["placement"]["idle_share"]) == Decimal("0.75")


def test_pitfall_28_a_gpu_task_needs_gpus_and_fargate_has_none() -> None:
    gpu = [container(resourceRequirements=[{"type": "GPU", "value": "1"}])]
    three = service({"tasks": 3}, containerDefinitions=gpu)
    assert not bill("FARGATE", three)["available"]
    row = bill("EC2_ON_DEMAND", three, fleet={**M5_LARGE, "instance_types": ["g6.xlarge", "m5.large"]})
    # one GPU each: three g6.xlarge, though by network interfaces, CPU and memory two m5.large hold them
    shows(cost(row, "ec2_compute"), 3 * 730 * Decimal("0.8048"), naive=2 * 730 * M5)


def test_pitfall_29_an_instance_bills_at_least_a_minute_a_start() -> None:
    # 4,380 runs of 10 s are billed as 60 s: 73 hours on a tenth of the month, not 12 hours
    row = ec2(service({"runs_per_month": 4380, "seconds_per_run": "10"}))
    shows(cost(row, "ec2_compute"), 73 * M5, naive=Decimal(43_800) / 3600 * M5)


@pytest.mark.parametrize("option", ["EC2_ON_DEMAND", "EC2_SPOT"])
def test_pitfall_30_t_types_burst_at_a_price(option: str) -> None:
    fleet = {**M5_LARGE, "instance_types": ["t3.large"], "average_cpu_percent": "80"}
    row = bill(option, service(), fleet=fleet)
    # 80 % of 1 vCPU on a baseline of 30 % of two vCPUs: 0.8 - 0.6 at 0.05 a vCPU-hour; on Spot too
    shows(cost(row, "ec2_cpu_credits"), 730 * Decimal("0.2") * Decimal("0.05"), naive=Decimal(0))


def test_pitfall_30_windows_credits_have_a_price_of_their_own_which_is_not_known() -> None:
    fleet = {**M5_LARGE, "instance_types": ["t3.large"], "average_cpu_percent": "80"}
    windows = service(runtimePlatform={"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"})
    row = bill("EC2_ON_DEMAND", windows, region="us-west-2", fleet=fleet)
    assert not row["available"]
    assert "CPUCredits:t3" in row["unavailable_reason"]
    within = bill("EC2_ON_DEMAND", windows, region="us-west-2", fleet={**fleet, "average_cpu_percent": "30"})
    assert cost(within, "ec2_cpu_credits") == 0


def test_pitfall_31_root_volumes_and_the_volume_of_every_task() -> None:
    volume = {
        "name": "data",
        "managedEBSVolume": {"sizeInGiB": 100, "volumeType": "gp3", "roleArn": "arn:aws:iam::1:role/e"},
    }
    mounted: dict[str, Any] = {
        "volumes": [{"name": "data", "configuredAtLaunch": True}],
        "containerDefinitions": [container(mountPoints=[{"sourceVolume": "data", "containerPath": "/data"}])],
    }
    row = ec2(service({"tasks": 4}, {"volumeConfigurations": [volume]}, **mounted))
    # two awsvpc tasks an instance: two roots of 30 GB, and four volumes of 100 GB, at 0.08 a GB-month
    shows(cost(row, "ebs_volume"), (2 * 30 + 4 * 100) * Decimal("0.08"), naive=(2 * 30 + 100) * Decimal("0.08"))


def test_pitfall_32_a_spot_price_that_is_missing_is_not_zero_and_an_old_one_says_so() -> None:
    row = bill("EC2_SPOT", service(), region="sa-east-1", fleet=M5_LARGE)
    assert not row["available"]  # the catalog has no Spot price of m5.large there
    assert "Spot price" in row["unavailable_reason"]
    quote = document("EC2_SPOT", service(), fleet=M5_LARGE)
    shows(cost(quote["options"][0], "ec2_compute"), 730 * Decimal("0.0439"), naive=730 * M5)
    assert any("Spot prices move" in text for text in quote["catalog"]["warnings"])


def test_pitfall_33_the_managed_instances_fee_is_its_own_on_spot_and_on_gpus() -> None:
    fee = 730 * Decimal("0.01152")
    shows(cost(ec2(service(), option="MANAGED_INSTANCES"), "managed_instances_fee"), fee, naive=Decimal(0))
    spot = ec2(service(), option="MANAGED_INSTANCES_SPOT")
    shows(cost(spot, "managed_instances_fee"), fee, naive=730 * Decimal("0.12") * Decimal("0.0439"))
    gpu = service(containerDefinitions=[container(resourceRequirements=[{"type": "GPU", "value": "1"}])])
    row = bill("MANAGED_INSTANCES", gpu, fleet={**M5_LARGE, "instance_types": ["g6.xlarge"]})
    # 7.8 % of 0.8048 since July 2026, not 12 %
    shows(
        cost(row, "managed_instances_fee"), 730 * Decimal("0.0627744"), naive=730 * Decimal("0.12") * Decimal("0.8048")
    )


def test_pitfall_34_ecs_anywhere_bills_whole_hours_and_has_a_trial() -> None:
    rate = Decimal("0.01025")
    row = bill("EXTERNAL", service(networkMode="bridge"), external={"instances": 30, "hours": "100.1"})
    shows(cost(row), 30 * 101 * rate, naive=30 * Decimal("100.1") * rate)
    trial = bill("EXTERNAL", service(networkMode="bridge"), external={"instances": 30, "hours": "100.1", "trial": True})
    shows(cost(trial), (30 * 101 - 2200) * rate, naive=Decimal(0))
