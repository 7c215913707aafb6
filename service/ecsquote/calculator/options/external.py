"""ECS Anywhere: the user's own instances, each billed by the hour for being registered."""

from ecsquote.calculator.costs.external_instances import ExternalInstances
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.options.capacity_plan import CapacityPlan, PlannedComponent, Situation
from ecsquote.errors import OptionUnavailable
from ecsquote.workload.capacity import Capacity
from ecsquote.workload.launch_changes import changes_for


def plan_external(option: LaunchOption, situation: Situation) -> CapacityPlan:
    """The registered instances of the request; OptionUnavailable without them or for unsupported features.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-anywhere.html
    """
    external = situation.request.external
    if external is None:
        raise OptionUnavailable(f"{option.words} needs registered instances: give external.instances")
    reasons = [
        f"{service.name}: {obstacle}"
        for service in situation.services
        for obstacle in service.task_definition.limits_on(Capacity.EXTERNAL).obstacles
    ]
    if situation.request.usage.load_balancers:
        reasons.append("services on ECS Anywhere cannot use a load balancer")
    if reasons:
        raise OptionUnavailable("; ".join(reasons))
    hours = situation.hours_per_month if external.hours is None else external.hours
    component = ExternalInstances(instances=external.instances, hours=hours, trial=external.trial)
    changes = (
        f"{service.name}: {text}" for service in situation.services for text in changes_for(service, Capacity.EXTERNAL)
    )
    return CapacityPlan(
        parts=(PlannedComponent(component),),
        assumptions=(
            *changes,
            f"{external.instances} registered instances run the tasks; the machines themselves are not priced",
        ),
    )
