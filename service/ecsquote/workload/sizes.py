"""CPU and memory in every spelling that ECS takes, as ECS's own integers: CPU units and MiB.

Source: cpu and memory of https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
"""

import re
from decimal import Decimal

from ecsquote.faults.quoted_value import shown
from ecsquote.units import CPU_UNITS_PER_VCPU, MIB_PER_GB

MAX_INTEGER = 2**31 - 1
"""ECS's integers are 32 bits wide."""

_MAX_TEXT = 32
_WHOLE = re.compile(r"[0-9]+")
_VCPU = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)\s*vcpu", re.IGNORECASE)
_GB = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)\s*gb", re.IGNORECASE)


def whole_number(value: object, minimum: int = 0, maximum: int = MAX_INTEGER) -> int:
    """An integer, or a string of digits, within bounds; ValueError states the accepted form."""
    if isinstance(value, int) and not isinstance(value, bool):
        number = value
    elif isinstance(value, float) and value.is_integer():
        number = int(value)
    elif isinstance(value, str) and len(value) <= _MAX_TEXT and _WHOLE.fullmatch(value.strip()):
        number = int(value.strip())
    else:
        number = minimum - 1
    if not minimum <= number <= maximum:
        raise ValueError(f"must be a whole number from {minimum} to {maximum}, not {shown(value)}")
    return number


def cpu_units(value: object) -> int:
    """A task's cpu as CPU units: 1024, "1024", "1 vCPU", ".5 vcpu"; ValueError states the accepted form."""
    right = 'CPU units such as 1024, or vCPUs such as "1 vCPU" or ".5 vCPU"'
    return _size(value, _VCPU, CPU_UNITS_PER_VCPU, right)


def memory_mib(value: object) -> int:
    """A task's memory as MiB: 2048, "2048", "2 GB", "0.5GB" (1 GB is 1024 MiB); ValueError states the accepted form."""
    return _size(value, _GB, MIB_PER_GB, 'MiB such as 2048, or GB such as "2 GB" or "0.5 GB"')


def _size(value: object, with_unit: re.Pattern[str], factor: int, right: str) -> int:
    if isinstance(value, str) and len(value) <= _MAX_TEXT and (match := with_unit.fullmatch(value.strip())):
        size = Decimal(match[1]) * factor
        if size != size.to_integral_value():
            raise ValueError(f"must come to a whole number; {shown(value)} is {size}. Write {right}")
        number: object = int(size)
    else:
        number = value
    try:
        whole = whole_number(number)
    except ValueError:
        raise ValueError(f"must be {right}, not {shown(value)}") from None
    if not whole:
        raise ValueError(f"must be more than 0: {right}")
    return whole


def vcpus_text(units: int) -> str:
    """CPU units in words: 256 is "256 CPU units (0.25 vCPU)"."""
    return f"{units} CPU units ({_plain(Decimal(units) / CPU_UNITS_PER_VCPU)} vCPU)"


def memory_text(mib: int) -> str:
    """MiB in words: 2048 is "2048 MiB (2 GB)"."""
    return f"{mib} MiB ({_plain(Decimal(mib) / MIB_PER_GB)} GB)"


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
