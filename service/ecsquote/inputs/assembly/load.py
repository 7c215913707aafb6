"""How many tasks a service runs: its desired count, or the range that a scalable target gives."""

from typing import Any

from ecsquote.contract.workloads import InputFormat
from ecsquote.inputs.assembly.parts import AssemblyContext, ServicePart
from ecsquote.inputs.assembly.scheduled_scaling import SCHEDULED_ACTION, UTC, ScheduledWeek, scheduled_week
from ecsquote.inputs.assembly.values import is_known, last_segment, text, whole, why_unknown
from ecsquote.inputs.estate.resources import Reference, Resource
from ecsquote.units import decimal_string, to_decimal

SCALABLE_TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
LOAD = "/load"
_DEFAULTS = {InputFormat.TERRAFORM: 0, InputFormat.TERRAFORM_PLAN: 0}
_WHOSE = {0: "Terraform's provider", 1: "ECS"}
"""The desired count where nobody gives one: 1, but Terraform's provider asks ECS for 0.

Source: desired_count of https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_service
"""
AVERAGE = "average_tasks"
RUNS, SECONDS = "runs_per_month", "seconds_per_run"


def read_load(part: ServicePart, context: AssemblyContext) -> None:
    """Fill in the load of a service; a daemon has none: it runs on every instance."""
    if part.definition.get("schedulingStrategy") == "DAEMON":
        return
    given = context.usage_of(part.source, AVERAGE)
    target = next(iter(targets_of(part.resource, context)), None)
    if target is not None:
        part.made_of.append(target.source)
        minimum, maximum = whole(target.properties.get("MinCapacity")), target.properties.get("MaxCapacity")
        if minimum is not None:
            _take_target(part, target, minimum, maximum, context)
            return
        why = why_unknown(target.properties.get("MinCapacity"))
        part.notes.warn(target.source, f"MinCapacity: {why}; the desired count is taken")
    if given is not None:
        part.load = {AVERAGE: str(given)}
    else:
        _take_count(part, part.resource.properties.get("desiredCount"), context)


def targets_of(service: Resource, context: AssemblyContext) -> list[Resource]:
    """The scalable targets of a service: those that refer to it, or name it as service/CLUSTER/NAME."""
    return of_service(SCALABLE_TARGET, service, context)


def of_service(kind: str, service: Resource, context: AssemblyContext) -> list[Resource]:
    """The resources of a kind whose ResourceId means this service."""
    index = context.index
    own = text(service.properties.get("serviceName"))
    named = index.ending_in(kind, "ResourceId", own) if own is not None else []
    return [
        *index.referring(kind, "ResourceId", service.source),
        *(each for each in named if names_service(each, service, context)),
    ]


def names_service(target: Resource, service: Resource, context: AssemblyContext) -> bool:
    """Whether a ResourceId names this service."""
    value = target.properties.get("ResourceId")
    name, own = text(value), text(service.properties.get("serviceName"))
    if name is None or own is None or not name.startswith("service/") or last_segment(name) != own:
        return False
    steps = name.split("/")
    cluster = service.properties.get("cluster", service.properties.get("clusterArn", "default"))
    if isinstance(cluster, Reference):
        found = context.index.cluster_of(service)
        cluster = text(found.properties.get("clusterName")) if found else None
    return len(steps) < 3 or not isinstance(cluster, str) or last_segment(cluster) == steps[1]


def _take_target(part: ServicePart, target: Resource, minimum: int, maximum: object, context: AssemblyContext) -> None:
    """The range of a scalable target, or the week of its scheduled actions."""
    actions = of_service(SCHEDULED_ACTION, part.resource, context)
    part.made_of += [each.source for each in actions]
    given = context.usage_of(part.source, AVERAGE)
    try:
        week = scheduled_week(target, [each.properties for each in actions], minimum, whole(maximum))
    except ValueError as error:
        part.notes.usage_unknown(part.source, f"scheduled scaling: {error}", str(minimum), LOAD)
        week = None
    if week is None:
        read_range(part, minimum, maximum, given)
    else:
        _take_week(part, week, given)


def _take_week(part: ServicePart, week: ScheduledWeek, given: object | None) -> None:
    part.asks += [] if week.fixed else [AVERAGE]
    if given is not None and not week.fixed:
        limits = {"min_tasks": week.lowest} | ({} if week.highest is None else {"max_tasks": week.highest})
        part.load = {AVERAGE: str(given), **limits}
        return
    part.load = {
        "hourly_tasks": [
            int(tasks) if tasks.denominator == 1 else decimal_string(to_decimal(tasks)) for tasks in week.minimum
        ]
    }
    if week.time_zone != UTC:
        part.notes.assume(part.source, f"the hours of scheduled scaling are those of {week.time_zone}", LOAD)
    if not week.fixed:
        what = f"{AVERAGE}: scheduled scaling gives the minimum of each hour"
        part.notes.usage_unknown(part.source, what, "the minimum of each hour", LOAD)


def read_range(part: ServicePart, minimum: int, maximum: object, given: object | None) -> None:
    """The load of a range: its average as a usage file gives it, else its minimum in place of an unknown average."""
    most = whole(maximum)
    if most == minimum:
        part.load = {"tasks": str(minimum)}
        return
    part.asks.append(AVERAGE)
    limits: dict[str, Any] = {"min_tasks": minimum}
    if most is not None:
        limits["max_tasks"] = most
    part.load = {AVERAGE: str(minimum) if given is None else str(given), **limits}
    if given is None:
        upper = f"to {most}" if most is not None else f"and more (the maximum: {why_unknown(maximum)})"
        what = f"{AVERAGE}: scaling gives the range {minimum} {upper}"
        part.notes.usage_unknown(part.source, what, str(minimum), f"{LOAD}/{AVERAGE}")


def _take_count(part: ServicePart, count: object, context: AssemblyContext) -> None:
    """The desired count; --tasks stands in where the file does not say."""
    known = whole(count)
    if known is not None:
        part.load = {"tasks": str(known)}
        if known == 0:
            part.notes.warn(part.source, "desiredCount is 0: the service costs nothing as it stands", LOAD)
    elif context.parameters.tasks is not None:
        part.load = {"tasks": context.parameters.tasks}
    elif count is None:
        default = _DEFAULTS.get(context.input_format, 1)
        part.load = {"tasks": str(default)}
        part.notes.assume(part.source, f"no desired count: {default}, the default of {_WHOSE[default]}", LOAD)
    elif not is_known(count):  # what is known and wrong is refused by validation
        part.asks.append(AVERAGE)
        part.notes.workload_unknown(part.source, f"desiredCount: {why_unknown(count)}", None, LOAD)
