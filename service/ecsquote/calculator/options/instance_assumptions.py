"""What a bill of instances takes for granted, in words for the quote."""

from collections.abc import Iterator, Sequence

from ecsquote.calculator.fleet_request import FleetRequest
from ecsquote.calculator.options.allocation import is_mixed
from ecsquote.calculator.options.candidates import InstancePurchase
from ecsquote.calculator.options.capacity_plan import Situation, service_notes
from ecsquote.calculator.options.placement_document import PlannedSegment
from ecsquote.calculator.options.pools import MOST_TIMES_THE_PRICE
from ecsquote.calculator.options.scale_from_zero import LEAST_FROM_ZERO
from ecsquote.counted import counted
from ecsquote.workload.launch_changes import changes_for
from ecsquote.workload.timeline import EC2_MINIMUM_SECONDS


def instance_assumptions(
    situation: Situation, purchase: InstancePurchase, planned: Sequence[PlannedSegment]
) -> Iterator[str]:
    """Of the tasks, of how the instances are bought, and of how they follow the load."""
    for service in situation.services:
        task = service.task_definition
        changes = changes_for(service, purchase.capacity)
        for text in (*task.assumptions, *changes):
            yield f"{service.name}: {text}"
        yield from service_notes(service)
    if purchase.managed:
        yield "Managed Instances: ENI trunking is on; the data volume is as large as fleet.root_volume_gib"
        if purchase.spot:
            yield "the management fee is not discounted on Spot"
    yield "what instances register of their memory is our model; fleet.registered_memory_mib overrides it"
    yield "instances have no public IPv4 address of their own"
    if purchase.spot:
        yield "Spot prices float; instances are taken back with two minutes' warning"
        yield from _spot(situation.request.fleet, purchase, planned)
    yield from _scaling(situation, purchase)
    if any(service.definition.assign_public_ip for service in situation.services):
        yield "on instances, awsvpc tasks have no public IPv4 address (assignPublicIp is for Fargate)"


def _spot(fleet: FleetRequest, purchase: InstancePurchase, planned: Sequence[PlannedSegment]) -> Iterator[str]:
    """How Spot instances are allocated, as far as it is not AWS's own text."""
    if any(row.availability_zone for segment in planned for row in segment.rows):
        yield "each Spot instance costs what its Availability Zone charged when the prices were read, all month"
    if purchase.managed:
        return
    if fleet.spot_allocation_strategy == "price-capacity-optimized":
        yield (
            "price-capacity-optimized: AWS's ranking of Spot capacity is not public; instead pools (an instance type "
            "in a zone) that hold the same tasks are taken by the Spot advisor's interruption rate, then by price, up "
            f"to {MOST_TIMES_THE_PRICE} times the cheapest one's price, and evenly from the first {fleet.spot_pools}"
        )
    if is_mixed(fleet):
        yield (
            f"the first {counted(fleet.on_demand_base_capacity, 'instance')} and "
            f"{fleet.on_demand_percentage_above_base_capacity} % of the rest, rounded up, are On-Demand; each kind of "
            "instance gives its share of them, in proportion to its number; the lower bound is that of Spot prices"
        )


def _scaling(situation: Situation, purchase: InstancePurchase) -> Iterator[str]:
    fleet = situation.request.fleet
    if any(service.load.average_tasks is not None for service in situation.services):
        yield "instances follow the average number of tasks, rounded down for part of the month and up for the rest"
    if any(service.load.runs is not None for service in situation.services):
        yield (
            f"instances are there while runs need them, for at least {EC2_MINIMUM_SECONDS} seconds each run, the "
            "least that EC2 bills a start; runs find instances that others left, so none starts a second one"
        )
    if len(situation.segments) > 1:
        yield "the fleet follows the load hour by hour (managed scaling)"
    if any(situation.starts):
        yield (
            f"from zero, managed scaling launches {LEAST_FROM_ZERO} instances: the first hour with tasks after one "
            f"without has at least {LEAST_FROM_ZERO}"
        )
    if fleet.target_capacity_percent < 100 and not purchase.managed:
        yield (
            f"target capacity {fleet.target_capacity_percent} %: where 100 instances are needed, managed scaling runs "
            f"{-(-10000 // fleet.target_capacity_percent)}"
        )
