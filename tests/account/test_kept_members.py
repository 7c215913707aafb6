"""What is kept is spelled as AWS spells it, and no member that can hold a secret is among it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel

from ecsquote.account.kept_members import KEPT_MEMBERS, kept_objects
from ecsquote.account.member_lists import TAGS, TEXT

SHAPES = {
    "clusters": ("ecs", "Cluster"),
    "services": ("ecs", "Service"),
    "tasks": ("ecs", "Task"),
    "task_definitions": ("ecs", "TaskDefinition"),
    "capacity_providers": ("ecs", "CapacityProvider"),
    "container_instances": ("ecs", "ContainerInstance"),
    "auto_scaling_groups": ("autoscaling", "AutoScalingGroup"),
    "instances": ("ec2", "Instance"),
    "volumes": ("ec2", "Volume"),
    "scalable_targets": ("application-autoscaling", "ScalableTarget"),
    "scaling_policies": ("application-autoscaling", "ScalingPolicy"),
    "scheduled_actions": ("application-autoscaling", "ScheduledAction"),
    "scaling_activities": ("application-autoscaling", "ScalingActivity"),
    "load_balancers": ("elbv2", "LoadBalancer"),
    "target_groups": ("elbv2", "TargetGroup"),
    "listeners": ("elbv2", "Listener"),
    "nat_gateways": ("ec2", "NatGateway"),
    "route_tables": ("ec2", "RouteTable"),
    "subnets": ("ec2", "Subnet"),
    "vpc_endpoints": ("ec2", "VpcEndpoint"),
    "addresses": ("ec2", "Address"),
    "network_interfaces": ("ec2", "NetworkInterface"),
    "log_groups": ("logs", "LogGroup"),
    "file_systems": ("efs", "FileSystemDescription"),
    "rules": ("events", "DescribeRuleResponse"),
    "schedules": ("scheduler", "GetScheduleOutput"),
    "savings_plans": ("savingsplans", "SavingsPlan"),
    "reserved_instances": ("ec2", "ReservedInstances"),
}
ADDED = {
    "task_definitions": {"tags"},  # next to the definition in AWS's answer
    "container_instances": {"clusterArn"},
    "log_groups": {"taskDefinitionArns"},
    "rules": {"Targets"},
    "load_balancers": {"VPCId", "Subnets", "Instances"},
}
ELSEWHERE = (
    ("events", "Target", KEPT_MEMBERS["rules"]["Targets"]),
    ("elb", "LoadBalancerDescription", dict.fromkeys(ADDED["load_balancers"], True)),
)
"""Members that AWS has in other shapes: those of another call, and of Classic Load Balancers."""
INSTANCE_TYPES = ("auto_scaling_groups", "Overrides")
"""The instance types of a group are called so."""
SECRETIVE = re.compile(
    r"(?i)environment(files)?|command|entrypoint|(docker)?labels|options|overrides|userdata|credential|input|password|"
    r"token(?!s)|message|events?|statusreason|stoppedreason|policydocument|keyname|eventpattern"
)


def kept_and_spelled(kept: Any, shape: Any, path: str) -> Iterator[str]:
    """Kept members that AWS's model does not have."""
    while shape.type_name == "list":
        shape = shape.member
    for name, inner in kept.items():
        if name == TEXT:
            continue
        if shape.type_name != "structure" or name not in shape.members:
            yield f"{path}.{name}"
        elif isinstance(inner, Mapping):
            yield from kept_and_spelled(inner, shape.members[name], f"{path}.{name}")


@pytest.mark.parametrize(("service", "shape", "kept"), ELSEWHERE)
def test_members_of_other_shapes_are_those_of_aws(service: str, shape: str, kept: Any) -> None:
    model = ServiceModel(Loader().load_service_model(service, "service-2"), service)
    assert list(kept_and_spelled(kept, model.shape_for(shape), shape)) == []


def names(kept: Any) -> Iterator[str]:
    for name, inner in kept.items():
        yield name
        if isinstance(inner, Mapping):
            yield from names(inner)


@pytest.mark.parametrize("name", KEPT_MEMBERS)
def test_kept_members_are_those_of_aws(name: str) -> None:
    service, shape = SHAPES[name]
    model = ServiceModel(Loader().load_service_model(service, "service-2"), service)
    kept = {each: inner for each, inner in KEPT_MEMBERS[name].items() if each not in ADDED.get(name, ())}
    assert list(kept_and_spelled(kept, model.shape_for(shape), name)) == []


@pytest.mark.parametrize("name", KEPT_MEMBERS)
def test_no_kept_member_is_named_for_what_may_be_secret(name: str) -> None:
    found = [each for each in names(KEPT_MEMBERS[name]) if SECRETIVE.fullmatch(each)]
    assert [each for each in found if (name, each) != INSTANCE_TYPES] == []


def test_an_object_where_a_value_was_is_dropped() -> None:
    odd = [{"clusterName": {"password": "x"}, "status": ["ACTIVE", {"a": "x"}], "settings": "x"}]
    assert kept_objects("clusters", odd) == [{"status": ["ACTIVE"]}]


def test_tags_of_every_spelling_keep_their_keys() -> None:
    assert TAGS in KEPT_MEMBERS["instances"].values()
    tags = [{"Key": "team", "Value": "a"}, {"Key": "owner", "Value": "b", "PropagateAtLaunch": True}]
    (kept,) = kept_objects("auto_scaling_groups", [{"Tags": tags}], {"team"})
    assert kept == {"Tags": [{"Key": "team", "Value": "a"}, {"Key": "owner"}]}
