"""Volumes of a task and the containers that mount them.

Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html
"""

from collections.abc import Collection, Iterator

from ecsquote.workload.ecs_object import NAME, NAME_RULE, EcsObject
from ecsquote.workload.task_definition.document import TaskDocument
from ecsquote.workload.task_definition.limits import LaunchLimit

_KINDS = (
    "dockerVolumeConfiguration",
    "efsVolumeConfiguration",
    "s3filesVolumeConfiguration",
    "fsxWindowsFileServerVolumeConfiguration",
    "configuredAtLaunch",
)
_NEED_A_NAME = ("efsVolumeConfiguration", "s3filesVolumeConfiguration", "configuredAtLaunch")
_WORDS = {
    "dockerVolumeConfiguration": "a Docker volume",
    "fsxWindowsFileServerVolumeConfiguration": "on FSx for Windows File Server",
    "configuredAtLaunch": "an EBS volume that ECS creates",
}


def check_volumes(task: TaskDocument) -> None:
    """Names, one kind a volume, and mount points that lead somewhere."""
    names: set[str] = set()
    launched = 0
    for volume in task.source.objects("volumes"):
        name = volume.text("name", NAME, NAME_RULE)
        if name in names:
            volume.fault("name", f"{name} is used twice; give each volume its own name")
        names |= {name} if name else set()
        kinds = [kind for kind in _KINDS if volume.has(kind)] + ["host"] * _has_source_path(volume)
        if len(kinds) > 1:
            volume.faults.add(volume.path, f"must be of one kind, not {' and '.join(kinds)}")
        if name is None and volume.value.get("name") is None and any(kind in _NEED_A_NAME for kind in kinds):
            volume.fault("name", "is required")
        launched += volume.has("configuredAtLaunch")
    if launched > 1:
        task.source.fault("volumes", "only one volume may be configuredAtLaunch")
    _check_mount_points(task, names)


def launch_volume(task: TaskDocument) -> str | None:
    """The name of the volume that is configuredAtLaunch."""
    launched = (volume for volume in task.source.objects("volumes") if volume.has("configuredAtLaunch"))
    return next((volume.text("name", NAME, NAME_RULE) for volume in launched), None)


def _check_mount_points(task: TaskDocument, names: Collection[str]) -> None:
    for container in task.containers:
        for mount in container.source.objects("mountPoints"):
            volume = mount.text("sourceVolume")
            if volume is not None and volume not in names:
                mount.fault("sourceVolume", f"must be the name of one of the task's volumes ({_listed(names)})")


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names)[:10]) or "it has none"


def _has_source_path(volume: EcsObject) -> bool:
    host = volume.value.get("host")
    return isinstance(host, dict) and bool(host.get("sourcePath"))


def volume_limits(
    task: TaskDocument, where: str, kinds: Collection[str], host_path: bool = True
) -> Iterator[LaunchLimit]:
    """The volumes of these kinds, and folders of the host, which `where` does not mount."""
    entries = task.source.value.get("volumes")
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        if not isinstance(entry, dict):
            continue
        volume = EcsObject(entry, task.source.at("volumes", index), task.source.faults)
        for kind in kinds:
            if volume.has(kind):
                yield LaunchLimit(
                    volume.at(kind), f"must be left out on {where}", f"volume {_label(volume)} is {_WORDS[kind]}"
                )
        if host_path and _has_source_path(volume):
            yield LaunchLimit(
                volume.at("host", "sourcePath"),
                f"must be left out on {where}",
                f"volume {_label(volume)} is a folder of its host",
            )


def _label(volume: EcsObject) -> str:
    name = volume.value.get("name")
    return name if isinstance(name, str) and NAME.fullmatch(name) else str(volume.path[-1])
