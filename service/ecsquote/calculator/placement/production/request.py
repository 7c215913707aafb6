"""What a production fleet is planned for: services and how they are deployed, the month's loads, the fleet's rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from ecsquote.calculator.placement.problem import TaskGroup
from ecsquote.workload.service import DEFAULT_MAXIMUM_PERCENT, DEFAULT_MINIMUM_HEALTHY_PERCENT


@dataclass(frozen=True, slots=True)
class FleetService:
    """One service of the cluster; the `tasks` of its group are not read, they come with each load."""

    group: TaskGroup
    zone_spread: bool = True
    """False where the service's placement strategy does not spread over zones, and for runs."""
    runs: bool = False
    """True for standalone or scheduled tasks: they are not deployed."""
    maximum_percent: int = DEFAULT_MAXIMUM_PERCENT
    minimum_healthy_percent: int = DEFAULT_MINIMUM_HEALTHY_PERCENT


@dataclass(frozen=True, slots=True)
class FleetLoad:
    """How many tasks of each service run for a number of hours; the loads of a month follow each other in a cycle."""

    tasks: tuple[int, ...]
    """One count per service, in the order of the services; the counts of daemons are not read."""
    hours: Fraction


@dataclass(frozen=True, slots=True)
class BurstTerms:
    """What a burstable instance uses for its hourly price, and what more costs.

    Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-unlimited-mode-concepts.html
    """

    baseline_cpu_units: Decimal
    """Of the whole instance: vCPUs × 1,024 × the baseline of each vCPU."""
    surplus_vcpu_hour: Decimal
    """USD for a vCPU-hour above the baseline."""


@dataclass(frozen=True, slots=True)
class ProductionRules:
    """How the fleet may be chosen; each rule is switched off by its own field."""

    availability_zones: int = 2
    deployment_headroom: bool = True
    instance_start_minutes: int = 3
    scale_in_minutes: int = 15
    target_capacity_percent: int = 100
    min_instances: int = 0
    max_instance_types: int | None = 1
    """Types in one capacity provider. The plan has one type in any case; with another limit than 1 the bound is that of
    fleets of several types."""
    two_from_zero: bool = True
    """False for Managed Instances, which have no Auto Scaling group that launches two instances from zero."""
    average_cpu_percent: Decimal = Decimal(100)
    """The share of their reserved CPU that tasks use on average; decides surplus credits only."""
    zone_codes: tuple[str, ...] = ()
    """The Region's zones, where they are known: what placement constraints on zones are compared with."""
    bursts: Mapping[str, BurstTerms] = field(default_factory=dict)
    """By instance type; a type without an entry has no surplus credits."""
    only_for: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Types that are candidates only for the named services, e.g. because only their constraints name the type."""
