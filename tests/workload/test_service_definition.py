"""ECS services: what is read, in every wrapping, and what AWS would refuse to create."""

from typing import Any

import pytest

from ecsquote.workload.service import CapacityProviderShare, ManagedVolume, ServiceDefinition
from ecsquote.workload.service_definition import parse_service_definition
from support_workload import Document, faults

STRATEGY = "/capacityProviderStrategy"


def strategy(*shares: Document, **members: Any) -> Document:
    return {"capacityProviderStrategy": list(shares), **members}


def provider(name: str = "FARGATE", **members: Any) -> Document:
    return {"capacityProvider": name, **members}


def volume(**ebs: Any) -> Document:
    return {"volumeConfigurations": [{"name": "data", "managedEBSVolume": ebs}]}


def test_nothing_said() -> None:
    assert parse_service_definition({}) == ServiceDefinition()


def test_everything_said_in_every_wrapping() -> None:
    document = {
        "serviceName": "web",
        "taskDefinition": "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7",
        "desiredCount": 4,
        "capacityProviderStrategy": [provider("FARGATE", base=2, weight=1), provider("FARGATE_SPOT", weight="3")],
        "schedulingStrategy": "REPLICA",
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": "ENABLED"}},
        "placementConstraints": [
            {"type": "distinctInstance"},
            {"type": "memberOf", "expression": "attribute:ecs.os-type == linux"},
        ],
        "placementStrategy": [
            {"type": "spread", "field": "attribute:ecs.availability-zone"},
            {"type": "binpack", "field": "MEMORY"},
            {"type": "random"},
        ],
        "deploymentConfiguration": {"maximumPercent": 200, "minimumHealthyPercent": 100},
        "volumeConfigurations": [
            {
                "name": "data",
                "managedEBSVolume": {"volumeType": "gp3", "sizeInGiB": 100, "iops": 4000, "throughput": 250},
            }
        ],
        "launchType": None,
        "deployments": [{"id": "ecs-svc/1", "status": "PRIMARY"}],
        "events": [],
    }
    expected = ServiceDefinition(
        desired_count=4,
        capacity_provider_strategy=(
            CapacityProviderShare("FARGATE", 2, 1),
            CapacityProviderShare("FARGATE_SPOT", 0, 3),
        ),
        assign_public_ip=True,
        distinct_instance=True,
        placement_expressions=("attribute:ecs.os-type == linux",),
        placement_strategy=(("spread", "attribute:ecs.availability-zone"), ("binpack", "memory"), ("random", "")),
        maximum_percent=200,
        minimum_healthy_percent=100,
        volumes=(ManagedVolume("data", 100, "gp3", 4000, 250),),
    )
    for wrapped in (document, {"service": document}, {"services": [document], "failures": []}):
        assert parse_service_definition(wrapped) == expected


def test_daemon() -> None:
    assert parse_service_definition({"schedulingStrategy": "DAEMON", "launchType": "EC2", "desiredCount": 3}).daemon


REFUSED: list[tuple[str, Document, str, str]] = [
    ("two services", {"services": [{}, {}]}, "/services", "exactly one"),
    ("no services", {"services": [], "failures": []}, "/services", "exactly one"),
    ("below none", {"desiredCount": -1}, "/desiredCount", "whole number"),
    ("half a task", {"desiredCount": 1.5}, "/desiredCount", "whole number"),
    ("launch type", {"launchType": "SPOT"}, "/launchType", "EC2, EXTERNAL, FARGATE"),
    ("scheduling", {"schedulingStrategy": "CRON"}, "/schedulingStrategy", "REPLICA"),
    ("daemon on Fargate", {"schedulingStrategy": "DAEMON", "launchType": "FARGATE"}, "/schedulingStrategy", "REPLICA"),
    (
        "daemon on Fargate Spot",
        strategy(provider("FARGATE_SPOT", weight=1), schedulingStrategy="DAEMON"),
        "/schedulingStrategy",
        "REPLICA",
    ),
    (
        "public address",
        {"networkConfiguration": {"awsvpcConfiguration": {"assignPublicIp": True}}},
        "/networkConfiguration/awsvpcConfiguration/assignPublicIp",
        "DISABLED, ENABLED",
    ),
    ("all weights 0", strategy(provider(), provider("FARGATE_SPOT", weight=0)), STRATEGY, "at least one weight"),
    ("base without weight", strategy(provider(base=1)), STRATEGY, "at least one weight"),
    ("mixed", strategy(provider(weight=1), provider("my-asg", weight=1)), STRATEGY, "must not mix"),
    ("with launch type", strategy(provider(weight=1), launchType="FARGATE"), STRATEGY, "with launchType"),
    ("nameless", strategy({"weight": 1}), f"{STRATEGY}/0/capacityProvider", "required"),
    ("reserved name", strategy(provider("fargate_spot", weight=1)), f"{STRATEGY}/0/capacityProvider", "FARGATE_SPOT"),
    ("twice", strategy(provider(weight=1), provider(weight=2)), f"{STRATEGY}/1/capacityProvider", "twice"),
    ("weight below", strategy(provider(weight=-1)), f"{STRATEGY}/0/weight", "0 to 1000"),
    ("weight above", strategy(provider(weight=1001)), f"{STRATEGY}/0/weight", "0 to 1000"),
    ("base above", strategy(provider(weight=1, base=100_001)), f"{STRATEGY}/0/base", "0 to 100000"),
    (
        "two bases",
        strategy(provider(weight=1, base=1), provider("FARGATE_SPOT", base=1)),
        f"{STRATEGY}/1/base",
        "only one",
    ),
    ("21 providers", strategy(*(provider(f"p{n}", weight=1) for n in range(21))), STRATEGY, "at most 20"),
    (
        "expression with distinctInstance",
        {"placementConstraints": [{"type": "distinctInstance", "expression": "true"}]},
        "/placementConstraints/0/expression",
        "left out",
    ),
    (
        "long expression",
        {"placementConstraints": [{"type": "memberOf", "expression": "x" * 2001}]},
        "/placementConstraints/0/expression",
        "2000",
    ),
    ("strategy type", {"placementStrategy": [{"type": "pack"}]}, "/placementStrategy/0/type", "binpack"),
    ("spread over what", {"placementStrategy": [{"type": "spread"}]}, "/placementStrategy/0/field", "required"),
    (
        "binpack on what",
        {"placementStrategy": [{"type": "binpack", "field": "disk"}]},
        "/placementStrategy/0/field",
        "cpu",
    ),
    ("six strategies", {"placementStrategy": [{"type": "random"}] * 6}, "/placementStrategy", "at most 5"),
    (
        "constraints on Fargate",
        {"launchType": "FARGATE", "placementConstraints": [{"type": "distinctInstance"}]},
        "/placementConstraints",
        "left out",
    ),
    (
        "no task could be replaced",
        {"deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 100}},
        "/deploymentConfiguration/maximumPercent",
        "more than",
    ),
    (
        "volume without size",
        volume(volumeType="gp3"),
        "/volumeConfigurations/0/managedEBSVolume/sizeInGiB",
        "snapshotId",
    ),
    (
        "volume type",
        volume(volumeType="gp4", sizeInGiB=10),
        "/volumeConfigurations/0/managedEBSVolume/volumeType",
        "gp3",
    ),
    (
        "st1 too small",
        volume(volumeType="st1", sizeInGiB=124),
        "/volumeConfigurations/0/managedEBSVolume/sizeInGiB",
        "125",
    ),
    (
        "gp3 too slow",
        volume(volumeType="gp3", sizeInGiB=10, iops=2999),
        "/volumeConfigurations/0/managedEBSVolume/iops",
        "3000",
    ),
    (
        "io2 without IOPS",
        volume(volumeType="io2", sizeInGiB=10),
        "/volumeConfigurations/0/managedEBSVolume/iops",
        "required",
    ),
    (
        "gp2 throughput",
        volume(volumeType="gp2", sizeInGiB=10, throughput=125),
        "/volumeConfigurations/0/managedEBSVolume/throughput",
        "gp3",
    ),
]


@pytest.mark.parametrize(
    ("document", "pointer", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_refused(document: Document, pointer: str, words: str) -> None:
    found = faults(parse_service_definition, document)
    assert list(found) == [pointer]
    assert words in found[pointer]


@pytest.mark.parametrize(
    "document",
    [
        strategy(provider(weight=1000, base=100_000)),
        strategy(provider(base=1), provider("FARGATE_SPOT", weight=1)),
        strategy(*(provider(f"p{n}", weight=1) for n in range(20))),
        strategy(provider("asg-a", weight=1), provider("asg-b", weight=0)),
        {"desiredCount": 0, "launchType": "EC2", "capacityProviderStrategy": []},
        {"launchType": "FARGATE", "placementConstraints": [], "placementStrategy": []},
        {"deploymentConfiguration": {"maximumPercent": 101, "minimumHealthyPercent": 100}},
        {"deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 100, "strategy": "BLUE_GREEN"}},
        {"deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 0}},
        volume(volumeType="st1", sizeInGiB=125),
        volume(snapshotId="snap-1"),
        volume(volumeType="gp3", sizeInGiB=16_384, iops=16_000, throughput=1000),
    ],
)
def test_just_inside_the_rules(document: Document) -> None:
    assert isinstance(parse_service_definition(document), ServiceDefinition)


def test_pointers_lead_into_the_wrapped_list() -> None:
    wrapped = {"services": [{"desiredCount": "many", "launchType": "SPOT"}]}
    assert set(faults(parse_service_definition, wrapped)) == {"/services/0/desiredCount", "/services/0/launchType"}


def test_a_volume_without_a_type_is_what_ebs_makes_by_default() -> None:
    (made,) = parse_service_definition(volume(sizeInGiB=10)).volumes
    assert made == ManagedVolume("data", 10, "gp2", None, None, type_assumed=True)
