"""ECS services and task definitions of an estate as services of a quote request, before they have their place in it."""

from collections.abc import Iterator, Mapping

from ecsquote.faults.pointers import Path, pointer
from ecsquote.inputs.assembly.estate_index import TASK_DEFINITION
from ecsquote.inputs.assembly.launch import read_launch
from ecsquote.inputs.assembly.load import read_load
from ecsquote.inputs.assembly.members import SERVICE, taken
from ecsquote.inputs.assembly.parts import Context, ServicePart
from ecsquote.inputs.assembly.task_definitions import as_name, read_task_definition, size_words
from ecsquote.inputs.assembly.values import is_known, text, why_unknown
from ecsquote.inputs.estate.resources import Reference, Resource

SERVICE_KIND = "AWS::ECS::Service"
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


def service_parts(context: Context) -> Iterator[ServicePart]:
    """Every service of the estate, in the file's order."""
    for resource in context.index.estate.of_kind(SERVICE_KIND):
        yield service_part(resource, context)


def service_part(resource: Resource, context: Context) -> ServicePart:
    """One service with its task definition, launch and load."""
    part = ServicePart(resource.source, resource, text(resource.properties.get("serviceName")))
    part.made_of.append(resource.source)
    left: dict[Path, object] = {}
    shape = {name: inner for name, inner in SERVICE.items() if name not in _BY_OTHERS[1:]}
    part.definition = taken(resource.properties, shape, (), left) or {}
    _name_unknown(part, left)
    join_task_definition(part, resource.properties.get("taskDefinition"), context)
    read_launch(part, resource.properties, None, context)
    read_load(part, context)
    return part


def join_task_definition(part: ServicePart, value: object, context: Context) -> None:
    """The task definition that a service or a schedule names; where there is none in the file, the default size."""
    found = context.index.task_definitions(value, part.resource.region or context.index.estate.region)
    size = context.parameters.default_size
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


def bare_task_definitions(context: Context, used: set[str]) -> Iterator[ServicePart]:
    """Task definitions that nothing else runs, each as a service of its own."""
    for resource in context.index.estate.of_kind(TASK_DEFINITION):
        if resource.source in used:
            continue
        part = ServicePart(resource.source, resource, None)
        read_task_definition(part, resource, context.parameters.default_size)
        given = context.usage_of(resource.source, "average_tasks")
        tasks = context.parameters.tasks
        if given is not None:
            part.load = {"average_tasks": str(given)}
        else:
            part.load = {"tasks": tasks or "1"}
            if tasks is None:
                part.notes.assume(resource.source, "no service runs it: 1 task all month", "/load")
        yield part


def _name_unknown(part: ServicePart, left: Mapping[Path, object]) -> None:
    for path, value in left.items():
        names = tuple(step for step in path if isinstance(step, str))
        if names in _STAND_INS:
            what = f"{'.'.join(names)}: {why_unknown(value)}"
            part.notes.workload_unknown(part.source, what, _STAND_INS[names], PREFIX + pointer(path[:1]))
