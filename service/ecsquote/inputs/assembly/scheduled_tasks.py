"""Tasks that EventBridge rules and schedules start: runs a month, whose seconds only a usage file knows.

Sources: EcsParameters of https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EcsParameters.html and of
https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ecsquote.inputs.assembly.launch import read_launch
from ecsquote.inputs.assembly.load import RUNS, SECONDS
from ecsquote.inputs.assembly.members import taken
from ecsquote.inputs.assembly.parts import AssemblyContext, ServicePart
from ecsquote.inputs.assembly.services import join_task_definition
from ecsquote.inputs.assembly.values import entries, is_known, member, text, whole, why_unknown
from ecsquote.inputs.estate.resources import Resource
from ecsquote.inputs.schedules import firings_per_month
from ecsquote.units import decimal_string, to_decimal

RULE, TARGET, SCHEDULE = "AWS::Events::Rule", "aws_cloudwatch_event_target", "AWS::Scheduler::Schedule"
_DISABLED = "DISABLED"
_SECONDS_OF_NO_RUN = "60"
_SPELLED = {"awsVpcConfiguration": "awsvpcConfiguration"}
_NETWORK = {"awsvpcConfiguration": {"assignPublicIp": "all"}}


@dataclass(frozen=True, slots=True)
class _Start:
    """One target that starts tasks: its resource, the schedule that fires, and the parameters of the tasks."""

    source: str
    schedule: Resource
    made_of: tuple[str, ...]
    cluster: object
    parameters: Mapping[str, Any]


def scheduled_parts(context: AssemblyContext) -> Iterator[ServicePart]:
    """Each target that starts tasks, as a service of a request."""
    for start in _starts(context):
        yield _part(start, context)


def _starts(context: AssemblyContext) -> Iterator[_Start]:
    for resource in context.index.estate.resources:
        if resource.kind == RULE:
            for target in entries(resource.properties.get("Targets")):
                yield from _start(resource, resource, target, (resource.source,))
        elif resource.kind == SCHEDULE:
            yield from _start(resource, resource, resource.properties.get("Target"), (resource.source,))
        elif resource.kind == TARGET:
            rule = _rule_of(resource, context)
            if rule is not None:
                yield from _start(resource, rule, resource.properties, (resource.source, rule.source))


def _rule_of(target: Resource, context: AssemblyContext) -> Resource | None:
    found = context.index.named(RULE, ("Name",), target.properties.get("Rule"), target.region)
    return found[0] if len(found) == 1 else None


def _start(resource: Resource, schedule: Resource, target: object, made_of: tuple[str, ...]) -> Iterator[_Start]:
    parameters = member(target, "EcsParameters")
    if isinstance(parameters, Mapping):
        spelled = ecs_spelling(parameters)
        yield _Start(resource.source, schedule, made_of, member(target, "Arn"), spelled)


def ecs_spelling(value: object) -> Any:
    """Names as the ECS API spells them: TaskCount is taskCount."""
    if isinstance(value, Mapping):
        names = {name: name[:1].lower() + name[1:] for name in value}
        return {_SPELLED.get(names[name], names[name]): ecs_spelling(item) for name, item in value.items()}
    return [ecs_spelling(item) for item in value] if isinstance(value, list | tuple) else value


def _part(start: _Start, context: AssemblyContext) -> ServicePart:
    name = text(start.schedule.properties.get("Name"))
    part = ServicePart(start.source, start.schedule, name)
    part.made_of += start.made_of
    join_task_definition(part, start.parameters.get("taskDefinitionArn"), context)
    read_launch(part, start.parameters, start.cluster, context)
    part.subnets = member(start.parameters, "networkConfiguration", "awsvpcConfiguration", "subnets")
    network = taken(start.parameters.get("networkConfiguration") or {}, _NETWORK)
    if network:
        part.definition["networkConfiguration"] = network
    runs = _runs(part, start, context)
    seconds = context.usage_of(part.source, SECONDS)
    if runs == "0":
        part.notes.assume(part.source, "it is disabled, or never due: 0 runs, whatever their seconds", "/load")
        seconds = seconds or _SECONDS_OF_NO_RUN
    else:
        part.asks.append(SECONDS)
    if seconds is None:
        part.notes.usage_unknown(part.source, f"{SECONDS}: how long a run takes is not in the file", None)
    elif runs is not None:
        part.load = {RUNS: runs, SECONDS: str(seconds)}
    return part


def _runs(part: ServicePart, start: _Start, context: AssemblyContext) -> str | None:
    """Runs a month: firings × task count; None, with an unknown, where that is not known."""
    given = context.usage_of(part.source, RUNS)
    properties = start.schedule.properties
    if given is not None:
        part.asks.append(RUNS)
        return str(given)
    if text(properties.get("State")) == _DISABLED:
        return "0"
    expression, tasks = properties.get("ScheduleExpression"), start.parameters.get("taskCount", 1)
    count = whole(tasks)
    try:
        if expression is None:
            raise ValueError("events start it, not a schedule")
        if text(expression) is None:
            raise ValueError(f"ScheduleExpression: {why_unknown(expression)}")
        if count is None:
            why = why_unknown(tasks) if not is_known(tasks) else f"must be a whole number, not {tasks}"
            raise ValueError(f"TaskCount: {why}")
        firings = firings_per_month(str(expression), context.parameters.hours_per_month)
    except ValueError as error:
        part.asks.append(RUNS)
        part.notes.usage_unknown(part.source, f"{RUNS}: {error}", None)
        return None
    return decimal_string(to_decimal(firings * count))
