"""EC2 and Managed Instances: the tasks placed on instances, hour by hour, and what those instances cost."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace

from ecsquote.calculator.fleet_profile import FleetProfile
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.options.bill.fleet_split import SharedFleet
from ecsquote.calculator.options.bill.instance_assumptions import instance_assumptions, no_way_out_warnings
from ecsquote.calculator.options.bill.instance_components import instance_components
from ecsquote.calculator.options.bill.instance_rows import instance_rows
from ecsquote.calculator.options.bill.placement_document import instances_by_hour, joined, placement
from ecsquote.calculator.options.bill.production_assumptions import production_warnings
from ecsquote.calculator.options.capacity_plan import (
    CapacityPlan,
    PlannedComponent,
    Situation,
    unique,
    volume_warnings,
)
from ecsquote.calculator.options.fargate import task_hours, volume_parts
from ecsquote.calculator.options.fleets.cheapest_cluster import CheapestCluster
from ecsquote.calculator.options.fleets.load_cycle import without_runs
from ecsquote.calculator.options.fleets.packing_floor import packing_floor_hourly
from ecsquote.calculator.options.fleets.planned_instances import ClusterMonth, PlannedInstances
from ecsquote.calculator.options.fleets.production_cluster import ProductionCluster
from ecsquote.calculator.options.fleets.scale_from_zero import timeline_with_starts
from ecsquote.calculator.options.fleets.scarce_spot_prices import missing_prices, require_fitting_types
from ecsquote.calculator.options.fleets.task_groups import is_production
from ecsquote.calculator.options.market.candidates import market
from ecsquote.calculator.options.market.instance_purchase import InstancePurchase
from ecsquote.calculator.options.market.named_types import unavailable_types
from ecsquote.calculator.options.market.permitted_types import fleet_of
from ecsquote.errors import OptionUnavailable
from ecsquote.facts import fact
from ecsquote.pricing.partitions import partition_of
from ecsquote.workload.service import Service
from ecsquote.workload.timeline import timeline


def plan_fleet(option: LaunchOption, situation: Situation) -> CapacityPlan:
    """Every service on one cluster of instances; Linux and Windows tasks never share one.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
    """
    purchase = InstancePurchase.of(option)
    if not situation.starts:
        clusters = [cluster_of(service, purchase, situation) for service in situation.services]
        situation = in_segments(situation, situation.services, clusters, purchase)
    return joined_plan([plan_instances(option, situation)])


def in_segments(
    situation: Situation,
    services: Sequence[Service],
    clusters: Sequence[Hashable | None],
    purchase: InstancePurchase,
) -> Situation:
    """The situation with the parts of the month in which instances differ.

    A production fleet counts runs apart, and starts by the order of the hours.
    """
    hours = situation.hours_per_month
    if is_production(fleet_of(situation.request, purchase)):
        segments = timeline(without_runs(services), hours)
        return replace(situation, segments=segments, starts=(frozenset(),) * len(segments))
    segments, starts = timeline_with_starts(services, clusters, hours, situation.segments)
    return replace(situation, segments=segments, starts=starts)


def cluster_of(service: Service, purchase: InstancePurchase, situation: Situation) -> str | None:
    """The operating system whose cluster a service belongs to; None where nothing ever starts from zero.

    Managed Instances have no Auto Scaling group, and a group's minimum keeps instances running.
    """
    if purchase.managed or situation.request.fleet.min_instances:
        return None
    return service.task_definition.operating_system


def plan_instances(option: LaunchOption, situation: Situation) -> PlannedInstances:
    """The instances in each part of the month; OptionUnavailable names everything that they do not run."""
    purchase = InstancePurchase.of(option)
    if reasons := [*_obstacles(situation, purchase)]:
        raise OptionUnavailable("; ".join(reasons))
    systems = dict.fromkeys(service.task_definition.operating_system for service in situation.services)
    months = {each: _month(situation, purchase, each) for each in systems}
    if not situation.totals_only:
        months = {
            each: replace(month, packing_floor_hourly=packing_floor_hourly(situation, purchase, each))
            for each, month in months.items()
        }
    return PlannedInstances(purchase, situation, tuple(months.values()))


def _month(situation: Situation, purchase: InstancePurchase, operating_system: str) -> ClusterMonth:
    """One operating system's instances; in production, Spot needs prices of types that fit the tasks."""
    production = is_production(fleet_of(situation.request, purchase))
    kind = ProductionCluster if production else CheapestCluster
    if not purchase.spot or situation.request.fleet.profile is not FleetProfile.PRODUCTION:
        return kind(situation, purchase, operating_system).month()

    def on_demand() -> ClusterMonth:
        return ProductionCluster(situation, replace(purchase, spot=False), operating_system).month()

    try:
        month = kind(situation, purchase, operating_system).month()
    except OptionUnavailable as refusal:
        offered = market(situation, purchase, operating_system)
        raise missing_prices(offered, on_demand, situation) or refusal from None
    require_fitting_types(month, on_demand, situation)
    return month


def joined_plan(planned: Sequence[PlannedInstances]) -> CapacityPlan:
    """Instances bought in one way or several, in the same segments of the month."""
    parts: list[PlannedComponent] = []
    for each in planned:
        parts.extend(instance_components(each))
        for index, service in enumerate(each.situation.services):
            parts.extend(volume_parts(service, task_hours(each.situation, index)))
    first = planned[0].situation
    plan = CapacityPlan(tuple(parts), shares=tuple(segment.share for segment in first.segments))
    return plan if first.totals_only else _explained(plan, planned)


def _explained(plan: CapacityPlan, planned: Sequence[PlannedInstances]) -> CapacityPlan:
    """A plan with its placement, the split of its cost among services, assumptions and warnings."""
    services = [service for each in planned for service in each.situation.services]
    first, rows = planned[0].situation, instance_rows(planned)
    week = joined(services, [instances_by_hour(each.situation, each.segments, _clusters(each)) for each in planned])
    return replace(
        plan,
        placement=placement(first, planned, rows, week),
        split=SharedFleet.of(rows, first.catalog.instance_types, services).split,
        assumptions=unique(
            text
            for each in planned
            for text in (
                *instance_assumptions(each),
                *(text for segment in each.segments for text in segment.assumptions),
            )
        ),
        warnings=unique(
            iter(
                (
                    *volume_warnings(services),
                    *(text for each in planned for text in no_way_out_warnings(each.situation)),
                    *(text for each in planned for text in production_warnings(each)),
                )
            )
        ),
    )


def _clusters(planned: PlannedInstances) -> dict[Hashable, list[Service]]:
    found: dict[Hashable, list[Service]] = {}
    for service in planned.situation.services:
        if (cluster := cluster_of(service, planned.purchase, planned.situation)) is not None:
            found.setdefault(cluster, []).append(service)
    return found


def _obstacles(situation: Situation, purchase: InstancePurchase) -> Iterator[str]:
    region = situation.request.region
    if purchase.managed and partition_of(region) in fact("managed_instances", "partitions_without"):
        yield f"AWS does not offer ECS Managed Instances in {region}"
    for service in situation.services:
        task = service.task_definition
        for obstacle in (
            *task.limits_on(purchase.capacity).obstacles,
            *unavailable_types(service, situation, purchase),
        ):
            yield f"{service.name}: {obstacle}"
