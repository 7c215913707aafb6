"""The request of a cluster that can be quoted: a service that cannot is a fault of its own, and the rest stays."""

import re
from collections.abc import Mapping
from typing import Any

from ecsquote.account.right_sized_request import named_providers
from ecsquote.calculator.request import MAX_SERVICES, QuoteRequest
from ecsquote.contract.workloads import SourceFault
from ecsquote.counted import counted
from ecsquote.errors import Fault, InputError
from ecsquote.quotes.quoter import Quoter

_SERVICE = re.compile(r"/services/(\d+)(/.*)?")
_TRIES = 3
"""Taking services out may leave another section at fault, such as a capacity provider that nothing names."""

Quotable = tuple[dict[str, Any] | None, QuoteRequest | None, tuple[SourceFault, ...]]
"""The document, the request, and what had to be left out; no request where nothing can be quoted."""


def quotable_request(document: Mapping[str, Any], cluster: str, quoter: Quoter) -> Quotable:
    """The request without the services that AWS or the catalog refuses."""
    left = dict(document)
    faults: list[SourceFault] = []
    if (more := len(left["services"]) - MAX_SERVICES) > 0:
        what = f"{counted(more, 'service')} beyond the first {MAX_SERVICES} of the cluster cannot be quoted"
        faults.append(SourceFault(f"cluster/{cluster}", None, what))
        left = _with(left, left["services"][:MAX_SERVICES])
    for _ in range(_TRIES):
        try:
            return left, quoter.read(left).request, tuple(faults)
        except InputError as error:
            found = error.faults or (Fault("", str(error)),)
        services = left["services"]
        bad = {int(match[1]) for each in found if (match := _SERVICE.fullmatch(each.pointer))}
        faults += [_fault(each, services, cluster) for each in found]
        if not bad or len(bad) == len(services):
            break
        left = _with(left, [each for at, each in enumerate(services) if at not in bad])
    return left, None, tuple(faults)


def _fault(fault: Fault, services: list[dict[str, Any]], cluster: str) -> SourceFault:
    """The fault at its service, where it has one."""
    match = _SERVICE.fullmatch(fault.pointer)
    if match is None:
        return SourceFault(f"cluster/{cluster}", fault.pointer or None, fault.message)
    return SourceFault(f"service/{cluster}/{services[int(match[1])]['name']}", match[2], fault.message)


def _with(document: Mapping[str, Any], services: list[dict[str, Any]]) -> dict[str, Any]:
    providers = named_providers(services)
    kept = {name: each for name, each in document.get("capacity_providers", {}).items() if name in providers}
    left = {name: value for name, value in document.items() if name != "capacity_providers"}
    return {**left, "services": services, **({"capacity_providers": kept} if kept else {})}
