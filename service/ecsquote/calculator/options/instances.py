"""EC2 and Managed Instances: the tasks placed on instances, hour by hour, and what those instances cost."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ecsquote.calculator.costs.ebs_volume import EbsVolumes
from ecsquote.calculator.costs.ec2_compute import Ec2Compute
from ecsquote.calculator.costs.ec2_cpu_credits import Ec2CpuCredits
from ecsquote.calculator.costs.managed_instances_fee import ManagedInstancesFee
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.options.candidates import InstancePurchase, credit_vcpu_share
from ecsquote.calculator.options.capacity_plan import (
    CapacityPlan,
    PlannedComponent,
    Profile,
    Situation,
    unique,
    volume_warnings,
)
from ecsquote.calculator.options.clusters import Cluster
from ecsquote.calculator.options.fargate import task_hours, volume_parts
from ecsquote.calculator.options.instance_assumptions import instance_assumptions
from ecsquote.calculator.options.placement_document import PlannedSegment, instances_by_hour, joined, placement
from ecsquote.calculator.options.scale_from_zero import timeline_with_starts
from ecsquote.errors import OptionUnavailable
from ecsquote.workload.service import Service


def plan_fleet(option: LaunchOption, situation: Situation) -> CapacityPlan:
    """Every service on one cluster of instances; Linux and Windows tasks never share one.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
    """
    purchase = InstancePurchase.of(option)
    if not situation.starts:
        clusters = [cluster_of(service, purchase, situation) for service in situation.services]
        segments, starts = timeline_with_starts(
            situation.services, clusters, situation.hours_per_month, situation.segments
        )
        situation = replace(situation, segments=segments, starts=starts)
    return joined_plan([plan_instances(option, situation)])


def cluster_of(service: Service, purchase: InstancePurchase, situation: Situation) -> str | None:
    """The operating system whose cluster a service belongs to; None where nothing ever starts from zero.

    Managed Instances have no Auto Scaling group, and a group's minimum keeps instances running.
    """
    if purchase.managed or situation.request.fleet.min_instances:
        return None
    return service.task_definition.operating_system


@dataclass(frozen=True, slots=True)
class PlannedInstances:
    """A workload's instances, bought one way, before they are priced."""

    purchase: InstancePurchase
    situation: Situation
    segments: tuple[PlannedSegment, ...]


def plan_instances(option: LaunchOption, situation: Situation) -> PlannedInstances:
    """The instances in each part of the month; OptionUnavailable names everything that they do not run."""
    purchase = InstancePurchase.of(option)
    if reasons := [*_obstacles(situation.services, purchase)]:
        raise OptionUnavailable("; ".join(reasons))
    segments: list[PlannedSegment] = []
    for operating_system in dict.fromkeys(service.task_definition.operating_system for service in situation.services):
        segments.extend(Cluster(situation, purchase, operating_system).segments(situation))
    return PlannedInstances(purchase, situation, tuple(segments))


def joined_plan(planned: Sequence[PlannedInstances]) -> CapacityPlan:
    """Instances bought in one way or several, in the same segments of the month."""
    parts: list[PlannedComponent] = []
    for each in planned:
        parts.extend(_instance_parts(each.situation, each.purchase, each.segments))
        for index, service in enumerate(each.situation.services):
            parts.extend(volume_parts(service, task_hours(each.situation, index)))
    segments = [segment for each in planned for segment in each.segments]
    services = [service for each in planned for service in each.situation.services]
    first = planned[0].situation
    week = joined(services, [instances_by_hour(each.situation, each.segments, _clusters(each)) for each in planned])
    return CapacityPlan(
        parts=tuple(parts),
        placement=placement(first, segments, week),
        assumptions=unique(
            text
            for each in planned
            for text in (
                *instance_assumptions(each.situation, each.purchase, each.segments),
                *(text for segment in each.segments for text in segment.assumptions),
            )
        ),
        warnings=unique(volume_warnings(services)),
        shares=tuple(segment.share for segment in first.segments),
    )


def _clusters(planned: PlannedInstances) -> dict[Hashable, list[Service]]:
    found: dict[Hashable, list[Service]] = {}
    for service in planned.situation.services:
        if (cluster := cluster_of(service, planned.purchase, planned.situation)) is not None:
            found.setdefault(cluster, []).append(service)
    return found


def _obstacles(services: Sequence[Service], purchase: InstancePurchase) -> Iterator[str]:
    for service in services:
        task = service.task_definition
        for obstacle in task.limits_on(purchase.capacity).obstacles:
            yield f"{service.name}: {obstacle}"


def _instance_parts(
    situation: Situation, purchase: InstancePurchase, fleets: Sequence[PlannedSegment]
) -> Iterator[PlannedComponent]:
    """Compute, fee and credits of each instance type, purchase option and zone, and the root volumes of all."""
    request = situation.request
    hours_by_type: dict[tuple[str, str, bool, str], list[Fraction]] = {}
    for segment in fleets:
        share = situation.segments[segment.position].share
        for row in segment.rows:
            key = (row.group.instance_type, segment.operating_system, row.spot, row.availability_zone or "")
            hours = hours_by_type.setdefault(key, [Fraction(0)] * len(situation.segments))
            hours[segment.position] += row.group.count * share * Fraction(request.hours_per_month)
    for (name, operating_system, spot, zone), hours in sorted(hours_by_type.items()):
        total = sum(hours, Fraction(0))
        profile: Profile = tuple(part / total for part in hours)
        yield PlannedComponent(
            Ec2Compute(
                instance_type=name,
                operating_system=operating_system,
                spot=spot,
                availability_zone=zone or None,
                instance_hours=total,
            ),
            profile,
        )
        if purchase.managed:
            yield PlannedComponent(ManagedInstancesFee(instance_type=name, instance_hours=total), profile)
        instance_type = situation.catalog.instance_types[name]
        if burst := credit_vcpu_share(request.fleet, instance_type):
            surplus = Fraction(burst) * instance_type.vcpus * total
            yield PlannedComponent(
                Ec2CpuCredits(family=instance_type.family, operating_system=operating_system, vcpu_hours=surplus),
                profile,
            )
    instance_hours = sum((sum(hours, Fraction(0)) for hours in hours_by_type.values()), Fraction(0))
    if instance_hours:
        yield PlannedComponent(
            EbsVolumes(
                volume_type=request.fleet.root_volume_type,
                size_gib=request.fleet.root_volume_gib,
                volume_hours=instance_hours,
            )
        )
