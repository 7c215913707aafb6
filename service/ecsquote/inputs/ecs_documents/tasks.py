"""Described tasks: how many run of each group, as a service where no service of that name is among the documents."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from ecsquote.counted import counted
from ecsquote.inputs.ecs_documents.arns import region_of, resource_of
from ecsquote.inputs.ecs_documents.documents import SERVICE, EcsEntry
from ecsquote.inputs.estate.resources import Resource, SourceNote

_ENDED = ("STOPPED", "DEPROVISIONING", "STOPPING", "DEACTIVATING", "DELETED")
Group = tuple[str, str, str, str]


def services_of_tasks(entries: Sequence[EcsEntry], named: Collection[str]) -> tuple[list[Resource], list[SourceNote]]:
    """One resource per group of tasks, and a note on each: they are taken to run all month.

    `named` are the addresses of the services that are described themselves; the tasks of these are theirs.
    """
    resources: list[Resource] = []
    notes: list[SourceNote] = []
    ordered = sorted(entries, key=lambda entry: _group(entry.value))
    for group, members in groupby(ordered, key=lambda entry: _group(entry.value)):
        tasks = [entry.value for entry in members]
        resource = _resource(group, tasks, named)
        resources.append(resource)
        if resource.kind == SERVICE:
            count = counted(resource.properties["desiredCount"], "task")
            notes.append(SourceNote(resource.source, f"{count} of this group run now and are taken to run all month"))
    return resources, notes


def _group(task: Mapping[str, Any]) -> Group:
    cluster = resource_of(task.get("clusterArn"), last=True) or ""
    capacity = str(task.get("capacityProviderName") or task.get("launchType") or "")
    return str(task.get("group", "")), cluster, str(task.get("taskDefinitionArn", "")), capacity


def _resource(group: Group, tasks: Sequence[Mapping[str, Any]], named: Collection[str]) -> Resource:
    name, cluster, definition, _ = group
    kind, _, title = name.rpartition(":")
    title = title or (resource_of(definition, last=True) or "task").partition(":")[0]
    own = "/".join(filter(None, ["service" if kind == "service" else "tasks", cluster, title]))
    of_service = kind == "service" and any(own in (one, one.replace(f"/{cluster}/", "/")) for one in named)
    region = region_of(definition) or region_of(tasks[0].get("taskArn"))
    if of_service:
        return Resource(f"tasks of {own}", "tasks", "tasks of a service", {}, region)
    running = sum(task.get("lastStatus") not in _ENDED for task in tasks)
    properties = {
        "serviceName": title,
        "cluster": cluster or None,
        "taskDefinition": definition,
        "desiredCount": running,
    }
    return Resource(own, "tasks", SERVICE, {**properties, **dict(_launch(tasks[0]))}, region)


def _launch(task: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if provider := task.get("capacityProviderName"):
        yield "capacityProviderStrategy", [{"capacityProvider": provider, "base": 0, "weight": 1}]
    elif launch_type := task.get("launchType"):
        yield "launchType", launch_type
