"""A workload with services at other sizes: the request that right-sizing is quoted by."""

from collections.abc import Iterable, Mapping
from typing import Any

Size = tuple[int, int]
"""CPU units and MiB."""
_OF_CONTAINERS = ("cpu", "memory", "memoryReservation")


def right_sized_request(request: Mapping[str, Any], sizes: Mapping[str, Size]) -> dict[str, Any]:
    """The request with these sizes by the names of services; containers share the task's size."""
    services = [
        each
        if each["name"] not in sizes
        else {**each, "task_definition": _sized(each["task_definition"], sizes[each["name"]])}
        for each in request["services"]
    ]
    return {**request, "services": services}


def _sized(definition: Mapping[str, Any], size: Size) -> dict[str, Any]:
    containers = [
        {name: value for name, value in each.items() if name not in _OF_CONTAINERS}
        for each in definition.get("containerDefinitions", ())
    ]
    return {**definition, "cpu": str(size[0]), "memory": str(size[1]), "containerDefinitions": containers}


def part_of_request(request: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    """The request with these services alone and nothing that surrounds them."""
    services = [each for each in request["services"] if each["name"] in names]
    named = named_providers(services)
    providers = {name: each for name, each in request.get("capacity_providers", {}).items() if name in named}
    left = {name: value for name, value in request.items() if name not in ("usage", "capacity_providers", "current")}
    return {**left, "services": services, **({"capacity_providers": providers} if providers else {})}


def named_providers(services: Iterable[Mapping[str, Any]]) -> set[Any]:
    """The capacity providers that the strategies of services name."""
    definitions = (each.get("service_definition") or {} for each in services)
    return {
        entry.get("capacityProvider") for each in definitions for entry in each.get("capacityProviderStrategy") or ()
    }
