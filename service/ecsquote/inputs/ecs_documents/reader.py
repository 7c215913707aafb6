"""From ECS documents to an estate: services joined with their task definitions by ARN, revision or family."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from ecsquote.inputs.decoding import Document
from ecsquote.inputs.ecs_documents.arns import region_of, resource_of
from ecsquote.inputs.ecs_documents.documents import (
    CAPACITY_PROVIDER,
    CLUSTER,
    RUN,
    SERVICE,
    TASK,
    TASK_DEFINITION,
    EcsEntry,
    EcsFailure,
    entries_of,
)
from ecsquote.inputs.ecs_documents.tasks import services_of_tasks
from ecsquote.inputs.estate.resources import Estate, Reference, Resource, SourceNote

_ENDED = ("INACTIVE", "DRAINING")
_HISTORY = ("deployments", "taskSets", "events", "runningCount", "pendingCount", "createdAt", "createdBy", "updatedAt")
"""Members of a described service that decide no price."""
_OF_PRIMARY = ("taskDefinition", "launchType", "capacityProviderStrategy", "platformVersion", "networkConfiguration")


def ecs_estate(documents: Sequence[Document]) -> Estate:
    """The estate that ECS documents describe; documents of one set belong together."""
    entries: list[EcsEntry] = []
    missing: list[EcsFailure] = []
    for entry in (entry for document in documents for entry in entries_of(document)):
        (entries if isinstance(entry, EcsEntry) else missing).append(entry)  # type: ignore[arg-type]  # one list a type
    resources = [*_resources([entry for entry in entries if entry.kind != TASK])]
    named = {resource.source for resource in resources if resource.kind == SERVICE}
    tasks, notes = services_of_tasks([entry for entry in entries if entry.kind == TASK], named)
    return Estate(
        resources=tuple(_joined(_unique([*resources, *tasks]))),
        assumed=tuple(notes),
        faults=tuple(SourceNote(one.arn, f"AWS did not find it: {one.reason}") for one in missing),
    )


def _resources(entries: Sequence[EcsEntry]) -> Iterator[Resource]:
    for entry in entries:
        yield _BY_KIND[entry.kind](entry)


def _task_definition(entry: EcsEntry) -> Resource:
    arn = entry.value.get("taskDefinitionArn")
    family = entry.value.get("family")
    name = family if isinstance(family, str) and family else PurePosixPath(entry.file).stem
    revision = entry.value.get("revision")
    source = resource_of(arn) or f"task-definition/{name}" + (f":{revision}" if isinstance(revision, int) else "")
    return Resource(source, TASK_DEFINITION, TASK_DEFINITION, {**entry.value, "family": name}, region_of(arn))


def _service(entry: EcsEntry) -> Resource:
    value = _of_primary(entry.value)
    arn = value.get("serviceArn")
    cluster = value.get("cluster", value.get("clusterArn"))
    properties = {name: member for name, member in value.items() if name not in _HISTORY}
    if cluster is not None:
        properties["cluster"] = cluster
    name = properties.setdefault("serviceName", PurePosixPath(entry.file).stem)
    source = resource_of(arn) or "/".join(["service", *filter(None, [resource_of(cluster, last=True)]), str(name)])
    kind = f"{value['status']} service" if value.get("status") in _ENDED else SERVICE
    return Resource(source, SERVICE, kind, properties, region_of(arn) or region_of(cluster) or _task_region(value))


def _run(entry: EcsEntry) -> Resource:
    family = resource_of(entry.value["taskDefinition"], last=True) or str(entry.value["taskDefinition"])
    name = family.partition(":")[0]
    left_out = ("count", "overrides", "startedBy", "group")
    properties = {member: value for member, value in entry.value.items() if member not in left_out}
    count = entry.value.get("count", 1)
    properties |= {"serviceName": name, "desiredCount": count}
    return Resource(f"run-task/{name}", SERVICE, SERVICE, properties, _task_region(entry.value))


def _cluster(entry: EcsEntry) -> Resource:
    arn = entry.value.get("clusterArn")
    source = resource_of(arn) or f"cluster/{entry.value.get('clusterName', '?')}"
    return Resource(source, CLUSTER, CLUSTER, entry.value, region_of(arn))


def _capacity_provider(entry: EcsEntry) -> Resource:
    arn = entry.value.get("capacityProviderArn")
    source = resource_of(arn) or f"capacity-provider/{entry.value.get('name', '?')}"
    return Resource(source, CAPACITY_PROVIDER, CAPACITY_PROVIDER, entry.value, region_of(arn))


_BY_KIND = {
    TASK_DEFINITION: _task_definition,
    SERVICE: _service,
    RUN: _run,
    CLUSTER: _cluster,
    CAPACITY_PROVIDER: _capacity_provider,
}


def _of_primary(service: Mapping[str, Any]) -> Mapping[str, Any]:
    """The service with what only its PRIMARY deployment or task set says, as external deployments print it."""
    sets = [*_list(service.get("deployments")), *_list(service.get("taskSets"))]
    primary: Mapping[str, Any] = next((one for one in sets if one.get("status") == "PRIMARY"), {})
    added = {name: primary[name] for name in _OF_PRIMARY if name in primary and service.get(name) in (None, "", [], {})}
    return {**service, **added}


def _list(value: object) -> Iterable[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else ()


def _task_region(value: Mapping[str, Any]) -> str | None:
    return region_of(value.get("taskDefinition")) or region_of(value.get("cluster"))


def _unique(resources: Sequence[Resource]) -> list[Resource]:
    """The resources with a number behind addresses that come again; a document that is given twice counts once."""
    found: list[Resource] = []
    numbers: Counter[str] = Counter()
    given: set[str] = set()
    for resource in resources:
        content = repr(_in_order([resource.source, resource.kind, resource.region, resource.properties]))
        if resource.kind != SERVICE and content in given:
            continue
        given.add(content)
        numbers[resource.source] += 1
        number = numbers[resource.source]
        found.append(resource if number == 1 else replace(resource, source=f"{resource.source} ({number})"))
    return found


def _in_order(value: object) -> object:
    """A value that two documents share where they differ only in the order of members."""
    if isinstance(value, Mapping):
        return sorted(((str(name), _in_order(item)) for name, item in value.items()), key=lambda member: member[0])
    return [_in_order(item) for item in value] if isinstance(value, list | tuple) else value


def _joined(resources: Sequence[Resource]) -> Iterator[Resource]:
    """The resources, with references to the task definition and the cluster where these are among them."""
    definitions = _Definitions([resource for resource in resources if resource.kind == TASK_DEFINITION])
    clusters = {resource_of(resource.source, last=True): resource for resource in resources if resource.kind == CLUSTER}
    services = sum(resource.kind == SERVICE for resource in resources)
    for resource in resources:
        if resource.kind != SERVICE:
            yield resource
            continue
        properties = dict(resource.properties)
        definition = definitions.named(properties.get("taskDefinition"))
        if properties.get("taskDefinition") is None and services == 1:
            definition = definitions.only
        if definition is not None:
            properties["taskDefinition"] = Reference(definition.source)
        cluster = clusters.get(resource_of(properties.get("cluster"), last=True))
        if cluster is not None:
            properties["cluster"] = Reference(cluster.source)
        region = resource.region or (definition.region if definition else None) or (cluster.region if cluster else None)
        yield replace(resource, properties=properties, region=region)


class _Definitions:
    """Task definitions by their names; a set of files may hold tens of thousands."""

    def __init__(self, definitions: Sequence[Resource]) -> None:
        self._by_name: dict[str, Resource] = {}
        self._by_family: dict[str, list[Resource]] = {}
        for one in definitions:
            self._by_name.setdefault(one.source.rpartition("/")[2], one)
            self._by_family.setdefault(one.properties["family"], []).append(one)

    @property
    def only(self) -> Resource | None:
        """The definition where there is one alone: that of a service that names none, as deployment tools keep it."""
        return next(iter(self._by_name.values())) if len(self._by_name) == 1 else None

    def named(self, name: object) -> Resource | None:
        """The definition of an ARN, FAMILY:REVISION or FAMILY; among several revisions of a family, the latest."""
        if not isinstance(name, str):
            return None
        asked = resource_of(name, last=True) or name
        exact = self._by_name.get(asked)
        if exact is not None:
            return exact
        family, _, revision = asked.partition(":")
        same = self._by_family.get(family, [])
        without = [one for one in same if not isinstance(one.properties.get("revision"), int)]
        if revision:
            return without[0] if len(without) == 1 else None
        numbered = [one for one in same if isinstance(one.properties.get("revision"), int)]
        latest = max(numbered, key=lambda one: int(one.properties["revision"]), default=None)
        return latest or next(iter(without), None)
