"""The changes that are tried on a request: ARM, another task size, ENI trunking, other instance families."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.request import QuoteRequest
from ecsquote.errors import InputError, OptionUnavailable
from ecsquote.workload.fargate_sizes import fargate_sizes, smallest_fargate_size
from ecsquote.workload.service import NetworkMode, TaskDefinition
from ecsquote.workload.task_definition import parse_task_definition

Document = dict[str, Any]
"""A request as understood, as JSON."""
Size = tuple[int, int]
"""(CPU units, MiB)."""

PRICED_BY_TASKS = tuple(option for option in LaunchOption if option.description.priced_by_tasks)
COVERED_OPTIONS = tuple(option for option in LaunchOption if option.description.savings_plans and not option.spot)
FLEETS = tuple(option for option in LaunchOption if option.description.fleet)
TRUNKING_OPTIONAL = tuple(option for option in LaunchOption if option.description.eni_trunking_optional)


@dataclass(frozen=True, slots=True)
class RequestChange:
    """One change to a request, and the launch options whose price it can change."""

    name: str
    words: str
    concerns: tuple[LaunchOption, ...]
    make: Callable[[Document], None]
    """Makes the change in the document; OptionUnavailable where there is nothing that it could change."""
    assumes: tuple[str, ...] = ()
    """What must hold for the change to be possible, for people."""


def changes(request: QuoteRequest) -> Iterator[RequestChange]:
    """Every change that may help, one at a time; whether AWS accepts it shows when it is quoted."""
    tasks = [service.task_definition.parsed for service in request.services]
    if any(task.cpu_architecture.value != "ARM64" for task in tasks):
        yield RequestChange("arm64", "every image built for ARM64", PRICED_BY_TASKS, arm64)
    words = "every task one Fargate size smaller, if that is enough"
    yield RequestChange("next_size_down", words, PRICED_BY_TASKS, resize(next_size_down))
    if trunking_helps(request, tasks):
        yield RequestChange("eni_trunking", "ENI trunking on (awsvpcTrunking)", TRUNKING_OPTIONAL, trunking)
    if request.fleet.instance_types is not None:
        words = "instances of any current family, not only fleet.instance_types"
        yield RequestChange("any_instance_family", words, FLEETS, any_family)
    yield RequestChange("next_size_up", "every task one Fargate size larger", PRICED_BY_TASKS, resize(next_size_up))


def trunking_helps(request: QuoteRequest, tasks: Sequence[TaskDefinition]) -> bool:
    """Whether ENI trunking is off and some task has an interface that it would make room for."""
    trunkable = any(task.network_mode is NetworkMode.AWSVPC and not task.is_windows for task in tasks)
    return trunkable and not request.fleet.eni_trunking


def arm64(document: Document) -> None:
    """Build every task for ARM64."""
    document["cpu_architectures"] = []
    for task in _task_definitions(document):
        task["runtimePlatform"] = {**(task.get("runtimePlatform") or {}), "cpuArchitecture": "ARM64"}


def trunking(document: Document) -> None:
    """Turn ENI trunking on."""
    document["fleet"]["eni_trunking"] = True


def any_family(document: Document) -> None:
    """Take instances of every family that the profile allows."""
    document["fleet"].pop("instance_types", None)


def _task_definitions(document: Document) -> Iterator[Document]:
    """Each service's task definition, free to be changed."""
    for service in document["services"]:
        outer = service["task_definition"]
        yield outer.get("taskDefinition", outer)


def resize(next_size: Callable[[TaskDefinition], Size | None]) -> Callable[[Document], None]:
    """Each task that has a size of its own gets the next one, where AWS would still register it."""

    def make(document: Document) -> None:
        changed = 0
        for task in _task_definitions(document):
            size = next_size(parse_task_definition(task))
            if size is not None and _registered(resized := {**task, "cpu": str(size[0]), "memory": str(size[1])}):
                task.update(resized)
                changed += 1
        if not changed:
            raise OptionUnavailable(
                "no task has a task-level size for which Fargate has a next size that its containers fit in"
            )

    return make


def _registered(task_definition: Document) -> bool:
    """Whether AWS would take the task definition: containers may need more than a smaller task has."""
    try:
        parse_task_definition(task_definition)
    except InputError:
        return False
    return True


def next_size_down(task: TaskDefinition) -> Size | None:
    """The next smaller CPU with the same share of memory, at the smallest CPU less memory.

    None for a task without a size of its own, or with the smallest there is.
    """
    if (size := _own_size(task)) is None:
        return None
    cpu, memory = size
    sizes = fargate_sizes(task.operating_system)
    if smaller := [each for each in sizes if each < cpu]:
        least = smaller[-1]
        fitting = [each for each in sizes[least] if each * cpu <= memory * least]
        return least, fitting[-1] if fitting else sizes[least][0]
    less = [each for each in sizes[cpu] if each < memory]
    return (cpu, less[-1]) if less else None


def next_size_up(task: TaskDefinition) -> Size | None:
    """The next larger CPU with the same share of memory, at the largest CPU more memory.

    None for a task without a size of its own, or with the largest there is.
    """
    if (size := _own_size(task)) is None:
        return None
    cpu, memory = size
    sizes = fargate_sizes(task.operating_system)
    if larger := [each for each in sizes if each > cpu]:
        most = larger[0]
        fitting = [each for each in sizes[most] if each * cpu >= memory * most]
        return most, fitting[0] if fitting else sizes[most][-1]
    more = [each for each in sizes[cpu] if each > memory]
    return (cpu, more[0]) if more else None


def _own_size(task: TaskDefinition) -> Size | None:
    """The smallest Fargate size that holds the task's own size; None without one, or where none holds it."""
    if task.cpu_units is None or task.memory_mib is None:
        return None
    return smallest_fargate_size(task.cpu_units, task.memory_mib, task.operating_system)
