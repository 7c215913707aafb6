"""The resources of an instance that ECS counts: what it offers, what a task takes, and what is left.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
"""

from collections.abc import Iterable, Sequence

from ecsquote.calculator.placement.problem import Candidate, TaskGroup
from ecsquote.pricing.instance_types import InstanceType

RESOURCES = ("cpu", "memory", "eni", "gpu", "neuron", "host_port")
"""The order of every vector of needs and capacities."""

MAX_HOST_PORTS = 100
"""Reserved ports of one instance: the agent's own and all tasks' host ports together.

Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
"""
AGENT_PORTS = 5
"""22, 2375, 2376, 51678 and 51679 or 51680; the same page."""

_NEURON_NAMES = ("inferentia", "trainium", "neuron")


def task_needs(group: TaskGroup) -> tuple[int, ...]:
    """What one task takes of an instance, in the order of RESOURCES.

    CPU units and memory: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
    An awsvpc task takes a network interface: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html
    A GPU is never shared between tasks: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-gpu.html
    """
    enis, ports = int(group.awsvpc), len(group.host_ports)
    return (group.cpu_units, group.memory_mib, enis, group.gpus, group.neuron_devices, ports)


def neuron_devices(instance_type: InstanceType) -> int:
    """Inferentia and Trainium devices; other accelerators are not offered to tasks.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-inference.html
    """
    if not instance_type.accelerator_count:
        return 0
    name = (instance_type.accelerator_name or "").lower()
    return instance_type.accelerator_count if any(word in name for word in _NEURON_NAMES) else 0


def capacity(candidate: Candidate) -> tuple[int, ...]:
    """What an instance without tasks offers, in the order of RESOURCES."""
    kind = candidate.instance_type
    ports = MAX_HOST_PORTS - AGENT_PORTS
    return (kind.cpu_units, candidate.memory_mib, candidate.awsvpc_tasks, kind.gpu_count, neuron_devices(kind), ports)


def total_needs(tasks: Iterable[tuple[TaskGroup, int]]) -> tuple[int, ...]:
    """What this number of tasks of each group needs together, in the order of RESOURCES."""
    total = [0] * len(RESOURCES)
    for group, count in tasks:
        for index, need in enumerate(task_needs(group)):
            total[index] += need * count
    return tuple(total)


def free_after(candidate: Candidate, present: Sequence[TaskGroup]) -> tuple[int, ...]:
    """What is free with one task of each of these groups; a negative value where they do not fit."""
    needed = total_needs((group, 1) for group in present)
    return tuple(room - need for room, need in zip(capacity(candidate), needed, strict=True))
