"""Which form a document has, by its content; a file's name is not asked, but for Terraform's folders and the CDK's."""

from collections.abc import Callable, Mapping
from typing import Any

from ecsquote.contract.workloads import InputFormat
from ecsquote.inputs.ecs_spelling import ecs_properties

COPILOT_TYPES = frozenset(
    {
        "Load Balanced Web Service", "Backend Service", "Worker Service", "Request-Driven Web Service",
        "Scheduled Job", "Static Site",
    }
)  # fmt: skip
"""Source: https://aws.github.io/copilot-cli/docs/manifest/overview/"""
REQUEST_FIELDS = frozenset(
    {"region", "services", "usage", "launch_options", "cpu_architectures", "fleet", "savings_plan", "discounts",
     "hours_per_month", "external", "catalog_version", "current", "spot"}
)  # fmt: skip
"""Fields of a quote request that no other form has at its top, but for `services`."""
_LOOP = "Fn::ForEach::"
_SAM_TRANSFORM = "AWS::Serverless-2016-10-31"
_ECS_LISTS = {
    "services": ("serviceName", "serviceArn", "taskDefinition"),
    "tasks": ("taskArn", "taskDefinitionArn"),
    "clusters": ("clusterName", "clusterArn"),
    "capacityProviders": ("capacityProviderArn", "autoScalingGroupProvider", "managedInstancesProvider"),
    "taskDefinitions": ("containerDefinitions",),
}
"""What `aws ecs describe-…` prints: a list under this key, of objects with one of these members."""
_OF_A_CONTAINER = frozenset({"image", "memory", "memoryReservation", "essential", "portMappings", "logConfiguration"})
_OF_A_SERVICE = frozenset(
    {"desiredCount", "launchType", "capacityProviderStrategy", "deploymentConfiguration", "networkConfiguration",
     "schedulingStrategy", "loadBalancers", "placementStrategy", "enableExecuteCommand", "propagateTags"}
)  # fmt: skip
_ENOUGH = 2
_CAPITALS = frozenset(
    {"ContainerDefinitions", "TaskDefinition", "TaskDefinitions", "Service", "Services", "ServiceName", "ServiceArn",
     "TaskDefinitionArn", "Clusters", "Tasks"}
)  # fmt: skip


def form_of(value: object) -> InputFormat | None:
    """The form of one document; None where it is none that holds a workload."""
    return next((form for form, holds in _FORMS if holds(value)), None)


def as_the_api_spells_it(value: Any) -> Any:
    """An ECS document that begins its names with capitals (.NET, PowerShell) in the API's spelling; others as are."""
    first = value[0] if isinstance(value, list) and value else value
    if not isinstance(first, dict) or _CAPITALS.isdisjoint(first) or form_of(value) is not None:
        return value
    spelled = ecs_properties(_without_constants(value))
    return spelled if is_ecs_document(spelled) else value


def _without_constants(value: Any) -> Any:
    """A value in which {"Value": "awsvpc"}, as PowerShell writes constants of .NET, is the text alone."""
    if isinstance(value, dict):
        if value.keys() == {"Value"} and isinstance(value["Value"], str):
            return value["Value"]
        return {name: _without_constants(item) for name, item in value.items()}
    return [_without_constants(item) for item in value] if isinstance(value, list) else value


def is_manifest_of_cdk(value: object) -> bool:
    """Whether a document is the manifest.json of a cdk.out folder."""
    return isinstance(value, dict) and isinstance(value.get("artifacts"), dict) and "version" in value


def is_ecs_document(value: object) -> bool:
    """Whether a document is one that AWS's ECS API takes or prints, or a bare list of container definitions."""
    if isinstance(value, list):
        return bool(value) and (_are_containers(value) or all(map(is_ecs_document, value)))
    if not isinstance(value, dict):
        return False
    if isinstance(value.get("taskDefinition"), dict) or isinstance(value.get("service"), dict):
        return True
    members = ("containerDefinitions", "serviceName", "serviceArn", "taskDefinitionArn", "clusterArn")
    if any(name in value for name in members) or _is_run_task(value) or _is_described(value):
        return True
    return is_service_without_name(value)


def is_service_without_name(value: Mapping[str, Any]) -> bool:
    """Whether an object has the members of a service alone, as deployment tools keep them without its name."""
    return len(_OF_A_SERVICE & value.keys()) >= _ENOUGH and "services" not in value


def is_described(value: object) -> bool:
    """Whether a document is an answer of `aws ecs describe-services`, `describe-tasks` or `describe-clusters`."""
    return isinstance(value, dict) and _is_described(value)


def _is_described(value: Mapping[str, Any]) -> bool:
    return any(
        isinstance(entries := value.get(key), list)
        and all(isinstance(entry, dict) and any(name in entry for name in members) for entry in entries)
        and (bool(entries) or "failures" in value)
        for key, members in _ECS_LISTS.items()
    )


def _is_run_task(value: Mapping[str, Any]) -> bool:
    return isinstance(value.get("taskDefinition"), str) and "services" not in value


def _are_containers(value: list[Any]) -> bool:
    """Container definitions have a name or an image each, and one of them at least what only containers have."""
    return all(isinstance(one, dict) and ("image" in one or "name" in one) for one in value) and any(
        not _OF_A_CONTAINER.isdisjoint(one) for one in value
    )


def _is_plan(value: object) -> bool:
    return (
        isinstance(value, dict)
        and "format_version" in value
        and ("planned_values" in value or "resource_changes" in value)
    )


def _is_request(value: object) -> bool:
    if not isinstance(value, dict) or _is_described(value):
        return False
    services = value.get("services")
    ours = isinstance(services, list) and any(isinstance(one, dict) and "task_definition" in one for one in services)
    return ours or (not isinstance(services, dict) and len(REQUEST_FIELDS & value.keys()) >= 2)


def _is_template(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    found = value.get("Resources")
    types = [one.get("Type") for one in found.values() if isinstance(one, dict)] if isinstance(found, dict) else []
    if "AWSTemplateFormatVersion" in value or any(isinstance(one, str) and "::" in one for one in types):
        return True
    return isinstance(found, dict) and any(str(name).startswith(_LOOP) for name in found)


def _is_sam(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    transform = value.get("Transform")
    return transform == _SAM_TRANSFORM or (isinstance(transform, list) and _SAM_TRANSFORM in transform)


def _is_compose(value: object) -> bool:
    services = value.get("services") if isinstance(value, dict) else None
    return isinstance(services, dict) and any(isinstance(one, dict) for one in services.values())


def _is_copilot(value: object) -> bool:
    if not isinstance(value, dict) or "name" not in value:
        return False
    kind = value.get("type")
    return isinstance(kind, str) and kind in COPILOT_TYPES


_FORMS: tuple[tuple[InputFormat, Callable[[object], bool]], ...] = (
    (InputFormat.TERRAFORM_PLAN, _is_plan),
    (InputFormat.SAM, _is_sam),
    (InputFormat.CLOUDFORMATION, _is_template),
    (InputFormat.REQUEST, _is_request),
    (InputFormat.COPILOT, _is_copilot),
    (InputFormat.COMPOSE, _is_compose),
    (InputFormat.ECS, is_ecs_document),
)
"""In this order: a document has the first form whose sign it carries."""
