"""The task definition that Copilot makes of a manifest.

Source: https://aws.github.io/copilot-cli/docs/manifest/backend-service/ (cpu, memory, platform, sidecars, storage)
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ecsquote.inputs.placeholders import or_unknown

SIZE, WINDOWS_SIZE = ("256", "512"), ("1024", "2048")
"""CPU units and MiB where the manifest gives none."""
_WINDOWS = {
    "windows/amd64": "WINDOWS_SERVER_2019_CORE",
    "windows/x86_64": "WINDOWS_SERVER_2019_CORE",
}
_ARM = ("linux/arm64", "linux/arm")
_XRAY = "awsxray"


def task_definition_of(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The task definition, with one container for the manifest and one for each sidecar."""
    name = str(manifest["name"])
    platform = _platform(manifest)
    cpu, memory = WINDOWS_SIZE if platform.get("operatingSystemFamily", "LINUX") != "LINUX" else SIZE
    document: dict[str, Any] = {
        "family": name,
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": _size(manifest.get("cpu"), cpu),
        "memory": _size(manifest.get("memory"), memory),
        "runtimePlatform": platform,
        "containerDefinitions": [_container(name, name), *_sidecars(manifest, name)],
    }
    storage = manifest.get("storage")
    if isinstance(storage, Mapping):
        if storage.get("ephemeral") is not None:
            document["ephemeralStorage"] = {"sizeInGiB": storage["ephemeral"]}
        document["volumes"] = list(_volumes(storage))
    return document


def log_group_name(service: str) -> str:
    """The log group that Copilot makes for a service, without its application and environment."""
    return f"/copilot/{service}"


def _size(value: object, default: str) -> object:
    if value is None:
        return default
    return or_unknown(value) if isinstance(value, str) else str(value)


def _platform(manifest: Mapping[str, Any]) -> dict[str, str]:
    given = manifest.get("platform")
    if isinstance(given, Mapping):
        family = str(given.get("osfamily", "linux")).upper()
        architecture = str(given.get("architecture", "x86_64")).upper()
        return {"operatingSystemFamily": family, "cpuArchitecture": architecture}
    text = str(given).lower()
    architecture = "ARM64" if text in _ARM else "X86_64"
    return {"operatingSystemFamily": _WINDOWS.get(text, "LINUX"), "cpuArchitecture": architecture}


def _container(name: str, service: str) -> dict[str, Any]:
    """A container whose output goes to CloudWatch Logs, as Copilot sets up every container."""
    log = {"logDriver": "awslogs", "options": {"awslogs-group": log_group_name(service)}}
    return {"name": name, "image": name, "essential": True, "logConfiguration": log}


def _sidecars(manifest: Mapping[str, Any], service: str) -> Iterator[dict[str, Any]]:
    sidecars = manifest.get("sidecars")
    for name in sidecars if isinstance(sidecars, Mapping) else ():
        yield _container(str(name), service)
    observability = manifest.get("observability")
    if isinstance(observability, Mapping) and observability.get("tracing") == _XRAY:
        yield _container("aws-otel-collector", service)


def _volumes(storage: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    volumes = storage.get("volumes")
    for name, volume in volumes.items() if isinstance(volumes, Mapping) else ():
        efs = volume.get("efs") if isinstance(volume, Mapping) else None
        if efs:
            identity = efs.get("id") if isinstance(efs, Mapping) else None
            yield {"name": str(name), "efsVolumeConfiguration": {"fileSystemId": identity or "made by Copilot"}}
