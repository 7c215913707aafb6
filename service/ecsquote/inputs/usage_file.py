"""Usage files: what a person knows of a workload that its files do not say, by the files' own addresses.

A file is YAML. Under an address, or a service's name, stand fields of its load (average_tasks, runs_per_month,
seconds_per_run) and of what it is part of (lcu_per_hour, ingested_gb), or whole sections of a request's `usage`; the
key `usage` has sections for the whole workload. null means that nothing is known, never 0.
"""

from collections.abc import ItemsView, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ecsquote.contract.workloads import InputWarning
from ecsquote.errors import Fault, InputError
from ecsquote.faults.pointers import pointer
from ecsquote.inputs.assembly import Assembled, KnownUsage
from ecsquote.inputs.decoding import decoded
from ecsquote.inputs.source_file import SourceFile
from ecsquote.inputs.usage_sections import UsageSections

WORKLOAD = "usage"


@dataclass(frozen=True, slots=True)
class UsageFile:
    """What a usage file says, without its nulls."""

    fields: KnownUsage = field(default_factory=dict)
    """Single fields by address or name."""
    sections: UsageSections = field(default_factory=UsageSections)
    """Sections of `usage`."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every address and name that it says something of."""
        return tuple(dict.fromkeys([*self.fields, *self.sections.by_name]))


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
        UsageSections(
            {name: {key: one for key, one in entry.items() if _is_section(one)} for name, entry in entries.items()},
            common,
        ),
    )


def _known(value: Mapping[str, Any]) -> dict[str, Any]:
    """The entries that are not null, down to the last; what holds nothing but nulls is null itself."""
    known = {key: _without_nulls(one) for key, one in value.items()}
    return {key: one for key, one in known.items() if one is not None}


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return _known(value) or None
    if isinstance(value, list):
        return [_known(one) if isinstance(one, dict) else one for one in value] or None
    return value


def _is_section(value: object) -> bool:
    return isinstance(value, dict | list)


def by_address(usage: UsageFile, assembled: Assembled) -> "ConsultedUsage":
    """The single fields by address; InputError for names that the files do not have."""
    addresses = {resource.source for resource in assembled.reading.resources}
    faults: list[Fault] = []
    known: dict[str, Mapping[str, Any]] = {}
    for name in usage.names:
        address = assembled.names.get(name, name)
        if address not in addresses:
            faults.append(Fault(pointer((name,)), "is neither an address nor a service of the files"))
        known[address] = {**known.get(address, {}), **usage.fields.get(name, {})}
    if faults:
        raise InputError("the usage file does not fit the files", faults)
    return ConsultedUsage(known)


class ConsultedUsage(dict[str, Mapping[str, Any]]):
    """Single fields by address, which note that they were asked for."""

    def __init__(self, fields: KnownUsage) -> None:
        super().__init__({address: _Consulted(given) for address, given in fields.items()})

    def unused(self, assembled: Assembled) -> Iterator[InputWarning]:
        """A warning for each field that nothing asked for, with those that its address takes."""
        for address, given in self.items():
            asked = ", ".join(dict.fromkeys(one.name for one in assembled.usage_fields.get(address, ())))
            takes = f"; it takes {asked}" if asked else ""
            for name in given:
                if isinstance(given, _Consulted) and name not in given.asked:
                    yield InputWarning(address, None, f"{name} of the usage file decides nothing here{takes}")


class _Consulted(Mapping[str, Any]):
    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.asked.add(name)
        return self._given[name]

    def items(self) -> ItemsView[str, Any]:
        """All of them, which count as asked for."""
        self.asked |= set(self._given)
        return self._given.items()

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)


def with_loads(document: Mapping[str, Any], usage: UsageFile) -> dict[str, Any]:
    """A quote request with the loads that a usage file gives by service name; InputError for other names."""
    services = [dict(service) for service in document.get("services", ()) if isinstance(service, Mapping)]
    named = {service.get("name"): service for service in services}
    wrong = [name for name in usage.names if name not in named]
    if wrong:
        raise InputError(
            "the usage file does not fit the request",
            [Fault(pointer((name,)), "is not the name of a service of the request") for name in wrong],
        )
    for name, fields in usage.fields.items():
        if fields:
            named[name]["load"] = dict(fields)
    return {**document, "services": services}
