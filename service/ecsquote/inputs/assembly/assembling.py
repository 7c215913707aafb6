"""From an estate to quote requests, one per Region, with all that is not known, assumed, faulty or not priced."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ecsquote.contract.workloads import InputFormat, ResourcePlace, WorkloadReading
from ecsquote.inputs.assembly.classification import classify, service_places
from ecsquote.inputs.assembly.estate_index import EstateIndex
from ecsquote.inputs.assembly.express import express_parts
from ecsquote.inputs.assembly.notes import Notes
from ecsquote.inputs.assembly.parts import AssemblyContext, KnownUsage, ServicePart
from ecsquote.inputs.assembly.regions import set_regions
from ecsquote.inputs.assembly.scheduled_tasks import scheduled_parts
from ecsquote.inputs.assembly.services import bare_task_definitions, service_parts
from ecsquote.inputs.assembly.validation import validate
from ecsquote.inputs.assembly.values import text
from ecsquote.inputs.estate.resources import Estate
from ecsquote.inputs.parameters import ReadingParameters

MAX_NAME = 255


@dataclass(frozen=True, slots=True)
class UsageField:
    """A value that the file does not give and a usage file may."""

    name: str
    """As a usage file spells it: average_tasks, seconds_per_run, lcu_per_hour, ingested_gb."""
    pointer: str | None
    """Where it is in the answer; None where its service is in no request without it."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """A reading, and what a usage file may say about each address of it.

    To apply a usage file, assemble the same estate again with its values as `usage`: what it gives is then not
    unknown, and a service that had no load without it is in a request.
    """

    reading: WorkloadReading
    usage_fields: Mapping[str, tuple[UsageField, ...]]
    """By address, for each address of the estate that a usage file may name."""


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
    named = list(zip(_names(selected), selected, strict=True))
    for name, part in named:
        validate(part, name)
    notes = _estate_notes(estate)
    requests = _requests(named, notes)
    places = _places(notes, selected)
    listed, not_priced = classify(estate, places, _elsewhere(parts, selected))
    reading = WorkloadReading(
        format=input_format,
        requests=tuple(requests),
        unknown=tuple(dict.fromkeys(notes.unknown)),
        assumed=tuple(dict.fromkeys(notes.assumed)),
        warnings=tuple(dict.fromkeys(notes.warnings)),
        not_priced=tuple(not_priced),
        faults=tuple(dict.fromkeys(notes.faults)),
        resources=tuple(listed),
    )
    return Assembled(reading, {})


def _parts(context: AssemblyContext) -> list[ServicePart]:
    parts = [*service_parts(context), *express_parts(context), *scheduled_parts(context)]
    used = {source for part in parts for source in part.named}
    parts += bare_task_definitions(context, used)
    return parts


def _names(parts: Sequence[ServicePart]) -> list[str]:
    """A name for each service, unique in its Region: its own, its family's, its address, its address with a number."""
    candidates = [[part.name, None if part.name else text((part.task_document or {}).get("family"))] for part in parts]
    count = Counter(
        (part.region, name) for part, names in zip(parts, candidates, strict=True) for name in names if name
    )
    taken: set[tuple[str | None, str]] = set()
    found = []
    for part, names in zip(parts, candidates, strict=True):
        name = next((name for name in names if name and count[part.region, name] == 1), part.source)[-MAX_NAME:]
        number = 1
        while (part.region, name) in taken:
            number += 1
            name = f"{part.source[-MAX_NAME + 10 :]} ({number})"
        taken.add((part.region, name))
        found.append(name)
    return found


def _requests(named: Iterable[tuple[str, ServicePart]], notes: Notes) -> list[dict[str, Any]]:
    """One request per Region, in the order in which the file first names them; the services' notes get their places."""
    requests: dict[str, dict[str, Any]] = {}
    for name, part in named:
        if part.notes.leaves_out or part.region is None:
            notes.add(part.notes, None)
            continue
        request = requests.setdefault(part.region, {"region": part.region, "services": []})
        prefix = f"/requests/{list(requests).index(part.region)}/services/{len(request['services'])}"
        request["services"].append(part.document(name))
        notes.add(part.notes, prefix)
    return list(requests.values())


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


def _places(notes: Notes, parts: Sequence[ServicePart]) -> dict[str, ResourcePlace]:
    faulty = dict.fromkeys((fault.source for fault in notes.faults), ResourcePlace.FAULT)
    return service_places(parts) | faulty


def _elsewhere(parts: Sequence[ServicePart], selected: Sequence[ServicePart]) -> dict[str, str]:
    """Services of Regions that were not asked for, and what they were made of."""
    mine = {source for part in selected for source in part.made_of}
    others = [part for part in parts if part not in selected]
    return {
        source: f"in {part.region}, which is not the Region asked for"
        for part in others
        for source in part.made_of
        if source not in mine
    }
