"""ECS task definitions: read in every form AWS writes them, and refused where AWS would refuse to register them.

One short file a family of rules; `parse_task_definition` runs them all, so that every fault is found at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ecsquote.workload.capacity import Capacity
from ecsquote.workload.ecs_object import EcsObject, unwrapped
from ecsquote.workload.fargate_sizes import smallest_fargate_size
from ecsquote.workload.near_misses import task_definition_near_misses
from ecsquote.workload.placement_constraints import read_placement_constraints
from ecsquote.workload.service import CpuArchitecture, NetworkMode, TaskDefinition
from ecsquote.workload.sizes import memory_text, vcpus_text
from ecsquote.workload.task_definition.accelerators import (
    AcceleratorRequest,
    gpu_fraction_of,
    gpus_of,
    neuron_paths,
    read_accelerators,
)
from ecsquote.workload.task_definition.containers import check_containers
from ecsquote.workload.task_definition.document import TaskDocument, read_document
from ecsquote.workload.task_definition.fargate import check_fargate_size, fargate_limits
from ecsquote.workload.task_definition.instances import ec2_limits, external_limits, managed_instances_limits
from ecsquote.workload.task_definition.limits import LaunchLimit, compatibility_limits, launch_limits, refuse
from ecsquote.workload.task_definition.platform import check_platform
from ecsquote.workload.task_definition.ports import check_ports, host_ports
from ecsquote.workload.task_definition.volumes import check_volumes, launch_volume

__all__ = ["is_task_definition", "parse_task_definition"]

_WRAPPER = "taskDefinition"
_LIMITS = {
    Capacity.FARGATE.value: fargate_limits,
    Capacity.EC2.value: ec2_limits,
    Capacity.MANAGED_INSTANCES.value: managed_instances_limits,
    Capacity.EXTERNAL.value: external_limits,
}
"""The limits by the value of requiresCompatibilities that AWS validates against."""


def is_task_definition(document: object) -> bool:
    """Whether a document is a task definition, bare or as `describe-task-definition` prints it."""
    if not isinstance(document, dict):
        return False
    inner = document.get(_WRAPPER)
    return "containerDefinitions" in (inner if isinstance(inner, dict) else document)


def parse_task_definition(document: object) -> TaskDefinition:
    """The task definition of what `register-task-definition` takes or `describe-task-definition` prints.

    Raises InputError with every fault at once, each with its pointer into the document.
    """
    source = unwrapped(document, _WRAPPER)
    task = read_document(source)
    _, expressions = read_placement_constraints(source, ("memberOf",))
    accelerators = read_accelerators(task)
    for check in (check_platform, check_containers, check_ports, check_volumes, check_fargate_size):
        check(task)
    limits = {
        option: (*find(task, accelerators), *compatibility_limits(task, option)) for option, find in _LIMITS.items()
    }
    for option, found in limits.items():
        refuse(task, option, found)
    source.faults.raise_if_any("AWS would refuse to register this task definition")
    return _task_definition(task, accelerators, expressions, limits)


def _task_definition(
    task: TaskDocument,
    accelerators: Sequence[AcceleratorRequest],
    expressions: tuple[str, ...],
    limits: Mapping[str, Sequence[LaunchLimit]],
) -> TaskDefinition:
    paths = neuron_paths(task)
    definition = TaskDefinition(
        family=task.family or "",
        cpu_units=task.cpu,
        memory_mib=task.memory,
        container_cpu_units=sum(container.cpu or 0 for container in task.containers),
        container_memory_mib=sum(container.reserved_memory for container in task.containers),
        operating_system_family=task.operating_system_family,
        cpu_architecture=CpuArchitecture(task.cpu_architecture),
        architecture_given=task.source.object("runtimePlatform").has("cpuArchitecture"),
        network_mode=_network_mode(task),
        ephemeral_storage_gib=task.ephemeral_storage_gib or 0,
        gpus=gpus_of(accelerators),
        gpu_fraction=gpu_fraction_of(accelerators),
        neuron_devices=len(paths) or sum(request.count for request in accelerators if request.kind == "NeuronDevice"),
        host_ports=host_ports(task),
        requires_compatibilities=task.requires_compatibilities,
        placement_expressions=expressions,
        privileged=any(container.privileged for container in task.containers),
        limits={option: launch_limits(found) for option, found in limits.items()},
        all_accelerators=any(request.all_of_instance for request in accelerators),
        launch_volume=launch_volume(task),
        assumptions=tuple(_assumptions(accelerators, paths)),
        warnings=tuple(_warnings(task.source)),
    )
    fargate = definition.limits_on(Capacity.FARGATE)
    fargate = replace(fargate, obstacles=(*fargate.obstacles, *_too_large(definition)))
    return replace(definition, limits={**definition.limits, Capacity.FARGATE.rules.compatibility: fargate})


def _warnings(source: EcsObject) -> Iterator[str]:
    for warning in source.faults.warnings:
        yield f"{warning.pointer}: {warning.message}"
    for miss in task_definition_near_misses(source.value):
        yield f"{miss.pointer or '/'}: {miss.message}"


def _network_mode(task: TaskDocument) -> NetworkMode:
    """Without a word, ECS takes bridge on Linux and Windows' own default (NAT) on Windows."""
    if task.network_mode is not None:
        return NetworkMode(task.network_mode)
    return NetworkMode.DEFAULT if task.is_windows else NetworkMode.BRIDGE


def _too_large(definition: TaskDefinition) -> Iterator[str]:
    cpu, memory = definition.fargate_cpu_units, definition.fargate_memory_mib
    if smallest_fargate_size(cpu, memory, definition.operating_system) is None:
        yield f"no Fargate size fits its {vcpus_text(cpu)} and {memory_text(memory)}"


def _assumptions(accelerators: Sequence[AcceleratorRequest], paths: frozenset[str]) -> Iterator[str]:
    for request in accelerators:
        if request.shared:
            yield (
                f"{request.container.label} shares a GPU by NVIDIA MPS{_allocation(request)}; one full GPU per task is "
                "priced, because the memory of GPUs is not in the price catalog"
            )
        if request.kind == "InferenceAccelerator":
            yield f"the Elastic Inference accelerator of {request.container.label} is not priced"
    if paths:
        names = ", ".join(sorted(paths))
        yield f"Neuron devices named in linuxParameters ({names}) are reserved for one task, as GPUs are"


def _allocation(request: AcceleratorRequest) -> str:
    """What a container has of a shared GPU, in words."""
    if request.memory_mib is None:
        return ""
    compute = request.max_compute_percent
    most = "" if compute is None else f", at most {compute} % of its compute"
    return f" ({request.memory_mib} MiB of its memory{most})"
