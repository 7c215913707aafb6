"""Fargate and Fargate Spot: each task is billed by its own size, for as long as it runs."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ecsquote.calculator.costs.ebs_volume import EbsVolumes
from ecsquote.calculator.costs.fargate_compute import FargateCompute
from ecsquote.calculator.costs.fargate_ephemeral_storage import FargateEphemeralStorage
from ecsquote.calculator.costs.public_ipv4 import PublicIpv4
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.options.capacity_plan import (
    CapacityPlan,
    PlannedComponent,
    Situation,
    service_notes,
    volume_warnings,
)
from ecsquote.calculator.options.fargate_size import FargateSize, smallest_fargate_size
from ecsquote.errors import OptionUnavailable
from ecsquote.facts import fact
from ecsquote.units import CPU_UNITS_PER_VCPU, MIB_PER_GB
from ecsquote.workload.capacity import Capacity
from ecsquote.workload.launch_changes import changes_for
from ecsquote.workload.service import Service
from ecsquote.workload.timeline import deployment_task_hours, fargate_task_hours

NO_OWN_PRICE_CPU_UNITS = 32 * CPU_UNITS_PER_VCPU
"""From this size of 2026 on, AWS names no separate price.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/create-task-definition.html
"""


def plan_fargate(option: LaunchOption, situation: Situation) -> CapacityPlan:
    """Every service on Fargate; OptionUnavailable names everything that Fargate does not run.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
    """
    reasons = [reason for service in situation.services for reason in _obstacles(option, service)]
    if reasons:
        raise OptionUnavailable("; ".join(reasons))
    parts: list[PlannedComponent] = []
    assumptions: list[str] = []
    for index, service in enumerate(situation.services):
        size = smallest_fargate_size(service.task_definition)
        parts.extend(_parts(option, situation, index, size))
        assumptions.extend(_changes(option, service, size))
    if option.spot:
        assumptions.append("Spot prices change; AWS can stop tasks with two minutes' notice")
        if any(service.task_definition.ephemeral_storage_gib for service in situation.services):
            assumptions.append("ephemeral storage of Spot tasks is billed at the regular rate")
    warnings = tuple(volume_warnings(situation.services))
    return CapacityPlan(parts=tuple(parts), assumptions=tuple(assumptions), warnings=warnings)


def _obstacles(option: LaunchOption, service: Service) -> Iterator[str]:
    for obstacle in service.task_definition.limits_on(Capacity.FARGATE).obstacles:
        yield f"{service.name}: {obstacle}"
    if service.definition.daemon:
        yield f"{service.name}: a DAEMON service runs one task per instance, and Fargate has no instances"
    if option.spot and service.task_definition.is_windows:
        yield f"{service.name}: Fargate Spot does not run Windows tasks"


def _parts(option: LaunchOption, situation: Situation, index: int, size: FargateSize) -> Iterator[PlannedComponent]:
    service = situation.services[index]
    task = service.task_definition
    hours = task_hours(situation, index)
    profile = situation.task_profile(index)
    yield PlannedComponent(
        FargateCompute(
            service=service.name,
            operating_system=task.operating_system,
            cpu_architecture=task.cpu_architecture,
            spot=option.spot,
            vcpu=Fraction(size.cpu_units, CPU_UNITS_PER_VCPU),
            memory_gb=Fraction(size.memory_mib, MIB_PER_GB),
            task_hours=hours,
        ),
        profile,
    )
    if task.ephemeral_storage_gib:
        yield PlannedComponent(
            FargateEphemeralStorage(service=service.name, size_gib=task.ephemeral_storage_gib, task_hours=hours),
            profile,
        )
    if service.definition.assign_public_ip:
        yield PlannedComponent(PublicIpv4(service=service.name, address_hours=hours), profile)
    yield from volume_parts(service, hours)


def volume_parts(service: Service, hours: Fraction) -> Iterator[PlannedComponent]:
    """The EBS volumes that ECS makes for each task, for as long as the task runs."""
    for volume in service.definition.volumes:
        if volume.size_gib is None:
            raise OptionUnavailable(
                f"{service.name}: volume {volume.name} takes its size from a snapshot; give sizeInGiB"
            )
        yield PlannedComponent(
            EbsVolumes(
                service=service.name,
                volume_type=volume.volume_type,
                size_gib=volume.size_gib,
                iops=volume.iops,
                throughput_mib_per_second=volume.throughput_mib_per_second,
                volume_hours=hours,
            )
        )


def task_hours(situation: Situation, index: int) -> Fraction:
    """The billed task-hours of one service in the month: each run rounded as AWS does, deployments added."""
    service = situation.services[index]
    minimum: int = fact(
        "fargate", "windows_minimum_seconds" if service.task_definition.is_windows else "linux_minimum_seconds"
    )
    hours = fargate_task_hours(service.load, situation.hours_per_month, minimum)
    return hours + deployment_task_hours(service, situation.hours_per_month)


def _changes(option: LaunchOption, service: Service, size: FargateSize) -> Iterator[str]:
    """What the task definition would have to change to run on Fargate."""
    task = service.task_definition
    for text in (*task.assumptions, *changes_for(service, option.capacity or Capacity.FARGATE)):
        yield f"{service.name}: {text}"
    yield from service_notes(service)
    if task.is_windows and task.ephemeral_storage_gib:
        yield (
            f"{service.name}: ephemeral storage is priced as for Linux; AWS's pages disagree on whether "
            "Windows tasks can have more than the included amount"
        )
    if size.cpu_units >= NO_OWN_PRICE_CPU_UNITS:
        vcpu = _vcpu(size.cpu_units)
        yield f"{service.name}: AWS lists no separate price for {vcpu} vCPU; the regular vCPU and GB prices are used"
    if (task.cpu_units, task.memory_mib) != (size.cpu_units, size.memory_mib):
        yield (
            f"{service.name}: priced at the smallest Fargate size that fits it, "
            f"{_vcpu(size.cpu_units)} vCPU and {_gb(size.memory_mib)} GB"
        )


def _vcpu(cpu_units: int) -> Decimal:
    return (Decimal(cpu_units) / CPU_UNITS_PER_VCPU).normalize()


def _gb(memory_mib: int) -> str:
    return format((Decimal(memory_mib) / MIB_PER_GB).normalize(), "f")
