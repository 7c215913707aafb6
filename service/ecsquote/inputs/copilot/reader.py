"""From a Copilot manifest to an estate: the service, and what Copilot makes around it."""

from collections.abc import Iterator, Mapping
from typing import Any

from ecsquote.inputs.copilot.environment import in_environment
from ecsquote.inputs.copilot.job_schedule import expression_of
from ecsquote.inputs.copilot.scaling import FARGATE, Scaling, scaling_of
from ecsquote.inputs.copilot.task_definition import log_group_name, task_definition_of
from ecsquote.inputs.decoding import Document
from ecsquote.inputs.estate.resources import Estate, Reference, Resource, SourceNote
from ecsquote.inputs.parameters import ReadingParameters

ZONES = 2
"""Copilot's environments have two zones by default."""
LOG_RETENTION_DAYS = 30
_LOAD_BALANCED = "Load Balanced Web Service"
_JOB = "Scheduled Job"
_OTHER_SERVICES = {
    "Request-Driven Web Service": "runs on App Runner",
    "Static Site": "runs on Amazon S3 and CloudFront",
}


def copilot_estate(document: Document, parameters: ReadingParameters) -> Estate:
    """The estate of one manifest in the environment that the parameters name; InputError for an unknown one."""
    manifest = in_environment(document.value, parameters.environment)
    name, kind = str(manifest["name"]), str(manifest["type"])
    if kind in _OTHER_SERVICES:
        return Estate(resources=(Resource(name, kind, f"{kind}: {_OTHER_SERVICES[kind]}"),))
    definition = Resource(
        f"{name} (task definition)", "task definition", "AWS::ECS::TaskDefinition", task_definition_of(manifest)
    )
    assumed = [] if parameters.environment or not document.value.get("environments") else [_no_environment(name)]
    try:
        made = tuple(_job(name, manifest) if kind == _JOB else _service(name, manifest))
    except ValueError as error:
        return Estate(resources=(Resource(name, kind, kind),), faults=(SourceNote(name, str(error)),))
    return Estate(
        resources=(*made, definition, _log_group(name, manifest)),
        assumed=tuple(assumed),
        warnings=tuple(_warnings(name, manifest)),
    )


def _no_environment(name: str) -> SourceNote:
    return SourceNote(name, "no environment is named: the manifest's own values are taken; --environment names one")


def _service(name: str, manifest: Mapping[str, Any]) -> Iterator[Resource]:
    kind = str(manifest["type"])
    scaling = scaling_of(manifest.get("count"))
    properties: dict[str, Any] = {
        "serviceName": name,
        "taskDefinition": Reference(f"{name} (task definition)"),
        "desiredCount": scaling.tasks if scaling.tasks is not None else scaling.minimum,
        "networkConfiguration": {"awsvpcConfiguration": {"assignPublicIp": _public_ip(manifest)}},
        **_launch(scaling),
    }
    if kind == _LOAD_BALANCED:
        balancers = list(_load_balancers(name, manifest))
        targets = [one for one in balancers if one.kind.endswith("TargetGroup")]
        properties["loadBalancers"] = [{"targetGroupArn": Reference(target.source)} for target in targets]
        yield from balancers
    yield Resource(name, kind, "AWS::ECS::Service", properties)
    if scaling.tasks is None:
        limits = {"MinCapacity": scaling.minimum, "MaxCapacity": scaling.maximum}
        yield Resource(
            f"{name}.count.range",
            "count.range",
            "AWS::ApplicationAutoScaling::ScalableTarget",
            {"ResourceId": Reference(name), **limits},
        )


def _launch(scaling: Scaling) -> Mapping[str, Any]:
    if scaling.strategy:
        return {"capacityProviderStrategy": list(scaling.strategy)}
    return {"launchType": FARGATE}


def _load_balancers(name: str, manifest: Mapping[str, Any]) -> Iterator[Resource]:
    """The Application Load Balancer of `http` (there unless it is false) and the Network Load Balancer of `nlb`."""
    if manifest.get("http") is not False:
        yield from _load_balancer(f"{name}.http", "application", "http")
    if isinstance(manifest.get("nlb"), Mapping):
        yield from _load_balancer(f"{name}.nlb", "network", "nlb")


def _load_balancer(source: str, balancer: str, section: str) -> Iterator[Resource]:
    prefix = "AWS::ElasticLoadBalancingV2::"
    subnets = [f"public subnet {number + 1}" for number in range(ZONES)]
    group, listener = f"{source} (target group)", f"{source} (listener)"
    properties = {"Type": balancer, "Scheme": "internet-facing", "Subnets": subnets}
    yield Resource(source, section, prefix + "LoadBalancer", properties)
    yield Resource(group, "target group", prefix + "TargetGroup", {})
    actions = [{"Type": "forward", "TargetGroupArn": Reference(group)}]
    yield Resource(
        listener, "listener", prefix + "Listener", {"LoadBalancerArn": Reference(source), "DefaultActions": actions}
    )


def _log_group(name: str, manifest: Mapping[str, Any]) -> Resource:
    """The log group of all containers.

    Source: "logging", https://aws.github.io/copilot-cli/docs/manifest/lb-web-service/
    """
    logging = manifest.get("logging")
    retention = logging.get("retention") if isinstance(logging, Mapping) else None
    properties = {"LogGroupName": log_group_name(name), "RetentionInDays": retention or LOG_RETENTION_DAYS}
    return Resource(f"{name}.logging", "logging", "AWS::Logs::LogGroup", properties)


def _job(name: str, manifest: Mapping[str, Any]) -> Iterator[Resource]:
    on = manifest.get("on")
    schedule = on.get("schedule") if isinstance(on, Mapping) else None
    if not isinstance(schedule, str):
        raise ValueError("on.schedule is missing: a scheduled job runs by it")
    expression = expression_of(schedule)
    network = {"AwsvpcConfiguration": {"AssignPublicIp": _public_ip(manifest)}}
    target = {
        "EcsParameters": {
            "TaskDefinitionArn": Reference(f"{name} (task definition)"),
            "TaskCount": 1,
            "LaunchType": FARGATE,
            "NetworkConfiguration": network,
        }
    }
    state = "ENABLED" if expression else "DISABLED"
    properties = {"ScheduleExpression": expression or "rate(1 day)", "State": state, "Targets": [target]}
    yield Resource(name, str(manifest["type"]), "AWS::Events::Rule", properties)


def _placement(manifest: Mapping[str, Any]) -> object:
    network = manifest.get("network")
    vpc = network.get("vpc") if isinstance(network, Mapping) else None
    return vpc.get("placement") if isinstance(vpc, Mapping) else None


def _public_ip(manifest: Mapping[str, Any]) -> str:
    """Tasks stand in public subnets, with addresses of their own, unless placement says otherwise."""
    return "ENABLED" if _placement(manifest) in (None, "public") else "DISABLED"


def _warnings(name: str, manifest: Mapping[str, Any]) -> Iterator[SourceNote]:
    if _placement(manifest) == "private":
        words = "placement private: the environment may have NAT gateways, which the manifest does not show"
        yield SourceNote(name, f"{words}; give nat_gateways in a usage file")
