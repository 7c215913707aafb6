"""What perfect packing of a workload would cost: the floor that is shown next to every fleet."""

from decimal import Decimal

from ecsquote.calculator.fleet_profile import FleetProfile
from ecsquote.calculator.options.capacity_plan import Situation
from ecsquote.calculator.options.fleets.limited_types import kept_apart
from ecsquote.calculator.options.fleets.task_groups import task_group
from ecsquote.calculator.options.market.candidates import market
from ecsquote.calculator.options.market.instance_purchase import InstancePurchase
from ecsquote.calculator.placement.perfect_packing import perfect_packing_hourly
from ecsquote.units import to_decimal
from ecsquote.workload.timeline import timeline


def packing_floor_hourly(situation: Situation, purchase: InstancePurchase, operating_system: str) -> Decimal:
    """USD per hour, the month's mean, that no fleet can beat for the services of one operating system.

    Of the types that the request permits under the profile `cheapest`, in one zone, without headroom, minimum and
    target; surplus CPU credits and starts are not counted. OptionUnavailable where a task fits on no type.
    """
    request = situation.request
    one_zone = {"availability_zones": 1}
    managed = request.fleet.managed_instances.model_copy(update=one_zone)
    fleet = request.fleet.model_copy(
        update={"profile": FleetProfile.CHEAPEST, "managed_instances": managed, **one_zone}
    )
    offered = market(
        Situation(request.model_copy(update={"fleet": fleet}), situation.catalog, situation.services, ()),
        purchase,
        operating_system,
    )
    services = [each for each in situation.services if each.task_definition.operating_system == operating_system]
    groups = [kept_apart(task_group(service), offered.only_for) for service in services]
    names_types = any(group.placement_expressions for group in groups)
    segments = timeline(services, situation.hours_per_month)
    loads = [(segment.tasks, to_decimal(segment.share)) for segment in segments]
    return perfect_packing_hourly(groups, offered.every if names_types else offered.undominated, loads)
