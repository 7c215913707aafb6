"""Which Fargate size runs a task: its own where Fargate has it, else the smallest that holds what it reserves.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/create-task-definition.html
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from ecsquote.errors import OptionUnavailable
from ecsquote.facts import fact
from ecsquote.workload.service import TaskDefinition


@dataclass(frozen=True, slots=True, order=True)
class FargateSize:
    """CPU units and MiB of one Fargate task."""

    cpu_units: int
    memory_mib: int


@cache
def fargate_sizes(operating_system: str) -> tuple[FargateSize, ...]:
    """Every size of LINUX or WINDOWS, the least CPU first, then the least memory."""
    rows: list[dict[str, Any]] = fact("fargate", f"{operating_system.lower()}_sizes")
    return tuple(sorted(FargateSize(row["cpu_units"], memory) for row in rows for memory in _memory_values(row)))


def _memory_values(row: dict[str, Any]) -> list[int]:
    if "memory_mib" in row:
        return list(row["memory_mib"])
    return list(range(row["minimum_mib"], row["maximum_mib"] + 1, row["step_mib"]))


def smallest_fargate_size(task_definition: TaskDefinition) -> FargateSize:
    """The size that Fargate bills: the definition's own if valid, else the smallest that holds what it reserves.

    Smallest is the least CPU, then the least memory.
    More CPU never comes with less memory to choose from than the reservation needs, and a vCPU costs more than the
    memory it would save, so the first size in that order is the cheapest; no two sizes tie. A task without a CPU
    reservation gets the least CPU there is. OptionUnavailable where no size holds the reservation.
    """
    sizes = fargate_sizes(task_definition.operating_system)
    if task_definition.cpu_units is not None and task_definition.memory_mib is not None:
        own = FargateSize(task_definition.cpu_units, task_definition.memory_mib)
        if own in sizes:
            return own
    cpu_units, memory_mib = task_definition.reserved_cpu_units, task_definition.reserved_memory_mib
    for size in sizes:
        if size.cpu_units >= cpu_units and size.memory_mib >= memory_mib:
            return size
    raise OptionUnavailable(
        f"task definition {task_definition.family} reserves {cpu_units} CPU units and {memory_mib} MiB; "
        f"Fargate's largest {task_definition.operating_system} size has {sizes[-1].cpu_units} CPU units "
        f"and {sizes[-1].memory_mib} MiB"
    )
