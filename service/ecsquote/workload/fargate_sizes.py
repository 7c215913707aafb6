"""The sizes that Fargate has, by operating system, and the smallest that holds a need."""

from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from ecsquote.facts import fact

FargateSizes = MappingProxyType[int, tuple[int, ...]]
"""Memory sizes in MiB, ascending, by CPU units, ascending."""


@cache
def fargate_sizes(operating_system: str) -> FargateSizes:
    """Every size for LINUX or WINDOWS.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/create-task-definition.html
    """
    rows = fact("fargate", f"{operating_system.lower()}_sizes")
    return MappingProxyType(
        {row["cpu_units"]: _memories(row) for row in sorted(rows, key=lambda row: row["cpu_units"])}
    )


def _memories(row: dict[str, Any]) -> tuple[int, ...]:
    if "memory_mib" in row:
        return tuple(sorted(row["memory_mib"]))
    return tuple(range(row["minimum_mib"], row["maximum_mib"] + 1, row["step_mib"]))


def smallest_fargate_size(cpu_units: int, memory_mib: int, operating_system: str) -> tuple[int, int] | None:
    """The cheapest (CPU units, MiB) that holds both: the least CPU, then the least memory; None if none does.

    The smallest CPU is never more expensive: a larger CPU's memory sizes are a coarser grid over the same values.
    """
    for cpu, memories in fargate_sizes(operating_system).items():
        if cpu >= cpu_units:
            for memory in memories:
                if memory >= memory_mib:
                    return cpu, memory
    return None


def cpu_choices(operating_system: str) -> str:
    """The CPU sizes in words."""
    return _listed([str(cpu) for cpu in fargate_sizes(operating_system)]) + " CPU units"


def memory_choices(cpu_units: int, operating_system: str) -> str:
    """The memory sizes of one CPU size in words: every one, or the first, the last and the step between them."""
    memories = fargate_sizes(operating_system)[cpu_units]
    steps = {after - before for before, after in pairwise(memories)}
    if len(memories) > 3 and len(steps) == 1:
        return f"{memories[0]} to {memories[-1]} MiB in steps of {steps.pop()} MiB"
    return _listed([str(memory) for memory in memories]) + " MiB"


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
