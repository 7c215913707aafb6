"""Sections of `usage` that a usage file gives by service or for the whole workload, laid over what the files give.

What the files give (that there is one NAT gateway) is replaced; what the same usage file gives by address (its GB) is
added to. Then one usage file fits every form of a workload, whether it shows the NAT gateway or not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from ecsquote.contract.workloads import UnknownValue, WorkloadReading
from ecsquote.errors import Fault, InputError
from ecsquote.faults.pointers import pointer
from ecsquote.inputs.assembly import Assembled
from ecsquote.inputs.assembly.load_balancers import NOT_IN_FILE

Sections = Mapping[str, Any]
_KIND = ("type", "scheme")
"""Fields in which a load balancer of a usage file must agree with one of the files to be the same."""
_ALSO_ANSWERS = {"traffic": "lcu_per_hour"}
"""Fields that say in another way what was asked for."""
LOAD_BALANCERS = "load_balancers"


@dataclass(frozen=True, slots=True)
class UsageSections:
    """The sections of a usage file."""

    by_name: Mapping[str, Sections] = field(default_factory=dict)
    """By address or service name."""
    workload: Sections = field(default_factory=dict)


def with_sections(
    reading: WorkloadReading, sections: UsageSections, assembled: Assembled | None = None
) -> WorkloadReading:
    """The reading with these sections in its requests; what they give is not unknown any more.

    Numbers of one field are added up where several services give it, and the workload's own come on top.
    `assembled`: what the reading comes from, None for a quote request. InputError where a service's load balancer may
    be one of several in the files.
    """
    requests = [dict(request) for request in reading.requests]
    given: set[tuple[str, str]] = set()
    for index, request in enumerate(requests):
        here = _Overlay(f"/requests/{index}/usage", dict(request.get("usage", {})), _asked(assembled))
        for name in _names_in(request, sections, assembled):
            here.add(sections.by_name[name], name)
        if index == 0:
            here.add(sections.workload, None)
        if here.usage:
            request["usage"] = here.usage
        given |= here.given
    unknown = tuple(one for one in reading.unknown if not _answered(one, given))
    named = _with_balancers(sections, assembled)
    assumed = tuple(one for one in reading.assumed if one.what != NOT_IN_FILE or not ({one.source, None} & named))
    return replace(reading, requests=tuple(requests), unknown=unknown, assumed=assumed)


def _with_balancers(sections: UsageSections, assembled: Assembled | None) -> set[str | None]:
    """The addresses of the services whose load balancers are given; None where the workload's are."""
    addresses = {} if assembled is None else assembled.names
    named: set[str | None] = {
        addresses.get(name, name) for name, of in sections.by_name.items() if LOAD_BALANCERS in of
    }
    return named | ({None} if LOAD_BALANCERS in sections.workload else set())


def _asked(assembled: Assembled | None) -> frozenset[str]:
    """Where in the requests a usage file gives quantities by address."""
    if assembled is None:
        return frozenset()
    return frozenset(one.pointer for fields in assembled.usage_fields.values() for one in fields if one.pointer)


def _names_in(request: Mapping[str, Any], sections: UsageSections, assembled: Assembled | None) -> Iterator[str]:
    """The names and addresses that have sections and a service in this request."""
    names = {service["name"] for service in request["services"] if "name" in service}
    if assembled is not None:
        names |= {address for name, address in assembled.names.items() if name in names}
    yield from (name for name in sections.by_name if name in names)


def _answered(unknown: UnknownValue, given: set[tuple[str, str]]) -> bool:
    return (unknown.pointer or "", unknown.what.partition(":")[0]) in given


class _Overlay:
    """The `usage` of one request, with sections laid over it one after the other."""

    def __init__(self, place: str, usage: dict[str, Any], asked: frozenset[str]) -> None:
        self.place, self.usage, self.asked = place, usage, asked
        self.given: set[tuple[str, str]] = set()
        self._replaced: set[str] = set()
        self._completed: set[int] = set()
        self._of_files = len(_balancers(usage))

    def add(self, sections: Sections, name: str | None) -> None:
        """Lay the sections of a service, or (None) of the workload over it."""
        for section, said in sections.items():
            if section == LOAD_BALANCERS and isinstance(said, list):
                for number, balancer in enumerate(said):
                    self._add_balancer(balancer, name, number)
            else:
                self.usage[section] = self._laid_over(self.usage.get(section), said, f"{self.place}/{section}")

    def _laid_over(self, own: Any, said: Any, place: str) -> Any:
        if isinstance(said, Mapping) and isinstance(own, Mapping | None):
            self.given |= {(place, key) for key in said}
            inner = {key: self._laid_over((own or {}).get(key), one, f"{place}/{key}") for key, one in said.items()}
            return {**(own or {}), **inner}
        if own is None or (place not in self.asked and place not in self._replaced):
            self._replaced.add(place)
            return said
        return _added(own, said)

    def _add_balancer(self, said: Any, name: str | None, number: int) -> None:
        balancers = self.usage[LOAD_BALANCERS] = list(_balancers(self.usage))
        same = [
            index for index in range(self._of_files) if index not in self._completed and _may_be(balancers[index], said)
        ]
        if not same:
            balancers.append(said)
            return
        if name is not None and len(same) > 1:
            message = f"may be each of {len(same)} load balancers of the files; give its fields by address"
            place = pointer((name, LOAD_BALANCERS, number))
            raise InputError("the usage file does not fit the files", [Fault(place, message)])
        index = same[0]
        self._completed.add(index)
        balancers[index] = {**balancers[index], **said}
        place = f"{self.place}/{LOAD_BALANCERS}/{index}"
        self.given |= {(place, _ALSO_ANSWERS.get(key, key)) for key in said}


def _balancers(usage: Mapping[str, Any]) -> Sequence[Any]:
    found = usage.get(LOAD_BALANCERS, ())
    return found if isinstance(found, list | tuple) else ()


def _may_be(own: object, said: object) -> bool:
    """Whether two descriptions of a load balancer do not contradict each other."""
    return (
        isinstance(own, Mapping)
        and isinstance(said, Mapping)
        and all(own.get(field) == said.get(field, own.get(field)) for field in _KIND)
    )


def _added(own: Any, more: Any) -> Any:
    """Both together: lists in a row, numbers added; a text replaces the other."""
    if isinstance(own, list) and isinstance(more, list):
        return [*own, *more]
    try:
        return format(Decimal(str(own)) + Decimal(str(more)), "f")
    except InvalidOperation:
        return more
