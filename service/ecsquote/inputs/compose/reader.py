"""From Compose files to an estate. A size is taken only where the file gives one: Compose has no default."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ecsquote.faults.pointers import pointer
from ecsquote.inputs.compose.interpolation import interpolated
from ecsquote.inputs.compose.merging import extended, merged_files, services_of
from ecsquote.inputs.compose.sizes import ComposeSize, inside, size_of
from ecsquote.inputs.decoding import Document
from ecsquote.inputs.estate.resources import Estate, Reference, Resource, SourceNote, Unresolved
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.workload.task_definition.platform import MINIMUM_CPU_UNITS

_ELSEWHERE = ("volumes", "networks", "configs", "secrets", "models")
_ARCHITECTURES = {"arm64": "ARM64", "aarch64": "ARM64", "amd64": "X86_64", "x86_64": "X86_64"}


def compose_estate(documents: Sequence[Document], parameters: ReadingParameters) -> Estate:
    """The estate of one Compose file, or of several of which later ones override earlier ones.

    A service whose profiles are not asked for is not started by Compose either: it is listed and not priced.
    """
    file = merged_files(documents)
    others = {document.name: document.value for document in documents if isinstance(document.value, Mapping)}
    lines = _lines(documents)
    resources: list[Resource] = []
    faults: list[SourceNote] = []
    for name in services_of(file):
        try:
            service = interpolated(extended(name, file, others), parameters.values)
            resources += list(_service(name, service, lines))
        except ValueError as error:
            resources.append(Resource(name, "service", "service"))
            faults.append(SourceNote(name, str(error)))
    return Estate(
        resources=(*resources, *_surroundings(file)),
        faults=tuple(faults),
        unknown=tuple(_not_seen(file)),
    )


def _lines(documents: Sequence[Document]) -> Mapping[str, str]:
    """The line of each service by its name, in the last file that has it."""
    found: dict[str, str] = {}
    for document in documents:
        for name in services_of(document.value):
            line = document.line_of(pointer(("services", name)))
            if line is not None:
                found[name] = f"line {line}" if len(documents) == 1 else f"{document.name} line {line}"
    return found


def _service(name: str, service: Mapping[str, Any], lines: Mapping[str, str]) -> Iterator[Resource]:
    if service.get("profiles"):
        yield Resource(name, "service", "service of a profile")
        return
    places = {"": lines[name]} if name in lines else {}
    definition = f"{name} (task definition)"
    count = next((one for one in (inside(service, "deploy.replicas"), service.get("scale")) if one is not None), 1)
    properties: dict[str, Any] = {"serviceName": name, "taskDefinition": Reference(definition), "desiredCount": count}
    if inside(service, "deploy.mode") == "global":
        properties = {**properties, "schedulingStrategy": "DAEMON"}
        del properties["desiredCount"]
    yield Resource(name, "service", "AWS::ECS::Service", properties, places=places)
    yield Resource(
        definition, "task definition", "AWS::ECS::TaskDefinition", _task_definition(name, service), places=places
    )


def _task_definition(name: str, service: Mapping[str, Any]) -> dict[str, Any]:
    """Sizes are the task's, as Fargate asks for them; below what ECS takes for a task they are the container's."""
    size = size_of(service)
    container = _container(name, service, size)
    document: dict[str, Any] = {
        "family": name,
        "networkMode": "awsvpc",
        "containerDefinitions": [container],
    }
    if isinstance(size.cpu_units, int) and size.cpu_units < MINIMUM_CPU_UNITS:
        container |= {"cpu": size.cpu_units, "memory": size.memory_mib}
    else:
        document |= {"cpu": _as_text(size.cpu_units), "memory": _as_text(size.memory_mib)}
    platform = service.get("platform")
    if isinstance(platform, str) and (architecture := _ARCHITECTURES.get(platform.split("/")[-1].lower())):
        document["runtimePlatform"] = {"cpuArchitecture": architecture}
    if platform is not None and isinstance(platform, Unresolved):
        document["runtimePlatform"] = {"cpuArchitecture": platform}
    return document


def _container(name: str, service: Mapping[str, Any], size: ComposeSize) -> dict[str, Any]:
    image = service.get("image")
    container: dict[str, Any] = {"name": name, "image": image if isinstance(image, str) else name, "essential": True}
    logging = service.get("logging")
    if isinstance(logging, Mapping) and logging.get("driver") == "awslogs":
        options = logging.get("options")
        container["logConfiguration"] = {
            "logDriver": "awslogs",
            "options": dict(options) if isinstance(options, Mapping) else {},
        }
    if size.gpus:
        container["resourceRequirements"] = [{"type": "GPU", "value": str(size.gpus)}]
    return container


def _as_text(size: int | Unresolved) -> str | Unresolved:
    return size if isinstance(size, Unresolved) else str(size)


def _surroundings(file: Mapping[str, Any]) -> Iterator[Resource]:
    """Volumes, networks, configs and secrets: the file does not say what they are on AWS."""
    for section in _ELSEWHERE:
        entries = file.get(section)
        for name in entries if isinstance(entries, Mapping) else ():
            yield Resource(f"{section}.{name}", section, f"compose {section}")


def _not_seen(file: Mapping[str, Any]) -> Iterator[SourceNote]:
    for entry in file.get("include") or ():
        path = entry.get("path") if isinstance(entry, Mapping) else entry
        yield SourceNote("include", f"{path} is included and was not read: give it as a file too")
