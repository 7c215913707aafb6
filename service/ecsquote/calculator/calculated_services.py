"""A request's services as they are priced: the architecture may follow from a placement constraint."""

from dataclasses import replace

from ecsquote.calculator.options.capacity_plan import built_for
from ecsquote.calculator.placement.rules.placement_expressions import ARCHITECTURE_ATTRIBUTE, parse_expression
from ecsquote.calculator.request import QuoteRequest
from ecsquote.workload.service import CpuArchitecture, Service


def calculated_services(request: QuoteRequest) -> tuple[Service, ...]:
    """Every service of the request; `read_request` has checked its placement constraints."""
    return tuple(with_constrained_architecture(service.to_service()) for service in request.services)


def with_constrained_architecture(service: Service) -> Service:
    """A service built for ARM64 where the document is silent and a constraint excludes x86_64 instances.

    `runtimePlatform.cpuArchitecture` wins; X86_64 is ECS's default only where nothing else is said.
    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html
    """
    task = service.task_definition
    if task.architecture_given or task.is_windows:
        return service
    deciding = next((text for text in service.placement_expressions if _excludes_x86(text)), None)
    if deciding is None:
        return service
    note = f'built for ARM64, because of the placement constraint "{deciding}"'
    built = built_for(service, CpuArchitecture.ARM64)
    return replace(built, task_definition=replace(built.task_definition, assumptions=(*task.assumptions, note)))


def _excludes_x86(text: str) -> bool:
    judge = parse_expression(text).judge
    return judge({ARCHITECTURE_ATTRIBUTE: "x86_64"}) is False and judge({ARCHITECTURE_ATTRIBUTE: "arm64"}) is not False
