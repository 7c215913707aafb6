"""One workload for each cluster: its quote request with measured loads and usage, and what several clusters share."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ecsquote.account.estate import ScannedPlace, cluster_estate, joint_estate, places_of
from ecsquote.account.instances_of_cluster import cluster_instances
from ecsquote.account.loads import ScannedLoad, service_load
from ecsquote.account.measured_usage import measured_usage
from ecsquote.account.saved_scan import AwsObject, SavedRegion
from ecsquote.account.unclustered import of_no_cluster
from ecsquote.contract.workloads import (
    Assumed,
    InputFormat,
    NotPriced,
    ResourcePlace,
    WorkloadReading,
)
from ecsquote.inputs.assembly import Assembled, KnownUsage, assemble_with_addresses
from ecsquote.inputs.estate.resources import Estate
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.pricing.catalog.catalog import Catalog

_DAEMON = "daemon"


@dataclass(frozen=True, slots=True)
class ScannedWorkload:
    """A cluster as a quote request, and what is said of it."""

    place: ScannedPlace
    reading: WorkloadReading
    request: dict[str, Any] | None
    loads: Mapping[str, ScannedLoad]
    """By the names of the services in the request."""
    services: Mapping[str, AwsObject]
    """ECS's own objects, by the same names; none for schedules."""


@dataclass(frozen=True, slots=True)
class ScannedRegion:
    """The clusters of one account in one Region, and what surrounds several of them or none."""

    workloads: tuple[ScannedWorkload, ...]
    shared_usage: Mapping[str, Any] = field(default_factory=dict)
    """What clusters share, as the `usage` of a request."""
    of_no_cluster: tuple[NotPriced, ...] = ()


def scanned_region(
    region: SavedRegion, read_at: datetime, days: int, clusters: Set[str], catalog: Catalog
) -> ScannedRegion:
    """The workloads of a Region; `clusters`: the names of those that are wanted, empty for all."""
    everywhere = places_of(region)
    known = measured_usage(region)
    alone = {place.arn: _assembled(cluster_estate(place), place, known) for place in everywhere}
    uses = Counter(source for each in alone.values() for source in _usage_of(each))
    shared = frozenset(source for source, count in uses.items() if count > 1)
    wanted = [place for place in everywhere if not clusters or place.name in clusters]
    workloads = []
    for place in wanted:
        found = alone[place.arn]
        if shared & _usage_of(found):
            found = _assembled(cluster_estate(place, shared), place, known)
        workloads.append(_workload(place, found, read_at, days, catalog))
    joint = _joint_usage([place for place in everywhere if shared & _usage_of(alone[place.arn])], uses, shared, known)
    return ScannedRegion(
        tuple(workloads), joint, tuple(of_no_cluster(region, [each.reading for each in alone.values()]))
    )


def _assembled(estate: Estate, place: ScannedPlace, known: KnownUsage) -> Assembled:
    parameters = ReadingParameters(region=place.region.region)
    if not any(each.kind in _RUNS for each in estate.resources):
        empty = WorkloadReading(format=InputFormat.ECS, requests=())
        return Assembled(empty, {}, {})
    return assemble_with_addresses(estate, InputFormat.ECS, parameters, known)


_RUNS = ("AWS::ECS::Service", "AWS::Events::Rule", "AWS::Scheduler::Schedule")


def _usage_of(assembled: Assembled) -> set[str]:
    return {each.source for each in assembled.reading.resources if each.place is ResourcePlace.USAGE}


def _joint_usage(
    places: Sequence[ScannedPlace], uses: Mapping[str, int], shared: Set[str], known: KnownUsage
) -> Mapping[str, Any]:
    """The usage of everything that two clusters or more surround themselves with."""
    if not places:
        return {}
    estate = joint_estate(places, frozenset(uses) - shared)
    requests = _assembled(estate, places[0], known).reading.requests
    usage: dict[str, Any] = dict(requests[0].get("usage", {})) if requests else {}
    for of_one_cluster in ("alarms", "container_insights", "scheduler", "cloud_map"):
        usage.pop(of_one_cluster, None)
    return usage


def _workload(
    place: ScannedPlace,
    assembled: Assembled,
    read_at: datetime,
    days: int,
    catalog: Catalog,
) -> ScannedWorkload:
    reading = assembled.reading
    request = dict(reading.requests[0]) if reading.requests else None
    by_address = {f"service/{place.name}/{each.get('serviceName')}": each for each in place.services}
    loads: dict[str, ScannedLoad] = {}
    services: dict[str, AwsObject] = {}
    listed = []
    for document in request["services"] if request else ():
        name = document["name"]
        service = by_address.get(_with_cluster(assembled.names.get(name, ""), place.name))
        if service is None:
            loads[name] = ScannedLoad(document.get("load", {}), "schedule")
            listed.append(document)
            continue
        services[name] = service
        loads[name] = service_load(service, place.name, place.region, read_at, days)
        listed.append(document if loads[name].source == _DAEMON else {**document, "load": dict(loads[name].load)})
    if request is not None:
        request["services"] = listed
        _add_registered_memory(request, place, catalog)
    return ScannedWorkload(place, _said(reading, place, loads, assembled), request, loads, services)


def _with_cluster(address: str, cluster: str) -> str:
    """The address of a service with its cluster, which ARNs of the old form lack."""
    kind, _, name = address.partition("/")
    return f"service/{cluster}/{name}" if kind == "service" and "/" not in name else address


def _add_registered_memory(request: dict[str, Any], place: ScannedPlace, catalog: Catalog) -> None:
    """The memory that instances of each type really register; the least where they differ."""
    registered: dict[str, int] = {}
    for each in cluster_instances(place.region, place.arn):
        (_, memory), name = each.registered_resources, each.type or ""
        if memory and name in catalog.instance_types:
            registered[name] = min(memory, registered.get(name, memory))
    if registered:
        request["fleet"] = {**request.get("fleet", {}), "registered_memory_mib": registered}


def _said(
    reading: WorkloadReading,
    place: ScannedPlace,
    loads: Mapping[str, ScannedLoad],
    assembled: Assembled,
) -> WorkloadReading:
    """The notes of a reading that are about this cluster, those on its loads added."""
    assumed = [
        Assumed(assembled.names.get(name, name), f"/services/{at}/load", what)
        for at, (name, load) in enumerate(loads.items())
        for what in load.assumed
    ]
    return replace(
        reading,
        unknown=tuple(replace(each, pointer=_below(each.pointer)) for each in reading.unknown),
        assumed=(
            *(replace(each, pointer=_below(each.pointer)) for each in reading.assumed),
            *assumed,
            *_in_deployment(place),
        ),
        warnings=tuple(replace(each, pointer=_below(each.pointer)) for each in reading.warnings),
        not_priced=_standalone(place),
    )


def _below(pointer: str | None) -> str | None:
    """A pointer into the one request rather than into the list of requests."""
    return None if pointer is None else pointer.removeprefix("/requests/0") or None


def _standalone(place: ScannedPlace) -> tuple[NotPriced, ...]:
    """Tasks outside services: what runs now says nothing of the month."""
    found: Counter[str] = Counter()
    for task in place.region.tasks:
        group = str(task.get("group") or "")
        if place.has(task) and not group.startswith("service:") and task.get("lastStatus") != "STOPPED":
            started = str(task.get("startedBy") or "")
            if not started.startswith(("events-rule/", "chronos-schedule/")):
                found[group or str(task.get("taskArn"))] += 1
    why = "outside any service: how often such tasks run is not known"
    return tuple(NotPriced(group, f"{count} running now", why) for group, count in found.items())


def _in_deployment(place: ScannedPlace) -> Iterator[Assumed]:
    """Services that change while they are read."""
    for service in place.services:
        states = [each.get("rolloutState") for each in service.get("deployments") or ()]
        if len(states) > 1 and "IN_PROGRESS" in states:
            source = f"service/{place.name}/{service.get('serviceName')}"
            yield Assumed(source, None, "a deployment is in progress: only its PRIMARY revision is counted")
