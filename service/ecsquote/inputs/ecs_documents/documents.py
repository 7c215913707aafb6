"""The objects in ECS documents: every wrapper and list that the AWS CLI and SDKs put around them, taken off.

Source: the request and response syntax of https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Operations.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ecsquote.faults.pointers import pointer
from ecsquote.inputs.decoding import Document
from ecsquote.inputs.placeholders import with_unknown
from ecsquote.inputs.recognition import is_ecs_document, is_service_without_name

TASK_DEFINITION = "AWS::ECS::TaskDefinition"
SERVICE = "AWS::ECS::Service"
CLUSTER = "AWS::ECS::Cluster"
CAPACITY_PROVIDER = "AWS::ECS::CapacityProvider"
TASK = "task"
RUN = "run-task"

_LISTS = {
    "services": SERVICE,
    "taskDefinitions": TASK_DEFINITION,
    "clusters": CLUSTER,
    "capacityProviders": CAPACITY_PROVIDER,
    "tasks": TASK,
}
_WRAPPERS = {
    "service": SERVICE,
    "taskDefinition": TASK_DEFINITION,
    "cluster": CLUSTER,
    "capacityProvider": CAPACITY_PROVIDER,
}


@dataclass(frozen=True, slots=True)
class EcsEntry:
    """One object of a document: what it is, and where it stands."""

    kind: str
    value: Mapping[str, Any]
    file: str
    pointer: str


@dataclass(frozen=True, slots=True)
class EcsFailure:
    """Something that AWS was asked for and did not find: an entry of an answer's `failures`."""

    file: str
    arn: str
    reason: str


def entries_of(document: Document) -> Iterator[EcsEntry | EcsFailure]:
    """Every object of a document, in its order."""
    yield from _entries(with_unknown(document.value), document.name, ())


def _entries(value: Any, file: str, path: tuple[str | int, ...]) -> Iterator[EcsEntry | EcsFailure]:
    if isinstance(value, list):
        yield from _of_list(value, file, path)
        return
    wrapper = next((name for name in _WRAPPERS if isinstance(value.get(name), dict)), None)
    if wrapper is not None:
        inner = dict(value[wrapper])
        if wrapper == "taskDefinition" and "tags" in value:
            inner.setdefault("tags", value["tags"])
        yield EcsEntry(_WRAPPERS[wrapper], inner, file, pointer((*path, wrapper)))
        return
    lists = [name for name in _LISTS if isinstance(value.get(name), list)]
    if lists and "containerDefinitions" not in value and "serviceName" not in value:
        for name in lists:
            for index, entry in enumerate(value[name]):
                if isinstance(entry, dict):
                    yield EcsEntry(_LISTS[name], entry, file, pointer((*path, name, index)))
        yield from _failures(value, file)
        return
    yield EcsEntry(_kind_of(value), value, file, pointer(path))


def _of_list(value: list[Any], file: str, path: tuple[str | int, ...]) -> Iterator[EcsEntry | EcsFailure]:
    if all(is_ecs_document(entry) for entry in value):
        for index, entry in enumerate(value):
            yield from _entries(entry, file, (*path, index))
        return
    yield EcsEntry(TASK_DEFINITION, {"containerDefinitions": value}, file, pointer(path))


def _failures(value: Mapping[str, Any], file: str) -> Iterator[EcsFailure]:
    failures = value.get("failures")
    for failure in failures if isinstance(failures, list) else ():
        if isinstance(failure, dict):
            yield EcsFailure(file, str(failure.get("arn", "?"))[:300], str(failure.get("reason", "?"))[:100])


def _kind_of(value: Mapping[str, Any]) -> str:
    if "containerDefinitions" in value:
        return TASK_DEFINITION
    if "taskArn" in value:
        return TASK
    if "serviceName" in value or "serviceArn" in value:
        return SERVICE
    if "taskDefinition" in value:
        return RUN
    if is_service_without_name(value):
        return SERVICE
    return CLUSTER if "clusterArn" in value else TASK_DEFINITION
