"""GPUs, Neuron devices and Elastic Inference accelerators that containers ask for.

Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ResourceRequirement.html
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ecsquote.faults.quoted_value import shown
from ecsquote.workload.ecs_object import EcsObject
from ecsquote.workload.sizes import whole_number
from ecsquote.workload.task_definition.document import Container, TaskDocument

_TYPES = ("GPU", "InferenceAccelerator", "NeuronDevice")
_MAX_GPUS = 64


@dataclass(frozen=True, slots=True)
class AcceleratorRequest:
    """One entry of resourceRequirements; `count` is 1 where all of an instance, or a share of one GPU, is asked for."""

    source: EcsObject
    container: Container
    kind: str
    count: int
    all_of_instance: bool = False
    shared: bool = False


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
    if not shared and value is None:
        entry.fault("value", "is required: how many GPUs, or ALL")
    if shared or value == "ALL":
        return AcceleratorRequest(entry, container, "GPU", 1, all_of_instance=not shared, shared=shared)

    def count(given: object) -> int:
        try:
            number = whole_number(given)
        except ValueError:
            number = 0
        if not 1 <= number <= _MAX_GPUS:
            raise ValueError(f"must be a whole number of GPUs from 1 to {_MAX_GPUS}, or ALL, not {shown(given)}")
        return number

    return AcceleratorRequest(entry, container, "GPU", entry.read("value", count) or 1)
