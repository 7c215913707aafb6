"""GPUs, shares of GPUs, Neuron devices and Elastic Inference accelerators that containers ask for.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ResourceRequirement.html,
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-gpu-specifying.html (GPUs and fractions of one),
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_NvidiaMpsAllocation.html (shared GPUs) and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-inference-task-def.html (Neuron devices by path)
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ecsquote.faults.quoted_value import shown
from ecsquote.workload.ecs_object import EcsObject
from ecsquote.workload.sizes import whole_number
from ecsquote.workload.task_definition.document import Container, TaskDocument

_TYPES = ("GPU", "InferenceAccelerator", "NeuronDevice")
_MAX_GPUS = 64
_MAX_PERCENT = 100
_FRACTION = re.compile(r"0?\.[0-9]{1,6}")
_NEURON_PATH = re.compile(r"/dev/neuron[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class AcceleratorRequest:
    """One entry of resourceRequirements; `count` is 1 where all of an instance is asked for, 0 for a GPU fraction."""

    source: EcsObject
    container: Container
    kind: str
    count: int
    all_of_instance: bool = False
    shared: bool = False
    """Whether containers share the GPU by NVIDIA MPS."""
    memory_mib: int | None = None
    """GPU memory that a container has of a shared GPU."""
    max_compute_percent: int | None = None
    """The most that a container uses of a shared GPU's compute."""
    fraction: Fraction = Fraction(0)
    """The fraction of one GPU that the instance must have, e.g. 1/4; 0 where whole GPUs are asked for."""


def gpus_of(requests: Sequence[AcceleratorRequest]) -> int:
    """The whole GPUs that a task reserves; containers that share a GPU are all assigned the same one.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_NvidiaMpsAllocation.html
    """
    gpus = [request for request in requests if request.kind == "GPU"]
    return 1 if any(request.shared for request in gpus) else sum(request.count for request in gpus)


def gpu_fraction_of(requests: Sequence[AcceleratorRequest]) -> Fraction:
    """The fraction of one GPU that a task reserves on an instance with a fractional GPU."""
    return sum((request.fraction for request in requests), Fraction(0))


def neuron_paths(task: TaskDocument) -> frozenset[str]:
    """The Inferentia and Trainium devices that containers name by their path: /dev/neuron0 and so on."""
    return frozenset(
        path
        for container in task.containers
        for device in container.source.object("linuxParameters").objects("devices")
        if (path := device.text("hostPath")) is not None and _NEURON_PATH.fullmatch(path)
    )


def read_accelerators(task: TaskDocument) -> tuple[AcceleratorRequest, ...]:
    """Every accelerator of the task; what AWS would refuse is added to the faults."""
    requests = tuple(request for container in task.containers for request in _container(task, container))
    neuron = [request for request in requests if request.kind == "NeuronDevice"]
    for request in neuron[1:]:
        if request.container is not neuron[0].container:
            request.source.fault("type", "only one container of a task may request NeuronDevice")
    gpus = [request for request in requests if request.kind == "GPU"]
    if len({request.shared for request in gpus}) > 1:
        gpus[-1].source.fault("sharingStrategy", "all containers of a task must share GPUs, or none of them")
    elif any(request.fraction for request in gpus) and len(gpus) > 1:
        gpus[-1].source.fault("value", "only one container of a task may request GPUs where one requests a fraction")
    return requests


def _container(task: TaskDocument, container: Container) -> Iterator[AcceleratorRequest]:
    for entry in container.source.objects("resourceRequirements"):
        if entry.value.get("type") is None:
            entry.fault("type", f"is required: one of {', '.join(_TYPES)}")
        kind = entry.choice("type", _TYPES)
        if kind == "GPU":
            yield _gpu(container, entry)
        elif kind == "NeuronDevice":
            if entry.value.get("value") != "ALL":
                entry.fault("value", f"must be ALL for NeuronDevice, not {shown(entry.value.get('value'))}")
            yield AcceleratorRequest(entry, container, kind, 1, all_of_instance=True)
        elif kind == "InferenceAccelerator":
            names = [
                each.get("deviceName")
                for each in task.source.value.get("inferenceAccelerators") or ()
                if isinstance(each, dict)
            ]
            if entry.value.get("value") not in names:
                entry.fault("value", "must be the deviceName of one of the task's inferenceAccelerators")
            yield AcceleratorRequest(entry, container, kind, 1)


def _gpu(container: Container, entry: EcsObject) -> AcceleratorRequest:
    shared, value = entry.has("sharingStrategy"), entry.value.get("value")
    if shared and value is not None:
        entry.fault("value", "must be left out with a sharingStrategy")
    if shared:
        return _shared_gpu(container, entry)
    if value is None:
        entry.fault("value", "is required: how many GPUs, or ALL")
    if value == "ALL":
        return AcceleratorRequest(entry, container, "GPU", 1, all_of_instance=True)
    if isinstance(value, str) and _FRACTION.fullmatch(value) and (fraction := Fraction(value)):
        return AcceleratorRequest(entry, container, "GPU", 0, fraction=fraction)
    return AcceleratorRequest(entry, container, "GPU", entry.read("value", _whole_gpus) or 1)


def _whole_gpus(given: object) -> int:
    try:
        number = whole_number(given)
    except ValueError:
        number = 0
    if not 1 <= number <= _MAX_GPUS:
        raise ValueError(
            f"must be a whole number of GPUs from 1 to {_MAX_GPUS}, a fraction of one such as 0.25, or ALL, "
            f"not {shown(given)}"
        )
    return number


def _shared_gpu(container: Container, entry: EcsObject) -> AcceleratorRequest:
    strategy = entry.object("sharingStrategy")
    allocation = strategy.object("nvidiaMps")
    if strategy.value.get("nvidiaMps") is None:
        strategy.fault("nvidiaMps", "is required: the only strategy to share a GPU")
    elif allocation.value.get("memory") is None:
        allocation.fault("memory", "is required: the container's GPU memory in MiB")
    return AcceleratorRequest(
        entry,
        container,
        "GPU",
        1,
        shared=True,
        memory_mib=allocation.integer("memory", 1),
        max_compute_percent=allocation.integer("maxComputePercent", 1, _MAX_PERCENT),
    )
