"""Properties of ECS resources as the ECS API spells them: ContainerDefinitions is containerDefinitions.

CloudFormation's names are the API's with a capital, but for the few in `_OTHER_NAMES`; keys that users choose stay.
Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ECS.html and
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
"""

import re
from collections.abc import Mapping
from typing import Any

_PREFIX = "AWS::ECS::"
_OTHER_NAMES = {
    "ClusterSettings": "settings",
    "FilesystemId": "fileSystemId",
    "PlacementStrategies": "placementStrategy",
    "ProxyConfigurationProperties": "properties",
    "FSxWindowsFileServerVolumeConfiguration": "fsxWindowsFileServerVolumeConfiguration",
    "S3FilesVolumeConfiguration": "s3filesVolumeConfiguration",
}
_OWN_KEYS = frozenset({"DockerLabels", "DriverOpts", "Labels", "Options"})
"""Objects whose keys the user chooses."""
_LEFT_OUT = frozenset({"Environment"})
"""Its values do not affect a price and may be secret."""
_NAMES = frozenset({"ClusterName", "ContainerName", "Family", "Name", "ServiceName", "SourceVolume"})
_PLACEHOLDER = re.compile(r"\$\{(?:AWS::)?([^{}]*)\}")
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]+")
_CAPITALS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]")
"""EFS of EFSVolumeConfiguration, V of VCpuCount, N of Name."""


def is_ecs(kind: str) -> bool:
    """Whether a resource type is one of ECS."""
    return kind.startswith(_PREFIX)


def ecs_name(name: str) -> str:
    """A property's name in the ECS API."""
    if name in _OTHER_NAMES:
        return _OTHER_NAMES[name]
    return _CAPITALS.sub(lambda found: found[0].lower(), name, count=1) if name[:1].isupper() else name


def ecs_properties(value: Any) -> Any:
    """The properties of an ECS resource in the spelling of the ECS API, without environments."""
    if isinstance(value, Mapping):
        return {
            ecs_name(name): item if name in _OWN_KEYS else _named(name, item)
            for name, item in value.items()
            if name not in _LEFT_OUT
        }
    return [ecs_properties(item) for item in value] if isinstance(value, list) else value


def _named(name: str, value: Any) -> Any:
    """A property's value; in a name, Stage stands for ${Stage}, since ECS accepts no other signs in names."""
    if name in _NAMES and isinstance(value, str) and _PLACEHOLDER.search(value):
        return _NOT_IN_A_NAME.sub("-", _PLACEHOLDER.sub(r"\1", value))
    return ecs_properties(value)
