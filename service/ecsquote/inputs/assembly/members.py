"""The members of ECS documents that are taken into a request: those that decide a price or what may run where.

Environment, commands, labels, options of log drivers and health checks are left behind, so that no answer, log or kept
quote holds their values.
"""

from collections.abc import Mapping
from typing import Any

from ecsquote.faults.pointers import Path
from ecsquote.inputs.assembly.values import is_known
from ecsquote.inputs.estate.resources import Reference, Unresolved

Shape = str | Mapping[str, Any] | list[Any]
"""What is taken of a value: ALL of it, a LABEL, an object's named members, or a list's entries by their one shape."""

_ALL = "all"
_LABEL = "label"
"""A name that decides no price; one that is not known is replaced, since AWS asks for it."""
_UNKNOWN_LABEL = "unknown"
_LINUX_PARAMETERS: Shape = {
    "capabilities": {"add": _ALL, "drop": _ALL},
    "devices": [{"hostPath": _ALL}],
    "sharedMemorySize": _ALL,
    "maxSwap": _ALL,
    "swappiness": _ALL,
}
_RESOURCE_REQUIREMENT: Shape = {
    "type": _ALL,
    "value": _ALL,
    "sharingStrategy": {"nvidiaMps": {"memory": _ALL, "maxComputePercent": _ALL}},
}
_CONTAINER: Shape = {
    "name": _ALL,
    "image": _LABEL,
    "secrets": [{"valueFrom": _ALL}],
    "cpu": _ALL,
    "memory": _ALL,
    "memoryReservation": _ALL,
    "essential": _ALL,
    "privileged": _ALL,
    "portMappings": [{"containerPort": _ALL, "containerPortRange": _ALL, "hostPort": _ALL, "protocol": _ALL}],
    "resourceRequirements": [_RESOURCE_REQUIREMENT],
    "linuxParameters": _LINUX_PARAMETERS,
    "logConfiguration": {"logDriver": _ALL},
    "mountPoints": [{"sourceVolume": _ALL}],
    "volumesFrom": [{"sourceContainer": _ALL}],
    "dependsOn": [{"containerName": _ALL, "condition": _ALL}],
    "links": _ALL,
    "hostname": _ALL,
    "extraHosts": _ALL,
    "dockerSecurityOptions": _ALL,
    "stopTimeout": _ALL,
}
_VOLUME: Shape = {
    "name": _ALL,
    "host": {"sourcePath": _ALL},
    "configuredAtLaunch": _ALL,
    "dockerVolumeConfiguration": {"scope": _ALL, "driver": _ALL},
    "efsVolumeConfiguration": {"fileSystemId": _LABEL},
    "fsxWindowsFileServerVolumeConfiguration": {"fileSystemId": _LABEL},
    "s3filesVolumeConfiguration": {"fileSystemArn": _LABEL},
}
TASK_DEFINITION: Mapping[str, Any] = {
    "family": _ALL,
    "cpu": _ALL,
    "memory": _ALL,
    "networkMode": _ALL,
    "runtimePlatform": {"cpuArchitecture": _ALL, "operatingSystemFamily": _ALL},
    "requiresCompatibilities": _ALL,
    "ephemeralStorage": {"sizeInGiB": _ALL},
    "pidMode": _ALL,
    "ipcMode": _ALL,
    "placementConstraints": [{"type": _ALL, "expression": _ALL}],
    "inferenceAccelerators": [{"deviceName": _ALL, "deviceType": _ALL}],
    "trustedExecutionConfiguration": {"enclaveResources": _ALL},
    "volumes": [_VOLUME],
    "containerDefinitions": [_CONTAINER],
}
_MANAGED_VOLUME: Shape = {
    "volumeType": _ALL,
    "sizeInGiB": _ALL,
    "iops": _ALL,
    "throughput": _ALL,
    "snapshotId": _ALL,
}
SERVICE: Mapping[str, Any] = {
    "desiredCount": _ALL,
    "launchType": _ALL,
    "capacityProviderStrategy": [{"capacityProvider": _ALL, "base": _ALL, "weight": _ALL}],
    "platformVersion": _ALL,
    "schedulingStrategy": _ALL,
    "networkConfiguration": {"awsvpcConfiguration": {"assignPublicIp": _ALL}},
    "placementConstraints": [{"type": _ALL, "expression": _ALL}],
    "placementStrategy": [{"type": _ALL, "field": _ALL}],
    "deploymentConfiguration": {"minimumHealthyPercent": _ALL, "maximumPercent": _ALL, "strategy": _ALL},
    "deploymentController": {"type": _ALL},
    "volumeConfigurations": [{"name": _ALL, "managedEBSVolume": _MANAGED_VOLUME}],
}


def taken(value: object, shape: Shape, path: Path = (), left: dict[Path, object] | None = None) -> Any:
    """The value's members that the shape names, as plain JSON; what is not known is left out and noted in `left`.

    A value of another form than its shape is kept as it is, for the validation of the document to refuse.
    """
    left = {} if left is None else left
    if shape == _LABEL and not is_known(value):
        return _UNKNOWN_LABEL
    if isinstance(value, Reference | Unresolved) or (shape == _ALL and not is_known(value)):
        left[path] = value
        return None
    if isinstance(shape, Mapping) and isinstance(value, Mapping):
        found = {name: taken(value[name], inner, (*path, name), left) for name, inner in shape.items() if name in value}
        kept = {name: inner for name, inner in found.items() if inner is not None}
        return kept or (None if value else {})
    if isinstance(shape, list) and isinstance(value, list | tuple):
        found_entries = (taken(item, shape[0], (*path, index), left) for index, item in enumerate(value))
        return [item for item in found_entries if item is not None]
    return _plain(value)


def _plain(value: object) -> Any:
    """Mappings and sequences as JSON's own."""
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
