"""CPU and memory of a Compose service as ECS counts them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import Any

from ecsquote.inputs.estate.resources import Unresolved

_MEMORY = re.compile(r"\s*([0-9]{1,15}(?:\.[0-9]{1,9})?)\s*([bkmg]?)b?\s*", re.IGNORECASE)
_BYTES = {"": 1, "b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_MIB = 1 << 20
_CPU = re.compile(r"\s*[0-9]{1,6}(?:\.[0-9]{1,9})?\s*")
CPU_UNITS = 1024
_CPU_PLACES = ("deploy.resources.limits.cpus", "cpus", "deploy.resources.reservations.cpus")
_MEMORY_PLACES = (
    "deploy.resources.limits.memory",
    "mem_limit",
    "deploy.resources.reservations.memory",
    "mem_reservation",
)


@dataclass(frozen=True, slots=True)
class ComposeSize:
    """CPU units and MiB; Unresolved where the service gives none."""

    cpu_units: int | Unresolved
    memory_mib: int | Unresolved
    gpus: int


def size_of(service: Mapping[str, Any]) -> ComposeSize:
    """The limits of a service, else its reservations; ValueError for text that is neither a number nor a size."""
    return ComposeSize(
        _first(service, _CPU_PLACES, _cpu_units), _first(service, _MEMORY_PLACES, _memory_mib), _gpus(service)
    )


def inside(value: object, path: str) -> object:
    """The value at a dotted path; None where there is none."""
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _first(service: Mapping[str, Any], places: tuple[str, ...], read: Any) -> int | Unresolved:
    for place in places:
        value = inside(service, place)
        if isinstance(value, Unresolved):
            return value
        if value is not None:
            try:
                return int(read(value))
            except ValueError as error:
                raise ValueError(f"{place} {error}") from None
    return Unresolved(f"{places[0]} is not given")


def _cpu_units(value: object) -> int:
    """1.5 CPUs are 1,536 CPU units; fractions of a unit count as one."""
    text = str(value)
    if not _CPU.fullmatch(text):
        raise ValueError(f"must be a number of CPUs such as 0.5, not {text[:30]!r}")
    try:
        return int((Decimal(text) * CPU_UNITS).to_integral_value(ROUND_CEILING))
    except InvalidOperation:  # pragma: no cover - the pattern takes no such text
        raise ValueError("must be a number") from None


def _memory_mib(value: object) -> int:
    """512m, 1.5G or a number of bytes; Compose's units are powers of 1,024."""
    found = _MEMORY.fullmatch(str(value))
    if found is None:
        raise ValueError(f"must be a size such as 512m or 1.5g, not {str(value)[:30]!r}")
    size = Decimal(found[1]) * _BYTES[found[2].lower()] / _MIB
    return int(size.to_integral_value(ROUND_CEILING))


def _gpus(service: Mapping[str, Any]) -> int:
    """The GPUs that are reserved: a device with the capability gpu, one where it gives no count."""
    return sum(_counts(service))


def _counts(service: Mapping[str, Any]) -> Iterator[int]:
    devices = inside(service, "deploy.resources.reservations.devices")
    for device in devices if isinstance(devices, list) else ():
        if isinstance(device, Mapping) and "gpu" in (device.get("capabilities") or ()):
            count, ids = device.get("count"), device.get("device_ids")
            yield count if isinstance(count, int) else len(ids) if isinstance(ids, list) else 1
