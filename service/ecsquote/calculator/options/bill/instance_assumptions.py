"""The assumptions behind a bill of instances, as a quote lists them."""

from collections.abc import Iterator

from ecsquote.calculator.fleet_request import FleetRequest
from ecsquote.calculator.options.bill.production_assumptions import production_assumptions
from ecsquote.calculator.options.capacity_plan import Situation, service_notes
from ecsquote.calculator.options.fleets.planned_instances import PlannedInstances
from ecsquote.calculator.options.fleets.scale_from_zero import LEAST_FROM_ZERO
from ecsquote.calculator.options.fleets.task_groups import is_production
from ecsquote.calculator.options.market.instance_purchase import InstancePurchase
from ecsquote.calculator.options.market.permitted_types import fleet_of
from ecsquote.calculator.options.purchase.allocation import is_mixed
from ecsquote.calculator.options.purchase.pools import MOST_TIMES_THE_PRICE
from ecsquote.calculator.placement.rules.managed_scaling import at_target_capacity
from ecsquote.counted import counted
from ecsquote.workload.launch_changes import changes_for
from ecsquote.workload.timeline import EC2_MINIMUM_SECONDS


def instance_assumptions(planned: PlannedInstances) -> Iterator[str]:
    """Of the tasks, of how the instances are bought, and of how they follow the load."""
    situation, purchase = planned.situation, planned.purchase
    production = is_production(fleet_of(situation.request, purchase))
    for service in situation.services:
        task = service.task_definition
        changes = changes_for(service, purchase.capacity)
        for text in (*task.assumptions, *changes):
            yield f"{service.name}: {text}"
        yield from service_notes(service)
    if purchase.managed:
        if situation.request.fleet.managed_instances.use_local_storage:
            yield "ENI trunking is on; the instance store replaces the data volume"
        else:
            yield "ENI trunking is on; the data volume has fleet.root_volume_gib"
        if purchase.spot:
            yield "the Managed Instances fee is the same on Spot"
    yield "the memory that instances register is an estimate; fleet.registered_memory_mib overrides it"
    yield "instances have no public IPv4 address"
    if purchase.spot:
        yield "Spot prices change; AWS can reclaim instances with two minutes' notice"
        if any(row.availability_zone for segment in planned.segments for row in segment.rows):
            yield "each Spot instance is priced all month at its Availability Zone's price when prices were read"
        if not production and not purchase.managed:
            yield from _spot(situation.request.fleet)
    yield from production_assumptions(planned) if production else _scaling(situation)
    yield from _target_capacity(situation.request.fleet, purchase)
    if _lose_their_address(situation) and _has_a_way_out(situation):
        yield "on instances, awsvpc tasks have no public IPv4 address (assignPublicIp is for Fargate)"


def no_way_out_warnings(situation: Situation) -> Iterator[str]:
    """What the rows of instances leave out where tasks lose their public address and nothing takes its place.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html
    """
    if _lose_their_address(situation) and not _has_a_way_out(situation):
        yield (
            "awsvpc tasks on instances have no public IPv4 address; to reach the internet they need a NAT gateway or "
            "VPC endpoints, which this quote does not include (usage.nat_gateways, usage.vpc_endpoints)"
        )


def _lose_their_address(situation: Situation) -> bool:
    return any(service.definition.assign_public_ip for service in situation.services)


def _has_a_way_out(situation: Situation) -> bool:
    usage = situation.request.usage
    return usage.nat_gateways is not None or usage.vpc_endpoints is not None


def _spot(fleet: FleetRequest) -> Iterator[str]:
    """How the Spot instances of perfect packing are allocated, as far as it is not AWS's own text."""
    if fleet.spot_allocation_strategy == "price-capacity-optimized":
        yield (
            "price-capacity-optimized: AWS's ranking of Spot capacity is not public; instead, pools (an instance type "
            "in a zone) that hold the same tasks are ranked by the Spot advisor's interruption rate, then by price, up "
            f"to {MOST_TIMES_THE_PRICE} times the cheapest price; instances are spread evenly over the first "
            f"{fleet.spot_pools}"
        )
    if is_mixed(fleet):
        yield (
            f"the first {counted(fleet.on_demand_base_capacity, 'instance')} and "
            f"{fleet.on_demand_percentage_above_base_capacity} % of the rest, rounded up, are On-Demand, taken from "
            "each kind of instance in proportion to its count; the lower bound is at Spot prices"
        )


def _scaling(situation: Situation) -> Iterator[str]:
    """How perfect packing follows the load."""
    if any(service.load.average_tasks is not None for service in situation.services):
        yield "instances follow the average number of tasks, rounded down for part of the month and up for the rest"
    if any(service.load.runs is not None for service in situation.services):
        yield (
            f"instances run while runs need them, for at least {EC2_MINIMUM_SECONDS} seconds per run, EC2's billing "
            "minimum; runs reuse instances that earlier runs left, so none starts a second instance"
        )
    if len(situation.segments) > 1:
        yield "the fleet follows the load hour by hour (managed scaling)"
    if any(situation.starts):
        yield (
            f"managed scaling launches {LEAST_FROM_ZERO} instances from zero: the first hour with tasks after an hour "
            f"without tasks has at least {LEAST_FROM_ZERO}"
        )


def _target_capacity(fleet: FleetRequest, purchase: InstancePurchase) -> Iterator[str]:
    if fleet.target_capacity_percent < 100 and not purchase.managed:
        yield (
            f"target capacity {fleet.target_capacity_percent} %: where 100 instances are needed, managed scaling runs "
            f"{at_target_capacity(100, fleet.target_capacity_percent)}"
        )
