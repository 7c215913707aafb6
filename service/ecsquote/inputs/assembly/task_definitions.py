"""The task definition of a service as a request takes it: what decides a price, and stand-ins for what is not known."""

import re
from collections.abc import Mapping
from typing import Any

from ecsquote.faults.pointers import Path, pointer
from ecsquote.inputs.assembly.members import TASK_DEFINITION, taken
from ecsquote.inputs.assembly.parts import ServicePart
from ecsquote.inputs.assembly.values import entries, member, text, why_unknown
from ecsquote.inputs.estate.resources import Reference, Resource, Unresolved
from ecsquote.inputs.parameters import TaskSize

PREFIX = "/task_definition"
_NOT_A_NAME = re.compile(r"[^A-Za-z0-9_-]+")
_MAX_NAME = 255
_SECRETS_MANAGER = ":secretsmanager:"
_STAND_INS: Mapping[tuple[str, ...], str] = {
    ("runtimePlatform",): "LINUX, X86_64",
    ("runtimePlatform", "cpuArchitecture"): "X86_64",
    ("runtimePlatform", "operatingSystemFamily"): "LINUX",
    ("ephemeralStorage",): "20 GiB",
    ("ephemeralStorage", "sizeInGiB"): "20 GiB",
    ("requiresCompatibilities",): "none",
    ("placementConstraints",): "none",
    ("placementConstraints", "expression"): "none",
    ("inferenceAccelerators",): "none",
    ("volumes",): "none",
    ("containerDefinitions", "resourceRequirements"): "none",
    ("containerDefinitions", "resourceRequirements", "type"): "none",
    ("containerDefinitions", "resourceRequirements", "value"): "none",
}
"""What stands in for a member that is not known and decides a price: ECS's own default where it has one."""
_CONTAINER_SIZES = ("cpu", "memory", "memoryReservation")


def read_task_definition(part: ServicePart, resource: Resource, default_size: TaskSize | None) -> None:
    """Fill in the service's task definition, and say what of it is not known."""
    properties = dict(resource.properties)
    family = text(properties.get("family")) or as_name(resource.source)
    reason = _unknown_containers(properties.get("containerDefinitions"))
    if reason is not None:
        properties["containerDefinitions"] = [{"name": family[:_MAX_NAME], "essential": True}]
    left: dict[Path, object] = {}
    document: dict[str, Any] = taken(properties, TASK_DEFINITION, (), left) or {}
    document["family"] = family
    _fill_in_containers(document, left)
    part.task_definition, part.task_document = resource, document
    part.made_of.append(resource.source)
    source = resource.source
    problem = _size_problem(document, left, reason)
    if problem is not None and default_size is None:
        part.notes.workload_unknown(source, problem, None, PREFIX)
    elif problem is not None and default_size is not None:
        document |= {"cpu": str(default_size.cpu_units), "memory": str(default_size.memory_mib)}
        _assume(part, source, f"{problem}; the default size is taken: {size_words(default_size)}")
    elif reason is not None:
        what = f"containerDefinitions: {reason}; priced by the task's cpu and memory"
        _assume(part, source, what, "containerDefinitions")
    _network_mode(part, document, source, left)
    for path, value in left.items():
        _name_unknown(part, source, path, value, sized=problem is None)


def size_words(size: TaskSize) -> str:
    """A size in words."""
    return f"{size.cpu_units} CPU units and {size.memory_mib} MiB"


def as_name(source: str) -> str:
    """An address as ECS takes a family or a name: letters, digits, hyphens and underscores."""
    return _NOT_A_NAME.sub("-", source).strip("-")[-_MAX_NAME:] or "task"


def _assume(part: ServicePart, source: str, what: str, *path: str | int) -> None:
    part.notes.assume(source, what, PREFIX + pointer(path))


def _unknown_containers(containers: object) -> str | None:
    """Why the containers are not known, where they or one of them are not."""
    if isinstance(containers, Reference | Unresolved):
        return why_unknown(containers)
    unknown = (each for each in entries(containers) if isinstance(each, Reference | Unresolved))
    return next((why_unknown(each) for each in unknown), None)


def _fill_in_containers(document: dict[str, Any], left: Mapping[Path, object]) -> None:
    """Names and images that decide no price and that AWS asks for; no names of things that are not known."""
    unknown = {path[0] for path in left if path[0] == "volumes"} | {path[-1] for path in left if path[-1] == "name"}
    for index, container in enumerate(each for each in entries(document.get("containerDefinitions"))):
        if not isinstance(container, dict):
            continue
        container.setdefault("name", f"container-{index + 1}")
        container.setdefault("image", "unknown")
        secrets = [
            secret
            for secret in entries(container.pop("secrets", None))
            if _SECRETS_MANAGER in (text(member(secret, "valueFrom")) or "")
        ]
        if secrets:
            container["secrets"] = secrets
        for name in ("mountPoints", "dependsOn", "volumesFrom", "links") if unknown else ():
            container.pop(name, None)


def _size_problem(
    document: Mapping[str, Any], left: Mapping[Path, object], containers_reason: str | None
) -> str | None:
    """Why the task's size is not known; None where it is, or where validation has the last word."""
    for name in ("cpu", "memory"):
        if (name,) in left:
            return f"{name}: {why_unknown(left[(name,)])}"
    if "cpu" in document and "memory" in document:
        return None
    if containers_reason is not None:
        return f"containerDefinitions: {containers_reason}; the task has no cpu and memory of its own"
    for path, value in left.items():
        if path[0] == "containerDefinitions" and path[-1] in _CONTAINER_SIZES:
            return f"{path[-1]} of a container: {why_unknown(value)}"
    return None


def _network_mode(part: ServicePart, document: dict[str, Any], source: str, left: dict[Path, object]) -> None:
    """The mode that is not known: on Fargate AWS accepts only one."""
    value = left.pop(("networkMode",), None)
    if value is None:
        return
    what = f"networkMode: {why_unknown(value)}"
    if "FARGATE" in entries(document.get("requiresCompatibilities")):
        document["networkMode"] = "awsvpc"
        _assume(part, source, f"{what}; Fargate accepts only awsvpc", "networkMode")
    else:
        part.notes.workload_unknown(source, what, "bridge", PREFIX)


def _name_unknown(part: ServicePart, source: str, path: Path, value: object, *, sized: bool) -> None:
    """Say that a member that decides a price is not known, and what stands in for it."""
    names = tuple(step for step in path if isinstance(step, str))
    what = f"{'.'.join(names)}: {why_unknown(value)}"
    if names[0] == "containerDefinitions" and names[-1] in _CONTAINER_SIZES:
        if sized:
            _assume(part, source, f"{what}; the task's own size counts", "containerDefinitions")
    elif names in _STAND_INS:
        part.notes.workload_unknown(source, what, _STAND_INS[names], PREFIX)
