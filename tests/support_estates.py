"""Estates written by hand, as a reader of any format would give them, and what is assembled of them."""

from typing import Any

from ecsquote.contract.workloads import InputFormat, WorkloadReading
from ecsquote.inputs.assembly import assemble
from ecsquote.inputs.estate.resources import Estate, Reference, Resource
from ecsquote.inputs.parameters import ReadingParameters

REGION = "eu-west-1"
TASK_SOURCE = "aws_ecs_task_definition.web"
SERVICE_SOURCE = "aws_ecs_service.web"
CLUSTER_SOURCE = "aws_ecs_cluster.shop"


def resource(source: str, kind: str, region: str | None = REGION, /, **properties: Any) -> Resource:
    """A resource whose type in its file is the first part of its address."""
    return Resource(source, source.split(".", maxsplit=1)[0], kind, properties, region)


def task_definition(source: str = TASK_SOURCE, /, **members: Any) -> Resource:
    """A task definition of 0.25 vCPU and 0.5 GB for Fargate, with members added or (None) removed."""
    base = {
        "family": "web",
        "cpu": "256",
        "memory": "512",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [{"name": "app", "image": "app:1", "essential": True}],
    }
    return resource(source, "AWS::ECS::TaskDefinition", **_with(base, members))


def ec2_task_definition(source: str = TASK_SOURCE, /, **members: Any) -> Resource:
    """The same without requiresCompatibilities and network mode."""
    return task_definition(source, **{"requiresCompatibilities": None, "networkMode": None, **members})


def service(source: str = SERVICE_SOURCE, region: str | None = REGION, /, **members: Any) -> Resource:
    """A service of three tasks on Fargate, with members added or (None) removed."""
    base = {
        "serviceName": "web",
        "taskDefinition": Reference(TASK_SOURCE, "arn"),
        "desiredCount": 3,
        "launchType": "FARGATE",
    }
    return resource(source, "AWS::ECS::Service", region, **_with(base, members))


def cluster(source: str = CLUSTER_SOURCE, /, **members: Any) -> Resource:
    """A cluster named shop."""
    return resource(source, "AWS::ECS::Cluster", **{"clusterName": "shop", **members})


def read(
    *resources: Resource,
    input_format: InputFormat = InputFormat.TERRAFORM_PLAN,
    estate_region: str | None = None,
    usage: dict[str, dict[str, Any]] | None = None,
    **parameters: Any,
) -> WorkloadReading:
    """The workload that is assembled of these resources."""
    given = ReadingParameters(**parameters)
    return assemble(Estate(resources=resources, region=estate_region), input_format, given, usage)


def only_service(reading: WorkloadReading) -> dict[str, Any]:
    """The one service of the one request."""
    [request] = reading.requests
    [found] = request["services"]
    return dict(found)


def places(reading: WorkloadReading) -> dict[str, str]:
    """Where each resource went."""
    found = {each.source: each.place.value for each in reading.resources}
    assert len(found) == len(reading.resources), "a resource is listed twice"
    return found


def _with(base: dict[str, Any], members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**base, **members}.items() if value is not None}
