"""Usage files: what a person knows of a workload that its files do not say, by the files' own addresses.

A file is YAML. Under an address, or a service's name, stand fields of its load (average_tasks, runs_per_month,
seconds_per_run) and of what it is part of (lcu_per_hour, ingested_gb), or whole sections of a request's `usage`; the
key `usage` has sections for the whole workload. null means that nothing is known, never 0.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml

from ecsquote.contract.workloads import UnknownValue, WorkloadReading
from ecsquote.errors import Fault, InputError
from ecsquote.faults.pointers import pointer
from ecsquote.inputs.assembly import Assembled, KnownUsage
from ecsquote.inputs.decoding import decoded
from ecsquote.inputs.source_file import SourceFile

WORKLOAD = "usage"
LOAD_FIELDS = ("average_tasks", "min_tasks", "max_tasks", "runs_per_month", "seconds_per_run")


@dataclass(frozen=True, slots=True)
class UsageFile:
    """What a usage file says, without its nulls."""

    fields: KnownUsage = field(default_factory=dict)
    """Single fields by address or name."""
    sections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Sections of `usage` by address or name."""
    workload: Mapping[str, Any] = field(default_factory=dict)
    """Sections of `usage` for the whole workload."""


def read_usage(file: SourceFile) -> UsageFile:
    """The usage file; InputError with every entry that is not one."""
    value = decoded(file).value
    if not isinstance(value, dict):
        raise InputError("a usage file must hold an object: an entry for each address")
    faults = [
        Fault(pointer((name,)), "must be an object: the fields that are known of it")
        for name, entry in value.items()
        if entry is not None and not isinstance(entry, dict)
    ]
    if faults:
        raise InputError("the usage file is not valid", faults)
    entries = {name: _known(entry or {}) for name, entry in value.items()}
    common = entries.pop(WORKLOAD, {})
    return UsageFile(
        {name: {key: one for key, one in entry.items() if not _is_section(one)} for name, entry in entries.items()},
        {name: {key: one for key, one in entry.items() if _is_section(one)} for name, entry in entries.items()},
        common,
    )


def _known(value: Mapping[str, Any]) -> dict[str, Any]:
    """The entries that are not null, down to the last."""
    return {key: _known(one) if isinstance(one, dict) else one for key, one in value.items() if one is not None}


def _is_section(value: object) -> bool:
    return isinstance(value, dict | list)


def by_address(usage: UsageFile, assembled: Assembled) -> KnownUsage:
    """The single fields by address; InputError for names that the files do not have."""
    addresses = {resource.source for resource in assembled.reading.resources}
    faults: list[Fault] = []
    known: dict[str, Mapping[str, Any]] = {}
    for name in {**usage.fields, **usage.sections}:
        address = assembled.names.get(name, name)
        if address not in addresses:
            faults.append(Fault(pointer((name,)), "is neither an address nor a service of the files"))
        known[address] = usage.fields.get(name, {})
    if faults:
        raise InputError("the usage file does not fit the files", faults)
    return known


def with_sections(
    reading: WorkloadReading, usage: UsageFile, addresses: Mapping[str, str] | None = None
) -> WorkloadReading:
    """The reading with the sections of a usage file in its requests; what they give is not unknown any more.

    Numbers of one field are added up where several services give it; the workload's own come on top. `addresses` has
    the address of each service by its name.
    """
    requests = [dict(request) for request in reading.requests]
    given: set[tuple[str, str]] = set()
    for index, request in enumerate(requests):
        names = {service["name"] for service in request["services"] if "name" in service}
        names |= {address for name, address in (addresses or {}).items() if name in names}
        here = [sections for name, sections in usage.sections.items() if name in names]
        if index == 0 and usage.workload:
            here.append(usage.workload)
        for sections in here:
            request["usage"] = _added(request.get("usage", {}), sections)
            given |= {(f"/requests/{index}/usage/{section}", name) for section, name in _fields(sections)}
    unknown = tuple(one for one in reading.unknown if not _answered(one, given))
    return replace(reading, requests=tuple(requests), unknown=unknown)


def _fields(sections: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for section, fields in sections.items():
        if isinstance(fields, dict):
            yield from ((section, name) for name in fields)


def _answered(unknown: UnknownValue, given: set[tuple[str, str]]) -> bool:
    return (unknown.pointer or "", unknown.what.partition(":")[0]) in given


def _added(own: Any, more: Any) -> Any:
    """Both together: objects field by field, lists in a row, numbers added; a text replaces the other."""
    if isinstance(own, Mapping) and isinstance(more, Mapping):
        return {**own, **{key: _added(own[key], one) if key in own else one for key, one in more.items()}}
    if isinstance(own, list) and isinstance(more, list):
        return [*own, *more]
    try:
        return format(Decimal(str(own)) + Decimal(str(more)), "f")
    except InvalidOperation:
        return more


def with_loads(document: Mapping[str, Any], usage: UsageFile) -> dict[str, Any]:
    """A quote request with the loads that a usage file gives by service name; InputError for other names."""
    services = [dict(service) for service in document.get("services", ()) if isinstance(service, Mapping)]
    named = {service.get("name"): service for service in services}
    wrong = [name for name in {**usage.fields, **usage.sections} if name not in named]
    if wrong:
        raise InputError(
            "the usage file does not fit the request",
            [Fault(pointer((name,)), "is not the name of a service of the request") for name in wrong],
        )
    for name, fields in usage.fields.items():
        if fields:
            named[name]["load"] = dict(fields)
    return {**document, "services": services}


def usage_template(assembled: Assembled) -> str:
    """A usage file with every field that the files leave open, null, and a comment on each."""
    lines = [
        "# What the files do not say. Fill in what is known and leave the rest null: null is unknown, never 0.",
        "# Give it with --usage. GB and counts are for a month.",
    ]
    what = {(one.source, one.what.partition(":")[0]): one.what for one in assembled.reading.unknown}
    for address, fields in assembled.usage_fields.items():
        names = list(dict.fromkeys(one.name for one in fields))
        if names:
            lines += ["", f"{_key(address)}:", *_lines(address, names, what)]
    return "\n".join(lines) + "\n"


def _lines(address: str, names: Sequence[str], what: Mapping[tuple[str, str], str]) -> Iterator[str]:
    for name in names:
        words = next((said for (source, field_name), said in what.items() if source == address and name in said), "")
        comment = words.partition(":")[2].strip() or words
        yield f"  {name}: null" + (f"  # {comment}" if comment else "")


def _key(address: str) -> str:
    """An address as a YAML key, quoted where it must be."""
    return yaml.safe_dump({address: None}, width=10_000, allow_unicode=True).rpartition(":")[0]
