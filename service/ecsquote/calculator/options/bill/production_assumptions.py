"""What a production fleet assumes, each rule once, with the field that changes it; and what it warns of.

docs/fleets.md has the source of each rule.
"""

from collections.abc import Iterator, Sequence

from ecsquote.calculator.fleet_request import FleetRequest
from ecsquote.calculator.options.bill.deployed_services import services_at_most
from ecsquote.calculator.options.fleets.planned_instances import ClusterMonth, PlannedInstances
from ecsquote.calculator.options.fleets.scale_from_zero import LEAST_FROM_ZERO
from ecsquote.calculator.options.fleets.scarce_spot_prices import has_few_spot_prices
from ecsquote.calculator.options.fleets.task_groups import fleet_service, is_production
from ecsquote.calculator.options.market.permitted_types import fleet_of
from ecsquote.calculator.options.purchase.allocation import Bought, is_mixed
from ecsquote.calculator.placement.production.headroom import needs_headroom
from ecsquote.calculator.placement.production.request import FleetService
from ecsquote.counted import counted
from ecsquote.pricing.region_zones import region_zones

ALL_PERCENT = 100
_SPREAD = "price-capacity-optimized"


def production_assumptions(planned: PlannedInstances) -> Iterator[str]:
    """Of the zones, deployments, hours, types and credits of a fleet that a team would run."""
    fleet = fleet_of(planned.situation.request, planned.purchase)
    yield from _zones(planned, fleet)
    yield from _deployments(planned, fleet)
    yield from _types(planned, fleet)
    yield from _hours(planned, fleet)
    yield from _runs(planned)
    if planned.purchase.spot and not planned.purchase.managed:
        yield from _spot(fleet)
    yield from _credits(planned, fleet)


def production_warnings(planned: PlannedInstances) -> Iterator[str]:
    """Services that cannot be deployed, and Regions with few Spot prices."""
    if not is_production(fleet_of(planned.situation.request, planned.purchase)):
        return
    for index, service in enumerate(planned.situation.services):
        counts = {segment.tasks[index] for segment in planned.situation.segments} - {0}
        each = fleet_service(service, managed=planned.purchase.managed)
        if counts and not service.definition.second_set and all(_cannot_deploy(each, tasks) for tasks in counts):
            yield (
                f"{service.name}: no rolling deployment can start: with {counted(max(counts), 'task')}, "
                f"minimumHealthyPercent {each.minimum_healthy_percent} and maximumPercent {each.maximum_percent} let "
                "ECS neither stop a task nor start one"
            )
    if planned.purchase.spot:
        yield from _few_spot_prices(planned)


def _cannot_deploy(service: FleetService, tasks: int) -> bool:
    """True where ECS may run no more tasks than there are, and must keep all of them.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
    """
    if service.group.daemon or service.runs:
        return False
    most = tasks * service.maximum_percent // ALL_PERCENT
    least = -(-tasks * service.minimum_healthy_percent // ALL_PERCENT)
    return most <= tasks <= least


def _few_spot_prices(planned: PlannedInstances) -> Iterator[str]:
    region = planned.situation.request.region
    for cluster in planned.clusters:
        if cluster.market is not None and has_few_spot_prices(cluster.market):
            known, permitted = len(cluster.market.every), cluster.market.on_demand_types
            yield f"few Spot prices: {known} of {permitted} permitted types have one in {region}; they may be too large"


def _zones(planned: PlannedInstances, fleet: FleetRequest) -> Iterator[str]:
    known = len(region_zones(planned.situation.request.region))
    zones = min(fleet.availability_zones, known) if known else fleet.availability_zones
    if zones > 1 and any(service.zone_spread and tasks > 1 for service, tasks in services_at_most(planned)):
        why = "as Managed Instances do" if planned.purchase.managed else "as ECS does by default"
        yield f"the tasks of a service are spread over {zones} Availability Zones, {why} (fleet.availability_zones)"


def _deployments(planned: PlannedInstances, fleet: FleetRequest) -> Iterator[str]:
    if fleet.deployment_headroom and any(
        needs_headroom(service, tasks) for service, tasks in services_at_most(planned)
    ):
        yield (
            "room stays free on a running instance for one more task of any one service, so that a rolling deployment "
            "starts at once; this is our assumption (fleet.deployment_headroom)"
        )
    elif planned.purchase.managed and not fleet.deployment_headroom:
        yield "ECS starts an instance for the new task of a deployment (fleet.deployment_headroom)"
    for service in planned.situation.services:
        if service.definition.second_set:
            yield f"{service.name}: the second set of tasks that its deployments start is not in the fleet"


def _types(planned: PlannedInstances, fleet: FleetRequest) -> Iterator[str]:
    pools = planned.purchase.spot and fleet.spot_allocation_strategy == _SPREAD
    if fleet.max_instance_types == 1 and not pools:
        yield "one instance type for each kind of capacity that tasks need (fleet.max_instance_types)"
    elif planned.purchase.managed and fleet.max_instance_types is None:
        yield "ECS chooses the instance types (fleet.instance_types, fleet.max_instance_types)"


def _hours(planned: PlannedInstances, fleet: FleetRequest) -> Iterator[str]:
    rows = [row for segment in planned.segments for row in segment.rows]
    if any(service.load.average_tasks is not None for service in planned.situation.services):
        yield "an average number of tasks is rounded down for part of the month and up for the rest"
    if any(row.billed_factor > 1 for row in rows) or any(cluster.runs for cluster in planned.clusters):
        yield (
            f"an instance is billed {fleet.instance_start_minutes} minutes before its tasks start and "
            f"{fleet.scale_in_minutes} minutes after they end (fleet.instance_start_minutes, fleet.scale_in_minutes)"
        )
    if not planned.purchase.managed and not fleet.min_instances and any(map(_starts_from_zero, planned.clusters)):
        yield (
            f"from zero, managed scaling starts {LEAST_FROM_ZERO} instances; one that is not needed is billed for its "
            "start and scale-in (fleet.min_instances)"
        )


def _starts_from_zero(cluster: ClusterMonth) -> bool:
    """Whether the cluster has instances in some parts of the month and none in others."""
    return len({bool(segment.rows) for segment in cluster.segments}) > 1


def _runs(planned: PlannedInstances) -> Iterator[str]:
    if all(service.load.runs is None for service in planned.situation.services):
        return
    if any(cluster.runs for cluster in planned.clusters):
        yield (
            "runs are evenly spaced; each starts an instance, or uses the one that the run before it left within "
            "fleet.scale_in_minutes"
        )
    else:
        yield "runs use room that is free on instances that run anyway"


def _spot(fleet: FleetRequest) -> Iterator[str]:
    if fleet.spot_allocation_strategy == _SPREAD:
        yield (
            f"Spot instances are spread over up to {counted(fleet.spot_pools, 'pool')} (an instance type in a zone) of "
            "the planned type's vCPUs and at least its memory, the lowest interruption rate first, then the lowest "
            "price; AWS's own ranking is not public (fleet.spot_pools, fleet.spot_allocation_strategy)"
        )
    if is_mixed(fleet):
        yield (
            f"the first {counted(fleet.on_demand_base_capacity, 'instance')} and "
            f"{fleet.on_demand_percentage_above_base_capacity} % of the rest, rounded up, are On-Demand, taken from "
            "each kind of instance in proportion to its count"
        )


def _credits(planned: PlannedInstances, fleet: FleetRequest) -> Iterator[str]:
    burstable = {name for cluster in planned.clusters for name in _burstable(cluster)}
    others = [cluster.type_at_30_percent for cluster in planned.clusters if cluster.type_at_30_percent]
    if fleet.average_cpu_percent is None and (burstable or others):
        instead = f"; with 30 it would be {' and '.join(dict.fromkeys(others))}" if others else ""
        yield (
            "tasks use all the CPU that they reserve, which burstable types bill as surplus credits "
            f"(fleet.average_cpu_percent{instead})"
        )
    if any(name.startswith("t2.") for name in burstable):
        yield "T2 instances are unlimited, as T3 and T4g are by default"


def _burstable(cluster: ClusterMonth) -> Iterator[str]:
    """The burstable types that are bought."""
    bursts = {} if cluster.market is None else cluster.market.bursts
    rows: Sequence[Bought] = [row for segment in cluster.segments for row in segment.rows]
    for row in (*rows, *(run.bought for run in cluster.runs)):
        if row.group.instance_type in bursts:
            yield row.group.instance_type
