"""What a service written for one launch type would have to change to run on another."""

from collections.abc import Iterator

from ecsquote.workload.capacity import FARGATE_PROVIDERS, Capacity
from ecsquote.workload.service import Service, ServiceDefinition


def changes_for(service: Service, capacity: Capacity) -> Iterator[str]:
    """Changes to the task definition, then to the service."""
    yield from service.task_definition.limits_on(capacity).changes
    definition, rules = service.definition, capacity.rules
    yield from _launch_changes(definition, capacity)
    if definition.has_platform_version and not rules.platform_version:
        yield "the service's platformVersion would be left out"
    if (definition.distinct_instance or definition.placement_expressions) and not rules.placement_constraints:
        yield "the service's placementConstraints would be left out"
    if definition.placement_strategy and not rules.placement_strategy:
        yield "the service's placementStrategy would be left out"


def _launch_changes(definition: ServiceDefinition, capacity: Capacity) -> Iterator[str]:
    """Changes to the launchType, or to the strategy that replaces it."""
    launch_type = definition.launch_type
    if launch_type not in (None, capacity):
        yield (
            f"launchType {launch_type} would be replaced by a capacityProviderStrategy with {capacity.rules.provider}"
            if capacity.rules.by_strategy_only
            else f"launchType would be {capacity} instead of {launch_type}"
        )
    named = {share.capacity_provider for share in definition.capacity_provider_strategy}
    if not named or _leads_to(named, capacity):
        return
    yield (
        f"the capacityProviderStrategy would be replaced by launchType {capacity}"
        if capacity.rules.provider is None
        else f"capacityProviderStrategy would name {capacity.rules.provider} instead of {', '.join(sorted(named))}"
    )


def _leads_to(named: set[str], capacity: Capacity) -> bool:
    """Whether one of the providers may be of this capacity: a user's provider name does not say which."""
    if capacity.rules.aws_provider:
        return capacity in named
    return capacity.rules.provider is not None and not named <= FARGATE_PROVIDERS
