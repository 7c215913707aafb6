"""What a workload runs on today, according to its ECS documents; other launch options are compared with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ecsquote.calculator.launch_options import LaunchOption, option_on
from ecsquote.workload.capacity import FARGATE_PROVIDERS, LAUNCH_TYPES, Capacity
from ecsquote.workload.service import Service, ServiceDefinition


@dataclass(frozen=True, slots=True)
class CurrentOption:
    """The launch option of today; None with the reason where it is not known."""

    option: LaunchOption | None
    reason: str | None = None
    differs: bool = False
    """True where every service says what it runs on, and no single launch option covers them."""


def current_option(services: Sequence[Service], purchase_options: Mapping[str, str]) -> CurrentOption:
    """Read `launchType`, `capacityProviderStrategy`, else `requiresCompatibilities` of every service.

    `purchase_options`: ON_DEMAND or SPOT of each Auto Scaling group's capacity provider that the request describes.
    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/capacity-launch-type-comparison.html
    """
    found = {service.name: _of_service(service, purchase_options) for service in services}
    for name, current in found.items():
        if current.option is None:
            return CurrentOption(None, f"{name}: {current.reason}")
    options = {current.option for current in found.values() if current.option is not None}
    if len(options) == 1:
        return CurrentOption(options.pop())
    named = ", ".join(f"{name} on {current.option.words}" for name, current in found.items() if current.option)
    return CurrentOption(None, f"the services run on different launch options: {named}", differs=True)


def option_of_today(
    current: str | None, services: Sequence[Service], purchase_options: Mapping[str, str]
) -> CurrentOption:
    """The option that a request's `current` names, none where it is "none", else what the ECS documents say."""
    if current == "none":
        return CurrentOption(None)
    if current is not None:
        return CurrentOption(LaunchOption(current))
    return current_option(services, purchase_options)


def _of_service(service: Service, purchase_options: Mapping[str, str]) -> CurrentOption:
    definition = service.definition
    if definition.capacity_provider_strategy:
        return _of_strategy(definition, purchase_options)
    if definition.launch_type is not None:
        return CurrentOption(option_on(Capacity(definition.launch_type)))
    compatibilities = service.task_definition.requires_compatibilities & set(LAUNCH_TYPES)
    if len(compatibilities) == 1:
        return CurrentOption(option_on(Capacity(next(iter(compatibilities)))))
    if compatibilities:
        return CurrentOption(None, f"requiresCompatibilities names {', '.join(sorted(compatibilities))}")
    return CurrentOption(None, "no launchType, capacityProviderStrategy or requiresCompatibilities")


def _of_strategy(definition: ServiceDefinition, purchase_options: Mapping[str, str]) -> CurrentOption:
    """Several providers are the strategy itself; one is Fargate's own, or an Auto Scaling group's."""
    strategy = definition.capacity_provider_strategy
    if len(strategy) > 1:
        return CurrentOption(LaunchOption.CAPACITY_PROVIDER_STRATEGY)
    provider = strategy[0].capacity_provider
    if provider in FARGATE_PROVIDERS:
        return CurrentOption(option_on(Capacity(provider)))
    purchase_option = purchase_options.get(provider)
    if purchase_option is None:
        return CurrentOption(
            None,
            f"whether capacity provider {provider} is On-Demand or Spot is not known; describe it in "
            f"capacity_providers.{provider}.purchase_option",
        )
    return CurrentOption(option_on(Capacity.EC2, spot=purchase_option == "SPOT"))
