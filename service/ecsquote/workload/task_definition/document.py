"""The members of a task definition that matter here, each read and checked separately; rules across members follow.

Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ecsquote.workload.capacity import LAUNCH_TYPES
from ecsquote.workload.ecs_object import NAME, NAME_RULE, EcsObject
from ecsquote.workload.sizes import MAX_INTEGER, cpu_units, memory_mib

NETWORK_MODES = ("bridge", "host", "awsvpc", "none")
CPU_ARCHITECTURES = ("X86_64", "ARM64")
OPERATING_SYSTEM_FAMILIES = (
    "LINUX",
    "WINDOWS_SERVER_2016_FULL",
    "WINDOWS_SERVER_2004_CORE",
    "WINDOWS_SERVER_20H2_CORE",
    "WINDOWS_SERVER_2019_FULL",
    "WINDOWS_SERVER_2019_CORE",
    "WINDOWS_SERVER_2022_FULL",
    "WINDOWS_SERVER_2022_CORE",
    "WINDOWS_SERVER_2025_FULL",
    "WINDOWS_SERVER_2025_CORE",
)
MAX_CONTAINERS = 10
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html"""
MAX_PORT = 65_535
MINIMUM_CONTAINER_MIB = 6
"""Docker reserves at least this much for a container (memory of API_ContainerDefinition)."""

NO_FAMILY, NO_NAME = "task", "container"
"""What a task definition and a container are called that have no name yet."""
_WINDOWS_IMAGE = re.compile(r"^mcr\.microsoft\.com/windows(/|$)|windowsservercore|nanoserver", re.ASCII)
"""Base images of Windows containers: https://learn.microsoft.com/virtualization/windowscontainers/manage-containers/container-base-images"""
_WINDOWS_ASKED = (
    "looks like a Windows image, and without runtimePlatform.operatingSystemFamily ECS takes LINUX, which is priced:"
    " say which family it is, e.g. WINDOWS_SERVER_2022_CORE"
)
_IMAGE_RULE = "an image such as repository:tag, at most 255 characters"
_IMAGE = re.compile(r"\S{1,255}|\S{1,255}@sha256:[0-9A-Fa-f]{64}")


@dataclass(frozen=True, slots=True)
class PortMapping:
    """One entry of portMappings."""

    source: EcsObject
    container_port: int | None
    container_port_range: str | None
    host_port: int | None
    protocol: str


@dataclass(frozen=True, slots=True)
class Container:
    """One container definition; sizes in CPU units and MiB."""

    source: EcsObject
    name: str | None
    essential: bool
    privileged: bool
    cpu: int | None
    memory: int | None
    memory_reservation: int | None
    port_mappings: tuple[PortMapping, ...]

    @property
    def label(self) -> str:
        """The container in words."""
        return f"container {self.name}" if self.name else f"container {self.source.path[-1]}"

    @property
    def reserved_memory(self) -> int:
        """What ECS reserves for it: the soft limit where given, else the hard one."""
        return self.memory_reservation or self.memory or 0


@dataclass(frozen=True, slots=True)
class TaskDocument:
    """One task definition as far as it can be read; None where a member is absent or wrong."""

    source: EcsObject
    family: str | None
    cpu: int | None
    memory: int | None
    network_mode: str | None
    operating_system_family: str
    cpu_architecture: str
    ephemeral_storage_gib: int | None
    requires_compatibilities: frozenset[str]
    containers: tuple[Container, ...]

    @property
    def network_mode_is_wrong(self) -> bool:
        """True where the document names a mode that does not exist; nothing else is then said about it."""
        return self.network_mode is None and self.source.value.get("networkMode") is not None

    @property
    def is_windows(self) -> bool:
        """True for every Windows Server family."""
        return self.operating_system_family != "LINUX"

    @property
    def operating_system(self) -> str:
        """LINUX or WINDOWS."""
        return "WINDOWS" if self.is_windows else "LINUX"


def read_document(source: EcsObject) -> TaskDocument:
    """Reads every member; what is wrong is added to the source's faults."""
    platform = source.object("runtimePlatform")
    compatibilities = frozenset(source.words("requiresCompatibilities", LAUNCH_TYPES))
    return TaskDocument(
        source=source,
        family=source.label("family", NO_FAMILY, NAME, NAME_RULE),
        cpu=source.read("cpu", cpu_units),
        memory=source.read("memory", memory_mib),
        network_mode=_network_mode(source, compatibilities),
        operating_system_family=platform.choice("operatingSystemFamily", OPERATING_SYSTEM_FAMILIES) or "LINUX",
        cpu_architecture=platform.choice("cpuArchitecture", CPU_ARCHITECTURES) or "X86_64",
        ephemeral_storage_gib=_ephemeral_storage(source),
        requires_compatibilities=compatibilities,
        containers=tuple(_containers(source, linux_by_default=not platform.has("operatingSystemFamily"))),
    )


def _network_mode(source: EcsObject, compatibilities: frozenset[str]) -> str | None:
    """The mode that is given; for Managed Instances alone a silent document means awsvpc.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters-managed-instances.html
    """
    if source.value.get("networkMode") is None and compatibilities == {"MANAGED_INSTANCES"}:
        return "awsvpc"
    return source.choice("networkMode", NETWORK_MODES)


def _ephemeral_storage(source: EcsObject) -> int | None:
    if source.value.get("ephemeralStorage") is None:
        return None
    storage = source.object("ephemeralStorage")
    if storage.value.get("sizeInGiB") is None:
        storage.fault("sizeInGiB", "is required: a whole number of GiB")
    return storage.integer("sizeInGiB")


def _containers(source: EcsObject, *, linux_by_default: bool) -> Iterator[Container]:
    if not source.has("containerDefinitions"):
        source.fault("containerDefinitions", "is required: at least one container with a name and an image")
    for entry in source.objects("containerDefinitions", MAX_CONTAINERS):
        image = entry.label("image", "", _IMAGE, _IMAGE_RULE)
        if linux_by_default and image and _WINDOWS_IMAGE.search(image):
            entry.warn("image", _WINDOWS_ASKED)
        essential = entry.flag("essential")
        yield Container(
            source=entry,
            name=entry.label("name", f"{NO_NAME}-{entry.path[-1]}", NAME, NAME_RULE),
            essential=essential is None or essential,
            privileged=bool(entry.flag("privileged")),
            cpu=entry.integer("cpu"),
            memory=_container_memory(entry, "memory"),
            memory_reservation=_container_memory(entry, "memoryReservation"),
            port_mappings=tuple(_port_mappings(entry)),
        )


def _container_memory(entry: EcsObject, name: str) -> int | None:
    size = entry.integer(name, 1, MAX_INTEGER)
    if size is not None and size < MINIMUM_CONTAINER_MIB:
        entry.warn(name, f"AWS takes {MINIMUM_CONTAINER_MIB} MiB or more, not {size}")
    return size


def _port_mappings(entry: EcsObject) -> Iterator[PortMapping]:
    for mapping in entry.objects("portMappings"):
        yield PortMapping(
            source=mapping,
            container_port=mapping.integer("containerPort", 0 if mapping.has("containerPortRange") else 1, MAX_PORT),
            container_port_range=mapping.text("containerPortRange"),
            host_port=mapping.integer("hostPort", 0, MAX_PORT),
            protocol="udp" if mapping.text("protocol") == "udp" else "tcp",
        )
