"""Which rules of the fleet section ask for instances without tasks."""

from collections.abc import Iterator, Mapping

from ecsquote.calculator.options.bill.deployed_services import services_at_most
from ecsquote.calculator.options.fleets.planned_instances import PlannedInstances
from ecsquote.calculator.options.market.permitted_types import fleet_of
from ecsquote.calculator.placement.production.headroom import needs_headroom


def reasons_for_empty(planned: PlannedInstances) -> Iterator[str]:
    """The names of the rules; more than one where an instance may stand for each of them."""
    fleet = fleet_of(planned.situation.request, planned.purchase)
    if fleet.deployment_headroom and any(needs_headroom(each, tasks) for each, tasks in services_at_most(planned)):
        yield "deployment_headroom"
    if fleet.min_instances:
        yield "min_instances"
    if fleet.target_capacity_percent < 100:
        yield "target_capacity_percent"


def is_empty(planned: PlannedInstances, tasks: Mapping[str, int]) -> bool:
    """Whether an instance has no tasks, or only daemons next to services that run elsewhere."""
    daemons = {service.name for service in planned.situation.services if service.definition.daemon}
    others = {service.name for service in planned.situation.services} - daemons
    return bool(others) and not (set(tasks) - daemons)
