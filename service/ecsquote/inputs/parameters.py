"""What a caller says about the files it hands in: options, never values of the process's own environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ecsquote.workload.sizes import cpu_units, memory_mib


@dataclass(frozen=True, slots=True)
class TaskSize:
    """A size for services whose file gives none, in ECS's integers."""

    cpu_units: int
    memory_mib: int


def task_size(text: str) -> TaskSize:
    """The size in CPU/MEMORY, as 512/1024 or 0.5 vCPU/1 GB; ValueError states the accepted form."""
    cpu, sign, memory = text.partition("/")
    if not sign:
        raise ValueError("takes CPU/MEMORY, as 512/1024 or 0.5 vCPU/1 GB")
    try:
        return TaskSize(cpu_units(cpu.strip()), memory_mib(memory.strip()))
    except ValueError as error:
        raise ValueError(f"takes CPU/MEMORY, as 512/1024: each {error}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingParameters:
    """Options of one reading; None or empty where the caller says nothing."""

    region: str | None = None
    """Selects that part of a document of several Regions, and is the Region of one that names none."""
    fallback_region: str | None = None
    """The Region of a document that names none and where `region` is not given: the command line's AWS_REGION."""
    tasks: str | None = None
    """The number of tasks of a service whose file does not say."""
    runs: Mapping[str, str] | None = None
    """For a bare task definition: runs_per_month and seconds_per_run, as a load spells them."""
    hours_per_month: Decimal = Decimal(730)
    values: Mapping[str, str] = field(default_factory=dict)
    """Template parameters by name (--param, --parameters); they override defaults."""
    environment: str | None = None
    """The environment of a Copilot manifest."""
    nested: Mapping[str, str] = field(default_factory=dict)
    """Folders among the files by the address prefix of the nested templates that they hold."""
    default_size: TaskSize | None = None
    before_change: bool = False
    """Of a Terraform plan: what stands before it is applied, not after."""
