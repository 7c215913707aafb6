"""What a service made for one launch type would have to say otherwise to run on another, in words for the quote."""

from collections.abc import Iterator
from typing import Literal

from ecsquote.workload.capacity_provider_strategy import FARGATE_PROVIDERS
from ecsquote.workload.service import Service, ServiceDefinition

Capacity = Literal["FARGATE", "FARGATE_SPOT", "EC2", "MANAGED_INSTANCES", "EXTERNAL"]
"""Where tasks run: a launch type, or what only a capacity provider strategy leads to (FARGATE_SPOT)."""

_TASK_CHANGES: dict[Capacity, str] = {
    "FARGATE": "fargate_changes",
    "FARGATE_SPOT": "fargate_changes",
    "EC2": "ec2_changes",
    "MANAGED_INSTANCES": "managed_instances_changes",
    "EXTERNAL": "external_changes",
}
_ONLY_BY_STRATEGY = ("FARGATE_SPOT", "MANAGED_INSTANCES")
_PROVIDERS: dict[Capacity, str] = {
    "FARGATE": "FARGATE",
    "FARGATE_SPOT": "FARGATE_SPOT",
    "EC2": "a capacity provider of an Auto Scaling group",
    "MANAGED_INSTANCES": "a capacity provider of Managed Instances",
}


def changes_for(service: Service, capacity: Capacity) -> Iterator[str]:
    """Of the task definition, then of the service.

    Source: launchType, platformVersion, placementConstraints and placementStrategy of
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html and
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
    """
    yield from getattr(service.task_definition, _TASK_CHANGES[capacity])
    definition = service.definition
    yield from _launch_changes(definition, capacity)
    if definition.has_platform_version and capacity not in FARGATE_PROVIDERS:
        yield "the service's platformVersion would be left out"
    if capacity in FARGATE_PROVIDERS and (definition.distinct_instance or definition.placement_expressions):
        yield "the service's placementConstraints would be left out"
    if capacity in (*FARGATE_PROVIDERS, "MANAGED_INSTANCES") and definition.placement_strategy:
        yield "the service's placementStrategy would be left out"


def _launch_changes(definition: ServiceDefinition, capacity: Capacity) -> Iterator[str]:
    """Of the launchType, or of the strategy that stands in its place."""
    launch_type = definition.launch_type
    if launch_type not in (None, capacity):
        yield (
            f"launchType {launch_type} would give way to a capacityProviderStrategy with {_PROVIDERS[capacity]}"
            if capacity in _ONLY_BY_STRATEGY
            else f"launchType would be {capacity} instead of {launch_type}"
        )
    named = {share.capacity_provider for share in definition.capacity_provider_strategy}
    if not named or _leads_to(named, capacity):
        return
    yield (
        "the capacityProviderStrategy would give way to launchType EXTERNAL"
        if capacity == "EXTERNAL"
        else f"capacityProviderStrategy would name {_PROVIDERS[capacity]} instead of {', '.join(sorted(named))}"
    )


def _leads_to(named: set[str], capacity: Capacity) -> bool:
    """Whether one of the providers may be of this capacity: a name of the user's own does not say what it is of."""
    if capacity in FARGATE_PROVIDERS:
        return capacity in named
    return capacity != "EXTERNAL" and not named <= FARGATE_PROVIDERS
