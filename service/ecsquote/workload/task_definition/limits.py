"""What a launch type does not accept of a task definition, at registration and when options are compared."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ecsquote.faults.pointers import Path
from ecsquote.workload.service import LaunchLimits
from ecsquote.workload.task_definition.document import TaskDocument


@dataclass(frozen=True, slots=True)
class LaunchLimit:
    """One feature of the document that a launch type does not accept.

    `right` is said at the feature's place where AWS validates against that option. `words` name the feature to people
    who compare options: an obstacle ("container app is privileged"), or, where `change` is true, what a deployment
    there would leave out or write otherwise without becoming another program.
    """

    path: Path
    right: str
    words: str
    change: bool = False
    refused: bool = True
    """False where AWS registers it all the same."""


def compatibility_limits(task: TaskDocument, compatibility: str) -> Iterator[LaunchLimit]:
    """The limit of a task definition whose requiresCompatibilities names other launch types only."""
    if task.requires_compatibilities and compatibility not in task.requires_compatibilities:
        place = task.source.at("requiresCompatibilities")
        yield LaunchLimit(place, "", f"requiresCompatibilities would name {compatibility}", change=True, refused=False)


def ephemeral_storage_limits(task: TaskDocument) -> Iterator[LaunchLimit]:
    """On instances a task writes to the disk of its instance: ephemeralStorage is read on Fargate alone.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html
    """
    if task.ephemeral_storage_gib is not None:
        words = "ephemeralStorage would be left out; tasks write to their instance's disk"
        yield LaunchLimit(task.source.at("ephemeralStorage"), "", words, change=True, refused=False)


def refuse(task: TaskDocument, compatibility: str, limits: Iterable[LaunchLimit]) -> None:
    """Faults for what AWS does not register, if the task definition is made for this compatibility."""
    if compatibility in task.requires_compatibilities:
        for limit in limits:
            if limit.refused:
                task.source.faults.add(limit.path, limit.right)


def launch_limits(limits: Iterable[LaunchLimit]) -> LaunchLimits:
    """The obstacles and the changes of one launch type in words, each once."""
    found = tuple(limits)
    return LaunchLimits(
        obstacles=tuple(dict.fromkeys(limit.words for limit in found if not limit.change)),
        changes=tuple(dict.fromkeys(limit.words for limit in found if limit.change)),
    )
