"""Services as placement sees them: what one task takes of an instance, and how ECS spreads and deploys it."""

from ecsquote.calculator.fleet_request import FleetRequest
from ecsquote.calculator.placement.problem import TaskGroup
from ecsquote.calculator.placement.production.request import FleetService
from ecsquote.calculator.placement.rules.eligibility import ZONE_ATTRIBUTE
from ecsquote.workload.service import DEFAULT_MAXIMUM_PERCENT, DEFAULT_MINIMUM_HEALTHY_PERCENT, NetworkMode, Service

_ZONE_FIELD = f"attribute:{ZONE_ATTRIBUTE}"


def task_group(service: Service) -> TaskGroup:
    """What one task of a service reserves, and where it may run."""
    task, definition = service.task_definition, service.definition
    return TaskGroup(
        service=service.name,
        tasks=0,
        cpu_units=task.reserved_cpu_units,
        memory_mib=task.reserved_memory_mib,
        awsvpc=task.network_mode is NetworkMode.AWSVPC,
        gpus=task.gpus,
        gpu_fraction=task.gpu_fraction,
        neuron_devices=task.neuron_devices,
        host_ports=task.host_ports,
        cpu_architecture=task.cpu_architecture,
        operating_system=task.operating_system,
        distinct_instance=definition.distinct_instance or task.all_accelerators,
        placement_expressions=service.placement_expressions,
        daemon=definition.daemon,
    )


def fleet_service(service: Service, *, managed: bool) -> FleetService:
    """A service with the rules of its deployments and its spread over zones.

    ECS spreads a service over zones unless its placement strategy says something else; Managed Instances take no
    placement strategy. Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html
    """
    definition, strategy = service.definition, service.definition.placement_strategy
    runs = service.load.runs is not None
    spreads = managed or not strategy or any(rule == ("spread", _ZONE_FIELD) for rule in strategy)
    maximum, minimum = definition.maximum_percent, definition.minimum_healthy_percent
    return FleetService(
        group=task_group(service),
        zone_spread=spreads and not runs,
        runs=runs,
        maximum_percent=DEFAULT_MAXIMUM_PERCENT if maximum is None else maximum,
        minimum_healthy_percent=DEFAULT_MINIMUM_HEALTHY_PERCENT if minimum is None else minimum,
    )


def is_production(fleet: FleetRequest) -> bool:
    """True where tasks are spread, deployed and scaled as a team would; False for perfect packing, hour by hour."""
    return bool(
        fleet.availability_zones > 1
        or fleet.deployment_headroom
        or fleet.instance_start_minutes
        or fleet.scale_in_minutes
        or fleet.max_instance_types == 1
    )
