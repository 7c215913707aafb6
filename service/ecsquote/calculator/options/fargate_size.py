"""Which Fargate size runs a task: its own where Fargate has it, else the smallest that holds what it reserves.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/create-task-definition.html
"""

from dataclasses import dataclass

from ecsquote.errors import OptionUnavailable
from ecsquote.workload import fargate_sizes
from ecsquote.workload.service import TaskDefinition


@dataclass(frozen=True, slots=True)
class FargateSize:
    """CPU units and MiB of one Fargate task."""

    cpu_units: int
    memory_mib: int


def smallest_fargate_size(task_definition: TaskDefinition) -> FargateSize:
    """The cheapest size that holds the task; OptionUnavailable where none does."""
    cpu_units, memory_mib = task_definition.fargate_cpu_units, task_definition.fargate_memory_mib
    size = fargate_sizes.smallest_fargate_size(cpu_units, memory_mib, task_definition.operating_system)
    if size is None:
        raise OptionUnavailable(
            f"task definition {task_definition.family} reserves {cpu_units} CPU units and {memory_mib} MiB: "
            f"more than the largest {task_definition.operating_system} size of Fargate"
        )
    return FargateSize(*size)
