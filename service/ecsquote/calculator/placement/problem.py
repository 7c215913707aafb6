"""What a placement is asked and what it answers: tasks, instances on offer, the rules between them, the fleet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ecsquote.pricing.instance_types import InstanceType
from ecsquote.units import ExactDecimal
from ecsquote.workload.service import PortReservation


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Equal tasks of one service and what each needs of the instance it runs on.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
    """

    service: str
    tasks: int
    """How many must run at once; 0 for a daemon, of which one runs on every instance."""
    cpu_units: int
    memory_mib: int
    awsvpc: bool
    """True where each task takes a network interface of its own."""
    gpus: int
    neuron_devices: int
    host_ports: frozenset[PortReservation]
    cpu_architecture: str
    operating_system: str
    distinct_instance: bool
    placement_expressions: tuple[str, ...]
    daemon: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """An instance type on offer: what one instance-hour costs with everything that comes with it, and what it holds."""

    instance_type: InstanceType
    hourly: Decimal
    """Compute, fee and root volume together: what the search minimises."""
    memory_mib: int
    """What it registers with ECS, after every reservation."""
    awsvpc_tasks: int
    """How many awsvpc tasks fit, with or without trunking as the fleet has it."""
    operating_system: str | None = None
    """LINUX or WINDOWS: only tasks for the same one run on it; None where every candidate runs the tasks' own."""


@dataclass(frozen=True, slots=True)
class FleetRules:
    """How instances may be chosen beside the tasks' own needs."""

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
    """What stops one more task: cpu, memory, eni, gpu, host_port, distinct_instance, demand."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """The instances found for one set of tasks, and a proven bound that no fleet under the same rules can beat."""

    groups: tuple[InstanceGroup, ...]
    hourly: Decimal
    lower_bound_hourly: Decimal
    idle_share: Decimal
    """1 − the larger of the used shares of CPU and memory, over the whole fleet."""
    assumptions: tuple[str, ...] = ()
    """What had to be taken for granted, e.g. a placement expression that only a running instance could answer."""
