"""The services of planned instances as ECS deploys them, with the most tasks that each runs at once."""

from ecsquote.calculator.options.fleets.planned_instances import PlannedInstances
from ecsquote.calculator.options.fleets.task_groups import fleet_service
from ecsquote.calculator.placement.production.request import FleetService


def services_at_most(planned: PlannedInstances) -> list[tuple[FleetService, int]]:
    """Each service with the most tasks that it runs at once."""
    most = [
        max((segment.tasks[index] for segment in planned.situation.segments), default=0)
        for index in range(len(planned.situation.services))
    ]
    return [
        (fleet_service(service, managed=planned.purchase.managed), tasks)
        for service, tasks in zip(planned.situation.services, most, strict=True)
    ]
