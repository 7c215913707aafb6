"""What runs, as the calculator reads it: a task definition, how ECS places it, and its load through the month."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from math import ceil

from ecsquote.workload.capacity import Capacity

DEFAULT_MAXIMUM_PERCENT = 200
DEFAULT_MINIMUM_HEALTHY_PERCENT = 100
"""ECS's defaults for replica services.

Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
"""


class CpuArchitecture(StrEnum):
    """ECS's runtimePlatform.cpuArchitecture."""

    X86_64 = "X86_64"
    ARM64 = "ARM64"


class NetworkMode(StrEnum):
    """ECS's networkMode."""

    AWSVPC = "awsvpc"
    BRIDGE = "bridge"
    HOST = "host"
    NONE = "none"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class PortReservation:
    """A host port that a task reserves on its instance; a static port conflicts with any other copy of the task."""

    protocol: str
    host_port: int


@dataclass(frozen=True, slots=True)
class LaunchLimits:
    """What one launch type does not accept in a task definition, in words."""

    obstacles: tuple[str, ...] = ()
    """What it cannot run, e.g. "container app is privileged"."""
    changes: tuple[str, ...] = ()
    """What the task definition would have to say instead, e.g. "networkMode would be awsvpc …"."""


@dataclass(frozen=True, slots=True)
class TaskDefinition:
    """One ECS task definition, every size in ECS's integers.

    `cpu_units` and `memory_mib` are the task's own size, None where the document gives container sizes only.
    `container_cpu_units` and `container_memory_mib` are the sums that ECS reserves for containers
    (memoryReservation where given, else memory).
    """

    family: str
    cpu_units: int | None
    memory_mib: int | None
    container_cpu_units: int
    container_memory_mib: int
    operating_system_family: str
    cpu_architecture: CpuArchitecture
    network_mode: NetworkMode
    ephemeral_storage_gib: int
    """0 where the document does not ask for any (Fargate then gives its included 20)."""
    gpus: int
    neuron_devices: int
    host_ports: frozenset[PortReservation]
    requires_compatibilities: frozenset[str]
    placement_expressions: tuple[str, ...]
    """memberOf expressions of the task definition."""
    privileged: bool
    limits: Mapping[str, LaunchLimits] = field(default_factory=dict, hash=False)
    """What stops it or would have to change, by the launch type that AWS validates it against."""
    all_accelerators: bool = False
    """True where a container takes ALL GPUs or Neuron devices: an instance then holds one such task."""
    gpu_fraction: Fraction = Fraction(0)
    """The fraction of one GPU that a task takes, on instances with a fractional GPU only; 0 for whole GPUs or none."""
    architecture_given: bool = True
    """False where the document has no runtimePlatform.cpuArchitecture, and X86_64 is ECS's default."""
    launch_volume: str | None = None
    """The volume that is configuredAtLaunch: the service's volumeConfigurations say what it is."""
    assumptions: tuple[str, ...] = ()
    """The assumptions behind a price of this task, e.g. that a full GPU is priced for a shared one."""
    warnings: tuple[str, ...] = ()
    """What AWS might refuse, or what may be misspelled, each with its place; none of it changes the price."""

    @property
    def accelerated(self) -> bool:
        """True where a task needs a GPU, a fraction of one, or a Neuron device."""
        return bool(self.gpus or self.gpu_fraction or self.neuron_devices)

    def limits_on(self, capacity: Capacity) -> LaunchLimits:
        """What stops it on a kind of capacity, or would have to change there."""
        return self.limits.get(capacity.rules.compatibility, LaunchLimits())

    @property
    def is_windows(self) -> bool:
        """True for every WINDOWS_SERVER_… family."""
        return self.operating_system_family.startswith("WINDOWS")

    @property
    def operating_system(self) -> str:
        """LINUX or WINDOWS, as prices distinguish them."""
        return "WINDOWS" if self.is_windows else "LINUX"

    @property
    def reserved_cpu_units(self) -> int:
        """What ECS reserves on an instance: the task's size, else its containers' sum; on Windows the other way round.

        "Task-level CPU and memory parameters are ignored for Windows containers" (API_RegisterTaskDefinition).
        """
        if self.is_windows and self.container_cpu_units:
            return self.container_cpu_units
        return self.container_cpu_units if self.cpu_units is None else self.cpu_units

    @property
    def reserved_memory_mib(self) -> int:
        """What ECS reserves on an instance, in MiB; see reserved_cpu_units."""
        if self.is_windows and self.container_memory_mib:
            return self.container_memory_mib
        return self.container_memory_mib if self.memory_mib is None else self.memory_mib

    @property
    def fargate_cpu_units(self) -> int:
        """What a Fargate size must hold: the task's size on every operating system, else its containers' sum."""
        return self.container_cpu_units if self.cpu_units is None else self.cpu_units

    @property
    def fargate_memory_mib(self) -> int:
        """What a Fargate size must hold, in MiB; see fargate_cpu_units."""
        return self.container_memory_mib if self.memory_mib is None else self.memory_mib


@dataclass(frozen=True, slots=True)
class CapacityProviderShare:
    """One entry of a capacity provider strategy."""

    capacity_provider: str
    base: int
    weight: int


@dataclass(frozen=True, slots=True)
class ServiceDefinition:
    """What is read of an ECS service; defaults where the document is silent."""

    desired_count: int | None = None
    launch_type: str | None = None
    capacity_provider_strategy: tuple[CapacityProviderShare, ...] = ()
    daemon: bool = False
    has_platform_version: bool = False
    """True where it names a version of Fargate's platform."""
    assign_public_ip: bool = False
    distinct_instance: bool = False
    placement_expressions: tuple[str, ...] = ()
    placement_strategy: tuple[tuple[str, str], ...] = ()
    maximum_percent: int | None = None
    minimum_healthy_percent: int | None = None
    volumes: tuple["ManagedVolume", ...] = ()
    second_set: bool = False
    """True where a deployment starts a second set of tasks (blue/green, linear, canary) instead of replacing tasks."""


@dataclass(frozen=True, slots=True)
class ManagedVolume:
    """An EBS volume that ECS makes for each task (volumeConfigurations[].managedEBSVolume)."""

    name: str
    size_gib: int | None
    volume_type: str
    iops: int | None
    throughput_mib_per_second: int | None
    type_assumed: bool = False
    """True where the configuration names no volumeType."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Standalone or scheduled tasks: how many a month, and how long each from image pull to stop."""

    runs_per_month: Fraction
    seconds_per_run: Fraction


@dataclass(frozen=True, slots=True)
class Load:
    """How many tasks run through the month.

    `weekly` holds 168 hourly counts from Monday 00:00 where the load is periodic (constant loads: one value).
    `average_tasks` is set instead for loads known only by their average (ranges, runs).
    """

    weekly: tuple[int, ...] = ()
    weekly_parts: tuple[Fraction, ...] = ()
    """For each hour of `weekly` the part of it in which one more task runs; empty: none in any."""
    average_tasks: Fraction | None = None
    runs: Runs | None = None
    min_tasks: int | None = None
    max_tasks: int | None = None

    @property
    def steady(self) -> "Load":
        """What is certain to run in every hour of a load whose hours are not known: a range's minimum, no runs.

        Loads with known hours are unchanged, and so is an average without a minimum.
        """
        if self.runs is not None:
            return Load(weekly=(0,))
        if self.average_tasks is not None and self.min_tasks is not None:
            return Load(weekly=(self.min_tasks,))
        return replace(self, weekly_parts=()) if self.weekly_parts else self

    @property
    def most_tasks(self) -> int:
        """The tasks of the busiest moment that is known; 0 for runs."""
        parts = self.weekly_parts or (Fraction(0),) * len(self.weekly)
        by_hour = (count + (part > 0) for count, part in zip(self.weekly, parts, strict=True))
        return max((*by_hour, ceil(self.average_tasks or 0)), default=0)


@dataclass(frozen=True, slots=True)
class Deployments:
    """How often a service is deployed, and for how long old and new tasks then run at the same time."""

    per_month: Fraction
    minutes_each: Fraction


@dataclass(frozen=True, slots=True)
class Service:
    """One service or scheduled task of the workload."""

    name: str
    task_definition: TaskDefinition
    definition: ServiceDefinition
    load: Load
    deployments: Deployments | None = None

    @property
    def placement_expressions(self) -> tuple[str, ...]:
        """Those of the task definition, then those of the service definition."""
        return (*self.task_definition.placement_expressions, *self.definition.placement_expressions)

    def surge(self, tasks: int) -> int:
        """The tasks above `tasks` that run while they are replaced: maximumPercent, rounded down, 200 by default.

        A blue/green deployment runs two full sets, which is the default too. Source: "maximumPercent",
        https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
        """
        percent = (
            DEFAULT_MAXIMUM_PERCENT if self.definition.maximum_percent is None else self.definition.maximum_percent
        )
        return max(0, tasks * percent // 100 - tasks)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the month in which every service runs a fixed number of tasks."""

    share: Fraction
    tasks: tuple[int, ...]
    """One count a service, in the workload's order; 0 for daemons (one on every instance)."""
