"""How much work a quote is, before it is priced: a few large documents are cheap, and a few small ones are not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ecsquote.calculator.launch_options import LaunchOption

_NO_FLEET = frozenset(option.value for option in LaunchOption if not option.description.fleet)
_FEW_SERVICES, _FEW_LOADS, _FEW_TASKS, _FEW_NAMED_TYPES = 10, 3, 2_000, 20

LINES_AT_ONCE, LINES_IN_THREAD = 60, 1_500
"""Work up to which a quote without fleets is priced between two other requests, and in a thread next to them: 2 ms and
50 ms."""


@dataclass(frozen=True, slots=True)
class EstimatedWork:
    """What is known of a request from its document alone, which may have any faults."""

    lines: int
    """Services × different loads × options × architectures × plans: about 30 µs each."""
    fleets: bool
    """Whether instances are searched for."""
    large_fleets: bool
    """Whether this search may take more than a moment."""

    @property
    def needs_process(self) -> bool:
        """Whether a thread that does it would hold up other requests."""
        return self.large_fleets or self.lines > LINES_IN_THREAD

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "EstimatedWork":
        """The work that a quote request asks for."""
        services = _list(document.get("services"))
        options = _list(document.get("launch_options")) or list(LaunchOption)
        loads = 1 + sum(_levels(service) - 1 for service in services)
        plans = 1 + len(_list(document.get("savings_plans"))) + (document.get("savings_plan") is not None)
        architectures = 1 + len(_list(document.get("cpu_architectures")))
        fleets = document.get("current") is not None or not all(
            isinstance(one, str) and one in _NO_FLEET for one in options
        )
        small = len(services) <= _FEW_SERVICES and loads <= _FEW_LOADS and architectures <= 2 and plans <= 2
        return cls(
            lines=len(services) * loads * len(options) * architectures * plans,
            fleets=fleets,
            large_fleets=fleets and not (small and _is_plain(document, services)),
        )


def _is_plain(document: Mapping[str, Any], services: list[Any]) -> bool:
    """Whether fleets are of few tasks, under few rules."""
    fleet = document.get("fleet")
    fleet = fleet if isinstance(fleet, dict) else {}
    named = fleet.get("registered_memory_mib")
    constrained = any(
        isinstance(service, dict) and "placementConstraints" in str(service.keys() | _inner_keys(service))
        for service in services
    )
    return (
        not document.get("advice")
        and not constrained
        and sum(_tasks(service) for service in services) <= _FEW_TASKS
        and (not isinstance(named, dict) or len(named) <= _FEW_NAMED_TYPES)
    )


def _inner_keys(service: dict[str, Any]) -> set[str]:
    """The fields of its task and service definitions, wherever these stand."""
    found: set[str] = set()
    for outer in ("task_definition", "service_definition"):
        inner = service.get(outer)
        for level in (inner, *(inner.values() if isinstance(inner, dict) else ())):
            found |= set(level) if isinstance(level, dict) else set()
    return found


def _levels(service: Any) -> int:
    """How many different numbers of tasks a service has in a month."""
    load = service.get("load") if isinstance(service, dict) else None
    if not isinstance(load, dict):
        return 1
    hours = _list(load.get("hourly_tasks")) or _list(load.get("hourly_demand"))
    return len({str(each) for each in hours}) or (2 if "average_tasks" in load else 1)


def _tasks(service: Any) -> float:
    """The most tasks at once, as far as the load says it in plain numbers; else more than few."""
    load = service.get("load") if isinstance(service, dict) else None
    definition = service.get("service_definition") if isinstance(service, dict) else None
    if not isinstance(load, dict):
        load = {}
    if "max_tasks" in load or "hourly_demand" in load:
        given = [load.get("max_tasks")]
    elif not (given := [*_list(load.get("hourly_tasks")), *(load[name] for name in _COUNTS if name in load)]):
        inner = definition.get("service", definition) if isinstance(definition, dict) else {}
        given = [inner.get("desiredCount", 1) if isinstance(inner, dict) else 1]
    try:
        return max(float(str(each)) for each in given)
    except ValueError:
        return _FEW_TASKS + 1


_COUNTS = ("tasks", "average_tasks", "runs_per_month")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
