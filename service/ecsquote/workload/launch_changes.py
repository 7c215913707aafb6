"""What a service made for one launch type would have to say otherwise to run on another, in words for the quote."""

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
    """Of the launchType, or of the strategy that stands in its place."""
    launch_type = definition.launch_type
    if launch_type not in (None, capacity):
        yield (
            f"launchType {launch_type} would give way to a capacityProviderStrategy with {capacity.rules.provider}"
            if capacity.rules.by_strategy_only
            else f"launchType would be {capacity} instead of {launch_type}"
        )
    named = {share.capacity_provider for share in definition.capacity_provider_strategy}
    if not named or _leads_to(named, capacity):
        return
    yield (
        f"the capacityProviderStrategy would give way to launchType {capacity}"
        if capacity.rules.provider is None
        else f"capacityProviderStrategy would name {capacity.rules.provider} instead of {', '.join(sorted(named))}"
    )


def _leads_to(named: set[str], capacity: Capacity) -> bool:
    """Whether one of the providers may be of this capacity: a name of the user's own does not say what it is of."""
    if capacity.rules.aws_provider:
        return capacity in named
    return capacity.rules.provider is not None and not named <= FARGATE_PROVIDERS
