"""EC2 and Managed Instances: the tasks placed on instances, hour by hour, and what those instances cost."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from ecsquote.calculator.costs import EbsVolumes, Ec2Compute, Ec2CpuCredits, ManagedInstancesFee
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.options.candidates import InstancePurchase, credit_vcpu_share, market
from ecsquote.calculator.options.deployment import Deployment, Part, Profile, Situation, deployment_notes
from ecsquote.calculator.options.fargate import task_hours, volume_parts
from ecsquote.calculator.placement.fleet import FleetPlanner
from ecsquote.calculator.placement.problem import Fleet, FleetRules, InstanceGroup, TaskGroup
from ecsquote.calculator.quote import PlacedInstances, Placement
from ecsquote.errors import OptionUnavailable
from ecsquote.units import to_decimal
from ecsquote.workload.service import NetworkMode, Service

PlannedSegment = tuple[int, str, Fleet]
"""The position of a segment in the month, an operating system, and its fleet meanwhile."""
_PERCENT_PLACES = Decimal("0.0001")


def deploy_instances(option: LaunchOption, situation: Situation) -> Deployment:
    """Every service on one cluster of instances; Linux and Windows tasks never share one.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
    """
    purchase = InstancePurchase.of(option)
    if reasons := [*_obstacles(situation.services, purchase)]:
        raise OptionUnavailable("; ".join(reasons))
    fleets: list[PlannedSegment] = []
    for operating_system in dict.fromkeys(service.task_definition.operating_system for service in situation.services):
        fleets.extend(_plan(situation, purchase, operating_system))
    parts = [*_instance_parts(situation, purchase, fleets)]
    for index, service in enumerate(situation.services):
        parts.extend(volume_parts(service, task_hours(situation, index)))
    return Deployment(
        parts=tuple(parts),
        placement=_placement(situation, fleets),
        assumptions=(*_assumptions(situation, purchase), *(text for *_, fleet in fleets for text in fleet.assumptions)),
    )


def _obstacles(services: Sequence[Service], purchase: InstancePurchase) -> Iterator[str]:
    for service in services:
        task = service.task_definition
        for obstacle in task.managed_instances_obstacles if purchase.managed else task.ec2_obstacles:
            yield f"{service.name}: {obstacle}"


def _plan(situation: Situation, purchase: InstancePurchase, operating_system: str) -> Iterator[PlannedSegment]:
    """The fleet of one operating system in each part of the month; equal loads are planned once."""
    indexes = [
        index
        for index, service in enumerate(situation.services)
        if service.task_definition.operating_system == operating_system
    ]
    groups = [_task_group(situation.services[index]) for index in indexes]
    offered = market(situation, purchase, operating_system)
    names_types = any(group.placement_expressions for group in groups)
    planner = FleetPlanner(groups, offered.every if names_types else offered.undominated, _rules(situation, groups))
    planned: dict[tuple[int, ...], Fleet] = {}
    for position, segment in enumerate(situation.segments):
        tasks = tuple(segment.tasks[index] for index in indexes)
        if tasks not in planned:
            planned[tasks] = planner.plan(tasks)
        yield position, operating_system, planned[tasks]


def _task_group(service: Service) -> TaskGroup:
    task, definition = service.task_definition, service.definition
    return TaskGroup(
        service=service.name,
        tasks=0,
        cpu_units=task.reserved_cpu_units,
        memory_mib=task.reserved_memory_mib,
        awsvpc=task.network_mode is NetworkMode.AWSVPC,
        gpus=task.gpus,
        neuron_devices=task.neuron_devices,
        host_ports=task.host_ports,
        cpu_architecture=task.cpu_architecture,
        operating_system=task.operating_system,
        distinct_instance=definition.distinct_instance or task.all_accelerators,
        placement_expressions=(*task.placement_expressions, *definition.placement_expressions),
        daemon=definition.daemon,
    )


def _rules(situation: Situation, groups: Sequence[TaskGroup]) -> FleetRules:
    fleet = situation.request.fleet
    only_daemons = all(group.daemon for group in groups)
    return FleetRules(
        target_capacity_percent=fleet.target_capacity_percent,
        min_instances=max(fleet.min_instances, 1) if only_daemons else fleet.min_instances,
        availability_zones=fleet.availability_zones,
        max_instance_types=fleet.max_instance_types,
    )


def _instance_parts(
    situation: Situation, purchase: InstancePurchase, fleets: Sequence[PlannedSegment]
) -> Iterator[Part]:
    """Compute, fee and credits of each instance type, and the root volumes of all."""
    request = situation.request
    hours_by_type: dict[tuple[str, str], list[Fraction]] = {}
    for position, operating_system, fleet in fleets:
        share = situation.segments[position].share
        for group in fleet.groups:
            key = (group.instance_type, operating_system)
            hours = hours_by_type.setdefault(key, [Fraction(0)] * len(situation.segments))
            hours[position] += group.count * share * Fraction(request.hours_per_month)
    for (name, operating_system), hours in sorted(hours_by_type.items()):
        total = sum(hours, Fraction(0))
        profile: Profile = tuple(part / total for part in hours)
        yield Part(
            Ec2Compute(instance_type=name, operating_system=operating_system, spot=purchase.spot, instance_hours=total),
            profile,
        )
        if purchase.managed:
            yield Part(ManagedInstancesFee(instance_type=name, instance_hours=total), profile)
        instance_type = situation.catalog.instance_types[name]
        if burst := credit_vcpu_share(request.fleet, instance_type):
            surplus = Fraction(burst) * instance_type.vcpus * total
            yield Part(Ec2CpuCredits(family=instance_type.family, vcpu_hours=surplus), profile)
    instance_hours = sum((sum(hours, Fraction(0)) for hours in hours_by_type.values()), Fraction(0))
    if instance_hours:
        yield Part(
            EbsVolumes(
                volume_type=request.fleet.root_volume_type,
                size_gib=request.fleet.root_volume_gib,
                volume_hours=instance_hours,
            )
        )


def _placement(situation: Situation, fleets: Sequence[PlannedSegment]) -> Placement:
    """The month's instances: equal groups of different hours are one row, with the largest count they reach."""
    rows: dict[tuple[object, ...], tuple[InstanceGroup, Fraction]] = {}
    hours_per_month = Fraction(situation.hours_per_month)
    hourly = bound = idle = Fraction(0)
    for position, operating_system, fleet in fleets:
        share = situation.segments[position].share
        hourly += share * Fraction(fleet.hourly)
        bound += share * Fraction(fleet.lower_bound_hourly)
        idle += share * Fraction(fleet.idle_share) * Fraction(fleet.hourly)
        for group in fleet.groups:
            key = (operating_system, group.instance_type, tuple(sorted(group.tasks.items())))
            known, hours = rows.get(key, (group, Fraction(0)))
            larger = group if group.count > known.count else known
            rows[key] = (larger, hours + group.count * share * hours_per_month)
    gap = Fraction(0) if not bound else (hourly - bound) / bound * 100
    return Placement(
        instances=tuple(PlacedInstances.of(group, to_decimal(hours)) for group, hours in rows.values()),
        idle_share=_places(idle / hourly if hourly else Fraction(0)),
        lower_bound_hourly=to_decimal(bound),
        gap_percent=_places(max(gap, Fraction(0))),
    )


def _places(value: Fraction) -> Decimal:
    return to_decimal(value).quantize(_PERCENT_PLACES, rounding=ROUND_HALF_UP).normalize()


def _assumptions(situation: Situation, purchase: InstancePurchase) -> Iterator[str]:
    for service in situation.services:
        task = service.task_definition
        for text in (*task.assumptions, *(task.managed_instances_changes if purchase.managed else ())):
            yield f"{service.name}: {text}"
        yield from deployment_notes(service)
    if purchase.managed:
        yield "Managed Instances: ENI trunking is on; the data volume is as large as fleet.root_volume_gib"
        if purchase.spot:
            yield "the management fee is not discounted on Spot"
    yield "what instances register of their memory is our model; fleet.registered_memory_mib overrides it"
    yield "instances have no public IPv4 address of their own"
    if purchase.spot:
        yield "Spot prices float; instances are taken back with two minutes' warning"
    if any(service.load.average_tasks is not None for service in situation.services):
        yield "instances follow the average number of tasks, rounded down for part of the month and up for the rest"
    if len(situation.segments) > 1:
        yield "the fleet follows the load hour by hour (managed scaling)"
    if any(service.definition.assign_public_ip for service in situation.services):
        yield "on instances, awsvpc tasks have no public IPv4 address (assignPublicIp is for Fargate)"
