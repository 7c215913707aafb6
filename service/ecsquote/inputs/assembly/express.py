"""Express Mode services: a Fargate service, its scaling and its share of a load balancer in one resource.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/express-service-work.html and
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateExpressGatewayService.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ecsquote.inputs.assembly.load import AVERAGE, read_range
from ecsquote.inputs.assembly.network import Network
from ecsquote.inputs.assembly.parts import AssemblyContext, ServicePart
from ecsquote.inputs.assembly.services import join_task_definition
from ecsquote.inputs.assembly.task_definitions import as_name, read_task_definition
from ecsquote.inputs.assembly.values import member, text, whole, why_unknown
from ecsquote.inputs.estate.resources import Resource, Unresolved

EXPRESS = "AWS::ECS::ExpressGatewayService"
DEFAULT_MINIMUM = 1
_CONTAINER = "Main"
_NO_SIZE = "it is not given, and AWS's pages disagree about the default (256 and 512, or 1024 and 2048)"


def express_parts(context: AssemblyContext) -> Iterator[ServicePart]:
    """Every Express Mode service of the estate."""
    for resource in context.index.of_kind(EXPRESS):
        yield _part(resource, context)


def _part(resource: Resource, context: AssemblyContext) -> ServicePart:
    properties = resource.properties
    part = ServicePart(resource.source, resource, text(properties.get("serviceName")))
    part.made_of.append(resource.source)
    part.cluster = context.index.cluster_of(resource)
    own = properties.get("taskDefinitionArn")
    if own is not None:
        join_task_definition(part, own, context)
    else:
        made = Resource(resource.source, resource.type, resource.kind, _task_definition(resource), resource.region)
        read_task_definition(part, made, context.parameters.default_size)
    part.definition = {"launchType": "FARGATE"}
    part.subnets = member(properties, "networkConfiguration", "subnets")
    _public_address(part, Network(context.index))
    _read_scaling(part, properties.get("scalingTarget"), context.usage_of(part.source, AVERAGE))
    return part


def _read_scaling(part: ServicePart, target: object, given: object | None) -> None:
    minimum = member(target, "minTaskCount")
    known = DEFAULT_MINIMUM if minimum is None else whole(minimum)
    if known is None:
        part.notes.workload_unknown(part.source, f"minTaskCount: {why_unknown(minimum)}", None)
    else:
        read_range(part, known, member(target, "maxTaskCount"), given)


def _task_definition(resource: Resource) -> dict[str, Any]:
    properties = resource.properties
    container = member(properties, "primaryContainer")
    given = container if isinstance(container, Mapping) else {}
    unknown = Unresolved(_NO_SIZE)
    log_group = member(given, "awsLogsConfiguration", "logGroup")
    document: dict[str, Any] = {
        "family": as_name(text(properties.get("serviceName")) or resource.source),
        "cpu": properties.get("cpu", unknown),
        "memory": properties.get("memory", unknown),
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [
            {
                "name": _CONTAINER,
                "image": given.get("image"),
                "essential": True,
                "secrets": given.get("secrets"),
                "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": log_group}},
            }
        ],
    }
    if properties.get("cpuArchitecture") is not None:
        document["runtimePlatform"] = {"cpuArchitecture": properties["cpuArchitecture"]}
    return document


def _public_address(part: ServicePart, network: Network) -> None:
    """Tasks in public subnets have addresses of their own; which subnets these are, their routes say."""
    pointer = "/service_definition/networkConfiguration"
    if part.subnets is None:
        what = "no subnets: the default VPC's public subnets, where each task has a public IPv4 address"
        part.notes.assume(part.source, what, pointer)
        public: bool | None = True
    else:
        known = [network.is_public(subnet) for subnet in network.subnets(part.subnets)]
        public = known[0] if len(set(known)) == 1 else None
    if public is None:
        what = "assignPublicIp: whether its subnets are public is not in the file"
        part.notes.workload_unknown(part.source, what, "DISABLED", pointer)
    address = "ENABLED" if public else "DISABLED"
    part.definition["networkConfiguration"] = {"awsvpcConfiguration": {"assignPublicIp": address}}
