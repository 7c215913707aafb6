"""The smallest Fargate size that holds what a service was measured to need, with room to spare, and how sure that is.

The utilization of a service is per cent of what its task definition reserves, averaged over its tasks; so the hourly
maxima decide. Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_utilization.html
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Literal

from ecsquote.counted import counted
from ecsquote.units import HOURS_PER_DAY, decimal_string, read_decimal, to_decimal
from ecsquote.workload.fargate_sizes import smallest_fargate_size

Confidence = Literal["high", "medium", "low"]
CPU_LIMIT_PERCENT, MEMORY_LIMIT_PERCENT = 95, 98
"""From here on a service may need more than it has, and nobody knows how much."""
LEAST_HOURS = 24
MOST_HEADROOM_PERCENT = 1000
HIGH_DAYS, MEDIUM_DAYS = 13, 7
MISSING_PERCENT = 5


@dataclass(frozen=True, slots=True)
class Headroom:
    """What is added to the measured maxima, in per cent of them."""

    cpu_percent: Decimal = Decimal(20)
    memory_percent: Decimal = Decimal(25)


def headroom_percent(text: str) -> Decimal | None:
    """A headroom as somebody wrote it; None unless it is a decimal from 0 to MOST_HEADROOM_PERCENT."""
    try:
        percent = read_decimal(text)  # as a fraction, 1e-999999999 would fill the memory
    except ValueError:
        return None
    return percent if 0 <= percent <= MOST_HEADROOM_PERCENT else None


@dataclass(frozen=True, slots=True)
class HourlyMaxima:
    """The highest utilization of each hour until the scan, in per cent of what is reserved; None without data."""

    cpu: Sequence[Decimal | None]
    memory: Sequence[Decimal | None]
    start: datetime | None = None
    """Of the first hour that has data."""


@dataclass(frozen=True, slots=True)
class TaskReservation:
    """What a task reserves today, and the operating system, which decides the sizes that Fargate has."""

    cpu_units: int
    memory_mib: int
    operating_system: str = "LINUX"


@dataclass(frozen=True, slots=True)
class FittingSize:
    """A size in CPU units and MiB, or None with the reason."""

    size: tuple[int, int] | None
    confidence: Confidence
    reason: str


def fitting_size(today: TaskReservation, maxima: HourlyMaxima, headroom: Headroom) -> FittingSize:
    """The smallest size that holds the measured maxima and the headroom."""
    pairs = [pair for pair in zip(maxima.cpu, maxima.memory, strict=False) if None not in pair]
    hours = len(pairs)
    confidence, data = _confidence(maxima, hours)
    if hours < LEAST_HOURS:
        return FittingSize(None, "low", f"{counted(hours, 'hour')} of data; {LEAST_HOURS} are needed")
    if not today.cpu_units or not today.memory_mib:
        missing = "CPU" if not today.cpu_units else "memory"
        return FittingSize(
            None, confidence, f"the task definition reserves no {missing}, so per cent of it mean nothing"
        )
    cpu = max(each for each in maxima.cpu if each is not None)
    memory = max(each for each in maxima.memory if each is not None)
    measured = f"CPU at most {_percent(cpu)}, memory at most {_percent(memory)} in {data}"
    for name, value, limit in (("CPU", cpu, CPU_LIMIT_PERCENT), ("memory", memory, MEMORY_LIMIT_PERCENT)):
        if value >= limit:
            why = f"{name} reached {_percent(value)} in an hour ({limit} % or more): how much it needs is not known"
            return FittingSize(None, confidence, why)
    need_cpu = _need(today.cpu_units, cpu, headroom.cpu_percent)
    need_memory = _need(today.memory_mib, memory, headroom.memory_percent)
    size = smallest_fargate_size(need_cpu, need_memory, today.operating_system)
    needs = f"with {_percent(headroom.cpu_percent)} and {_percent(headroom.memory_percent)} to spare"
    needs = f"{needs}: {need_cpu} CPU units and {need_memory} MiB"
    if size is None:
        return FittingSize(None, confidence, f"{measured}; {needs}, more than the largest size of Fargate")
    return FittingSize(size, confidence, f"{measured}; {needs}")


def _confidence(maxima: HourlyMaxima, hours: int) -> tuple[Confidence, str]:
    """From how long ago the first data are, and how many hours since then have none."""
    first = min((_first(values) for values in (maxima.cpu, maxima.memory)), default=0)
    span = max(len(maxima.cpu), len(maxima.memory)) - first
    missing = span - hours
    words = f"{counted(hours, 'hour')} of {_days(span)}"
    if missing:
        words = f"{words}, {counted(missing, 'hour')} missing"
    if span >= HIGH_DAYS * HOURS_PER_DAY and missing * 100 < MISSING_PERCENT * span:
        return "high", words
    return ("medium" if span >= MEDIUM_DAYS * HOURS_PER_DAY else "low"), words


def _first(values: Sequence[Decimal | None]) -> int:
    return next((position for position, value in enumerate(values) if value is not None), len(values))


def _days(hours: int) -> str:
    return f"{decimal_string(round(to_decimal(Fraction(hours, HOURS_PER_DAY)), 1))} days"


def _need(reserved: int, percent: Decimal, headroom_percent: Decimal) -> int:
    """What the measured maximum is in units, with the headroom; never below 1."""
    return max(1, ceil(reserved * Fraction(percent) / 100 * (1 + Fraction(headroom_percent) / 100)))


def _percent(value: Decimal) -> str:
    return f"{decimal_string(round(value, 1))} %"
