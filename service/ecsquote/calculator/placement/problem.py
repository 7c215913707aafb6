"""The input and output of a placement: tasks, instance types on offer and rules; and the fleet that is found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from ecsquote.pricing.instance_types import InstanceType
from ecsquote.units import ExactDecimal
from ecsquote.workload.service import PortReservation


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Equal tasks of one service, and what each needs of the instance that it runs on.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
    """

    service: str
    tasks: int
    """How many run at once; 0 for a daemon, of which one runs on every instance."""
    cpu_units: int
    memory_mib: int
    awsvpc: bool
    """Whether each task has its own network interface."""
    gpus: int
    neuron_devices: int
    host_ports: frozenset[PortReservation]
    cpu_architecture: str
    operating_system: str
    distinct_instance: bool
    placement_expressions: tuple[str, ...]
    daemon: bool
    gpu_fraction: Fraction = Fraction(0)
    """The fraction of one GPU that a task takes, on types with a fractional GPU only; `gpus` is then 0."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An instance type on offer: the full cost of one instance-hour, and the capacity for tasks."""

    instance_type: InstanceType
    hourly: Decimal
    """USD for compute, fee and root volume together: what the search minimises."""
    memory_mib: int
    """Memory that it registers with ECS, after every reservation."""
    awsvpc_tasks: int
    """How many awsvpc tasks fit, with or without trunking as the fleet has it."""
    operating_system: str | None = None
    """LINUX or WINDOWS, the only one whose tasks run on it; None where every candidate runs that of the tasks."""


@dataclass(frozen=True, slots=True)
class FleetRules:
    """What restricts the choice of instances, in addition to the needs of the tasks."""

    target_capacity_percent: int = 100
    min_instances: int = 0
    availability_zones: int = 1
    max_instance_types: int | None = None
    zone_codes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class InstanceGroup:
    """Equal instances with equal tasks on them; shares are of registered CPU and memory."""

    instance_type: str
    count: int
    tasks: Mapping[str, int]
    """Tasks of each service on one instance of the group, daemons included."""
    cpu_used: ExactDecimal
    memory_used: ExactDecimal
    bound_by: str
    """What prevents one more task: cpu, memory, eni, gpu, neuron, host_port, distinct_instance or demand."""


@dataclass(frozen=True, slots=True)
class ZonedGroup:
    """Equal instances with equal tasks in one zone."""

    group: InstanceGroup
    zone: int
    """From 1."""
    availability_zone: str | None
    """The zone's code where a placement constraint decides it."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """The instances found for some tasks, and a proven bound: no fleet under the same rules costs less."""

    groups: tuple[InstanceGroup, ...]
    hourly: Decimal
    lower_bound_hourly: Decimal
    idle_share: Decimal
    """1 − the larger of the used shares of CPU and memory, over all instances."""
    assumptions: tuple[str, ...] = ()
    """What was assumed, e.g. that a placement expression holds which only a running instance could evaluate."""
