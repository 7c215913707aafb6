"""The quote request of one Region: its services, what surrounds them, and the instances that they run on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ecsquote.contract.workloads import ResourcePlace
from ecsquote.inputs.assembly.capacity import FleetReading, read_fleet
from ecsquote.inputs.assembly.gateways import read_gateways
from ecsquote.inputs.assembly.load_balancers import read_load_balancers, target_groups_of
from ecsquote.inputs.assembly.monitoring import read_alarms, read_insights
from ecsquote.inputs.assembly.notes import Notes
from ecsquote.inputs.assembly.operations import read_operations
from ecsquote.inputs.assembly.parts import AssemblyContext, ServicePart, UsageField
from ecsquote.inputs.assembly.surroundings import RegionSurroundings
from ecsquote.inputs.assembly.task_resources import read_task_resources
from ecsquote.inputs.estate.resources import references
from ecsquote.units import HOURS_PER_MONTH, decimal_string

_ADDRESS = "AWS::EC2::EIP"
NamedPart = tuple[str, ServicePart]


@dataclass(slots=True)
class RegionRequest:
    """A request with the notes on it, whose pointers lead into the answer."""

    document: dict[str, Any]
    notes: Notes
    places: dict[str, ResourcePlace] = field(default_factory=dict)
    usage_fields: dict[str, list[UsageField]] = field(default_factory=dict)


def region_request(region: str, number: int, services: Sequence[NamedPart], context: AssemblyContext) -> RegionRequest:
    """The request of a Region; `number`: its place among the requests of the answer."""
    parts = [part for _, part in services]
    document: dict[str, Any] = {"region": region, "services": [part.document(name) for name, part in services]}
    request = RegionRequest(document, Notes())
    prefix = f"/requests/{number}"
    for index, part in enumerate(parts):
        at = f"{prefix}/services/{index}"
        request.notes.add(part.notes, at)
        for name in part.asks:
            request.usage_fields.setdefault(part.source, []).append(UsageField(name, f"{at}/load/{name}"))
    fleet = read_fleet(parts, context)
    found = surroundings_of(region, parts, fleet, context)
    if found.usage:
        document["usage"] = found.usage
    document |= fleet.sections
    if context.parameters.hours_per_month != HOURS_PER_MONTH:
        document["hours_per_month"] = decimal_string(context.parameters.hours_per_month)
    request.notes.add(found.notes, prefix)
    request.notes.add(fleet.notes, prefix)
    for source, fields in found.fields.items():
        moved = [UsageField(each.name, prefix + (each.pointer or "")) for each in fields]
        request.usage_fields.setdefault(source, []).extend(moved)
    request.places = dict.fromkeys(fleet.made_of, ResourcePlace.FLEET)
    request.places |= dict.fromkeys(found.made_of, ResourcePlace.USAGE)
    return request


def surroundings_of(
    region: str, parts: Sequence[ServicePart], fleet: FleetReading, context: AssemblyContext
) -> RegionSurroundings:
    """Everything around these services that AWS bills."""
    found = RegionSurroundings(context, region)
    zones = [group.resource.properties.get("VPCZoneIdentifier") for group in fleet.groups]

    def subnets(part: ServicePart) -> object:
        return zones if part.subnets is None and zones else part.subnets

    read_load_balancers(parts, found)
    read_gateways(parts, subnets, found)
    read_task_resources(parts, found)
    clusters = {part.cluster.source: part.cluster for part in parts if part.cluster is not None}
    read_insights(list(clusters.values()), found)
    groups = {each.source for part in parts for each in target_groups_of(part, context.index)}
    read_alarms(parts, {*clusters, *groups, *found.made_of, *fleet.made_of}, found)
    read_operations(parts, found)
    _take_addresses(found)
    return found


def _take_addresses(found: RegionSurroundings) -> None:
    """Elastic IP addresses of load balancers and NAT gateways, which are billed with these."""
    index = found.context.index
    around = [each for source in found.made_of if (each := index.at(source)) is not None]
    used = {reference.source for each in around for reference in references(each.properties)}
    found.take(*(each.source for each in index.of_kind(_ADDRESS) if each.source in used))
