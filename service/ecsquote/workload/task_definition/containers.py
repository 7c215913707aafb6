"""Names, essential containers and the sizes of containers against each other and against their task."""

from ecsquote.workload.sizes import memory_text, vcpus_text
from ecsquote.workload.task_definition.document import Container, TaskDocument


def check_containers(task: TaskDocument) -> None:
    """What AWS asks of the containers of a task.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    """
    if not task.containers:
        return
    _check_names(task)
    if not any(container.essential for container in task.containers):
        task.source.fault("containerDefinitions", "at least one container must be essential")
    for container in task.containers:
        _check_memory(task, container)
    _check_sums(task)


def _check_names(task: TaskDocument) -> None:
    seen: set[str] = set()
    for container in task.containers:
        if container.name in seen:
            container.source.fault("name", f"{container.name} is used twice; give each container its own name")
        if container.name is not None:
            seen.add(container.name)


def _check_memory(task: TaskDocument, container: Container) -> None:
    hard, soft = container.memory, container.memory_reservation
    source = container.source
    if hard is not None and soft is not None and hard < soft:
        source.fault("memory", f"must be more than memoryReservation ({soft} MiB), not {hard}")
    if hard is not None and hard == soft:
        source.warn("memory", f"AWS documents that it must be more than memoryReservation, not the same {hard} MiB")
    own_memory_needed = task.source.value.get("memory") is None and "FARGATE" not in task.requires_compatibilities
    if own_memory_needed and all(source.value.get(name) is None for name in ("memory", "memoryReservation")):
        source.fault("memory", "memory or memoryReservation is required, or memory on the task")
    if task.memory is None:
        return
    for name, size in (("memory", hard), ("memoryReservation", soft)):
        if size is not None and size > task.memory:
            source.fault(name, f"must fit into the task's memory of {memory_text(task.memory)}, not {size}")


def _check_sums(task: TaskDocument) -> None:
    cpu = sum(container.cpu or 0 for container in task.containers)
    if task.cpu is not None and cpu > task.cpu:
        task.source.fault(
            "cpu", f"must be at least the sum of its containers' cpu: {cpu} CPU units, not {vcpus_text(task.cpu)}"
        )
    memory = sum(container.reserved_memory for container in task.containers)
    largest = max(max(container.memory or 0, container.memory_reservation or 0) for container in task.containers)
    if task.memory is not None and memory > task.memory >= largest:
        task.source.fault(
            "memory",
            f"must be at least the sum of its containers' reservations: {memory} MiB, not {memory_text(task.memory)}",
        )
