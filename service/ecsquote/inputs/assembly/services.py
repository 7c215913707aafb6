"""ECS services and task definitions of an estate as services of a quote request, before they have their place in it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ecsquote.faults.pointers import Path, pointer
from ecsquote.inputs.assembly.estate_index import TASK_DEFINITION
from ecsquote.inputs.assembly.launch import read_launch
from ecsquote.inputs.assembly.load import AVERAGE, RUNS, SECONDS, read_load
from ecsquote.inputs.assembly.members import SERVICE, taken
from ecsquote.inputs.assembly.parts import AssemblyContext, ServicePart
from ecsquote.inputs.assembly.task_definitions import as_name, read_task_definition, size_words
from ecsquote.inputs.assembly.values import is_known, member, text, why_unknown
from ecsquote.inputs.estate.resources import Reference, Resource

SERVICE_KIND, TASK_SET = "AWS::ECS::Service", "AWS::ECS::TaskSet"
_OF_TASK_SET = (
    "taskDefinition",
    "launchType",
    "capacityProviderStrategy",
    "platformVersion",
    "networkConfiguration",
    "loadBalancers",
)
_STARTERS = (
    "AWS::StepFunctions::StateMachine",
    "AWS::Serverless::StateMachine",
    "AWS::Pipes::Pipe",
    "AWS::Lambda::Function",
    "AWS::Serverless::Function",
)
"""Resources that start a task definition they refer to, how often is not in the file."""
PREFIX = "/service_definition"
_BY_OTHERS = ("desiredCount", "launchType", "capacityProviderStrategy")
"""Members that have their own rules where they are not known."""
_STAND_INS: Mapping[tuple[str, ...], str] = {
    ("schedulingStrategy",): "REPLICA",
    ("networkConfiguration",): "assignPublicIp DISABLED",
    ("networkConfiguration", "awsvpcConfiguration"): "assignPublicIp DISABLED",
    ("networkConfiguration", "awsvpcConfiguration", "assignPublicIp"): "DISABLED",
    ("placementConstraints",): "none",
    ("placementConstraints", "expression"): "none",
    ("placementStrategy",): "none",
    ("placementStrategy", "field"): "none",
    ("volumeConfigurations",): "none",
    ("volumeConfigurations", "managedEBSVolume"): "none",
    ("volumeConfigurations", "managedEBSVolume", "sizeInGiB"): "none",
    ("volumeConfigurations", "managedEBSVolume", "volumeType"): "gp2",
    ("deploymentConfiguration",): "minimumHealthyPercent 100, maximumPercent 200",
    ("deploymentConfiguration", "maximumPercent"): "200",
    ("deploymentConfiguration", "minimumHealthyPercent"): "100",
}
"""What stands in for a member that is not known and decides a price: ECS's own default where it has one."""


def service_parts(context: AssemblyContext) -> Iterator[ServicePart]:
    """Every service of the estate, in the file's order."""
    for resource in context.index.of_kind(SERVICE_KIND):
        yield service_part(resource, context)


def service_part(resource: Resource, context: AssemblyContext) -> ServicePart:
    """One service with its task definition, launch and load."""
    resource, task_sets = _with_task_set(resource, context)
    part = ServicePart(resource.source, resource, text(resource.properties.get("serviceName")))
    part.made_of += [resource.source, *task_sets]
    part.subnets = member(resource.properties, "networkConfiguration", "awsvpcConfiguration", "subnets")
    left: dict[Path, object] = {}
    shape = {name: inner for name, inner in SERVICE.items() if name not in _BY_OTHERS[1:]}
    part.definition = taken(resource.properties, shape, (), left) or {}
    _name_unknown(part, left)
    join_task_definition(part, resource.properties.get("taskDefinition"), context)
    read_launch(part, resource.properties, None, context)
    read_load(part, context)
    return part


def _with_task_set(service: Resource, context: AssemblyContext) -> tuple[Resource, list[str]]:
    """The service with what its one task set says in its place, as external deployments write it."""
    if service.properties.get("taskDefinition") is not None:
        return service, []
    sets = context.index.referring(TASK_SET, "service", service.source)
    if len(sets) != 1:
        return service, []
    of_set = {name: value for name, value in sets[0].properties.items() if name in _OF_TASK_SET}
    return replace(service, properties={**service.properties, **of_set}), [sets[0].source]


def join_task_definition(part: ServicePart, value: object, context: AssemblyContext) -> None:
    """The task definition that a service or a schedule names; where there is none in the file, the default size."""
    found = context.index.task_definitions(value, part.resource.region or context.index.estate.region)
    size = context.parameters.default_size
    part.named += [each.source for each in found]
    if len(found) == 1:
        read_task_definition(part, found[0], size)
        return
    if found:
        named = " and ".join(each.source for each in found)
        what = f"taskDefinition: {named} have the same family; a reference or a revision decides"
    elif isinstance(value, Reference):
        what = f"taskDefinition: {value.source} is not in the file"
    elif is_known(value) and text(value):
        what = f"taskDefinition: {value} is not in the file"
    else:
        what = f"taskDefinition: {why_unknown(value)}"
    if size is None:
        part.notes.workload_unknown(part.source, what, None)
        return
    part.notes.assume(part.source, f"{what}; the default size is taken: {size_words(size)}", "/task_definition")
    name = as_name(part.name or part.source)
    part.task_document = {
        "family": name,
        "cpu": str(size.cpu_units),
        "memory": str(size.memory_mib),
        "containerDefinitions": [{"name": name, "image": "unknown", "essential": True}],
    }


def bare_task_definitions(context: AssemblyContext, used: set[str]) -> Iterator[ServicePart]:
    """Task definitions that nothing else runs, each as a service of its own."""
    for resource in context.index.of_kind(TASK_DEFINITION):
        if resource.source in used:
            continue
        part = ServicePart(resource.source, resource, None)
        read_task_definition(part, resource, context.parameters.default_size)
        _bare_load(part, context)
        yield part


def _bare_load(part: ServicePart, context: AssemblyContext) -> None:
    """One task all month; runs where something of the file starts it."""
    given, runs, seconds = (context.usage_of(part.source, name) for name in (AVERAGE, RUNS, SECONDS))
    starter = context.index.first_referring(_STARTERS, part.source)
    part.asks += [] if starter is None else [RUNS, SECONDS]
    if given is not None:
        part.load = {AVERAGE: str(given)}
    elif runs is not None and seconds is not None:
        part.load = {RUNS: str(runs), SECONDS: str(seconds)}
    elif context.parameters.runs is not None:
        part.load = dict(context.parameters.runs)
    elif starter is not None:
        for name in (RUNS, SECONDS):
            part.notes.usage_unknown(part.source, f"{name}: {starter.source} starts it", None)
    elif context.parameters.tasks is not None:
        part.load = {"tasks": context.parameters.tasks}
    else:
        part.load = {"tasks": "1"}
        part.notes.assume(part.source, "no service runs it: 1 task all month", "/load")


def _name_unknown(part: ServicePart, left: Mapping[Path, object]) -> None:
    for path, value in left.items():
        names = tuple(step for step in path if isinstance(step, str))
        if names in _STAND_INS:
            what = f"{'.'.join(names)}: {why_unknown(value)}"
            part.notes.workload_unknown(part.source, what, _STAND_INS[names], PREFIX + pointer(path[:1]))
