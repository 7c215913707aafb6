"""From an estate to quote requests, one per Region, with all that is not known, assumed, faulty or not priced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ecsquote.contract.workloads import InputFormat, ResourcePlace, WorkloadReading
from ecsquote.inputs.assembly.capacity import read_fleet
from ecsquote.inputs.assembly.classification import classify, service_places
from ecsquote.inputs.assembly.estate_index import EstateIndex
from ecsquote.inputs.assembly.express import express_parts
from ecsquote.inputs.assembly.naming import names_of
from ecsquote.inputs.assembly.notes import Notes
from ecsquote.inputs.assembly.parts import AssemblyContext, KnownUsage, ServicePart, UsageField
from ecsquote.inputs.assembly.regions import set_regions
from ecsquote.inputs.assembly.requests import NamedPart, RegionRequest, region_request, surroundings_of
from ecsquote.inputs.assembly.scheduled_tasks import scheduled_parts
from ecsquote.inputs.assembly.services import bare_task_definitions, service_parts
from ecsquote.inputs.assembly.validation import validate
from ecsquote.inputs.estate.resources import Estate
from ecsquote.inputs.parameters import ReadingParameters


@dataclass(frozen=True, slots=True)
class Assembled:
    """A reading, and what a usage file may say about each address of it.

    To apply a usage file, assemble the same estate again with its values as `usage`: what it gives is then not
    unknown, and a service that had no load without it is in a request.
    """

    reading: WorkloadReading
    usage_fields: Mapping[str, tuple[UsageField, ...]]
    """By address, what the file leaves open there; a usage file may name every address of the reading all the same."""
    names: Mapping[str, str]
    """The address of each service by its name in the requests; of several Regions the first."""


def assemble(
    estate: Estate, input_format: InputFormat, parameters: ReadingParameters, usage: KnownUsage | None = None
) -> WorkloadReading:
    """The workload of an estate; see `assemble_with_addresses`."""
    return assemble_with_addresses(estate, input_format, parameters, usage).reading


def assemble_with_addresses(
    estate: Estate, input_format: InputFormat, parameters: ReadingParameters, usage: KnownUsage | None = None
) -> Assembled:
    """Join services with their task definitions, decide launch, load and Region, and place every resource.

    `usage`: by address, the fields of a usage file and their values. InputError at /region where no service has a
    Region.
    """
    context = AssemblyContext(EstateIndex(estate), input_format, parameters, usage or {})
    parts = _parts(context)
    selected = set_regions(parts, context.index, parameters)
    named = list(zip(names_of(selected), selected, strict=True))
    for name, part in named:
        validate(part, name)
    notes = _estate_notes(estate)
    requests = _requests(named, context)
    left_out = [part for part in selected if part.notes.leaves_out]
    for request in requests:
        notes.add(request.notes, "")
    for part in left_out:
        notes.add(part.notes, None)
    documents = tuple(request.document for request in requests)
    notes.point_into({"requests": documents})
    places = _places(notes, selected, requests)
    elsewhere = _elsewhere(parts, selected) | _around(left_out, context)
    listed, not_priced = classify(estate, places, elsewhere)
    reading = WorkloadReading(
        format=input_format,
        requests=documents,
        unknown=tuple(dict.fromkeys(notes.unknown)),
        assumed=tuple(dict.fromkeys(notes.assumed)),
        warnings=tuple(dict.fromkeys(notes.warnings)),
        not_priced=tuple(not_priced),
        faults=tuple(dict.fromkeys(notes.faults)),
        resources=tuple(listed),
    )
    addresses = {name: part.source for name, part in reversed(named)}
    return Assembled(reading, _usage_fields(requests, left_out), addresses)


def _parts(context: AssemblyContext) -> list[ServicePart]:
    parts = [*service_parts(context), *express_parts(context), *scheduled_parts(context)]
    used = {source for part in parts for source in part.named}
    parts += bare_task_definitions(context, used)
    return parts


def _requests(named: Sequence[NamedPart], context: AssemblyContext) -> list[RegionRequest]:
    """One request for each Region, in the order in which the file first names them."""
    by_region: dict[str, list[NamedPart]] = {}
    for name, part in named:
        if not part.notes.leaves_out and part.region is not None:
            by_region.setdefault(part.region, []).append((name, part))
    return [
        region_request(region, number, services, context) for number, (region, services) in enumerate(by_region.items())
    ]


def _estate_notes(estate: Estate) -> Notes:
    notes = Notes()
    for note in estate.unknown:
        notes.workload_unknown(note.source, note.message, None)
    for note in estate.assumed:
        notes.assume(note.source, note.message)
    for note in estate.warnings:
        notes.warn(note.source, note.message)
    for note in estate.faults:
        notes.fault(note.source, note.message)
    return notes


def _places(notes: Notes, parts: Sequence[ServicePart], requests: Sequence[RegionRequest]) -> dict[str, ResourcePlace]:
    """What each resource became: a fault, else a service, else what surrounds services."""
    places: dict[str, ResourcePlace] = {}
    for request in requests:
        places |= request.places
    faulty = dict.fromkeys((fault.source for fault in notes.faults), ResourcePlace.FAULT)
    return places | service_places(parts) | faulty


def _around(parts: Sequence[ServicePart], context: AssemblyContext) -> dict[str, str]:
    """What surrounds services that are in no request."""
    found: dict[str, str] = {}
    for region in {part.region for part in parts}:
        here = [part for part in parts if part.region == region]
        fleet = read_fleet(here, context)
        around = surroundings_of(region or "", here, fleet, context)
        found |= dict.fromkeys([*fleet.made_of, *around.made_of], "its service is in no request")
    return found


def _elsewhere(parts: Sequence[ServicePart], selected: Sequence[ServicePart]) -> dict[str, str]:
    """Services of Regions that were not asked for, and what they were made of."""
    mine = {source for part in selected for source in part.made_of}
    chosen = set(selected)
    others = [part for part in parts if part not in chosen]
    return {
        source: f"in {part.region}, which is not the Region asked for"
        for part in others
        for source in part.made_of
        if source not in mine
    }


def _usage_fields(
    requests: Sequence[RegionRequest], left_out: Sequence[ServicePart]
) -> dict[str, tuple[UsageField, ...]]:
    fields: dict[str, list[UsageField]] = {}
    for request in requests:
        for source, found in request.usage_fields.items():
            fields.setdefault(source, []).extend(found)
    for part in left_out:
        fields.setdefault(part.source, []).extend(UsageField(name, None) for name in part.asks)
    return {source: tuple(dict.fromkeys(found)) for source, found in fields.items()}
