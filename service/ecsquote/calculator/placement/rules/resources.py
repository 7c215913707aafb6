"""The resources of an instance that ECS counts: what it offers, what a task takes, and what is left.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
"""

from collections.abc import Iterable, Sequence

from ecsquote.calculator.placement.problem import Candidate, TaskGroup
from ecsquote.calculator.placement.rules.accelerators import gpu_devices, neuron_devices

RESOURCES = ("cpu", "memory", "eni", "gpu", "neuron", "host_port")
"""The order of every vector of needs and capacities."""

MAX_HOST_PORTS = 100
"""Reserved ports of one instance: the agent's own and all tasks' host ports together.

Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
"""
AGENT_PORTS = 5
"""22, 2375, 2376, 51678 and 51679 or 51680; the same page."""


def task_needs(group: TaskGroup) -> tuple[int, ...]:
    """What one task takes of an instance, in the order of RESOURCES.

    CPU units and memory: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
    An awsvpc task takes a network interface: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html
    A GPU, or an instance's fraction of one, is never shared between tasks: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-gpu.html
    """
    enis, ports = int(group.awsvpc), len(group.host_ports)
    gpus = group.gpus or int(group.gpu_fraction > 0)
    return (group.cpu_units, group.memory_mib, enis, gpus, group.neuron_devices, ports)


def capacity(candidate: Candidate) -> tuple[int, ...]:
    """What an instance without tasks offers, in the order of RESOURCES."""
    kind = candidate.instance_type
    ports = MAX_HOST_PORTS - AGENT_PORTS
    return (
        kind.cpu_units,
        candidate.memory_mib,
        candidate.awsvpc_tasks,
        gpu_devices(kind),
        neuron_devices(kind),
        ports,
    )


def total_needs(tasks: Iterable[tuple[TaskGroup, int]]) -> tuple[int, ...]:
    """What this number of tasks of each group needs together, in the order of RESOURCES."""
    total = [0] * len(RESOURCES)
    for group, count in tasks:
        for index, need in enumerate(task_needs(group)):
            total[index] += need * count
    return tuple(total)


def free_after(candidate: Candidate, tasks: Iterable[tuple[TaskGroup, int]]) -> tuple[int, ...]:
    """What is free with this number of tasks of each group; a negative value where they do not fit."""
    return tuple(room - need for room, need in zip(capacity(candidate), total_needs(tasks), strict=True))


def has_room(free: Sequence[int], group: TaskGroup) -> bool:
    """True where this much of each resource is enough for one task."""
    return all(need <= room for need, room in zip(task_needs(group), free, strict=True))


def one_of_each(groups: Iterable[TaskGroup]) -> list[tuple[TaskGroup, int]]:
    """One task of each group, as of daemons."""
    return [(group, 1) for group in groups]
