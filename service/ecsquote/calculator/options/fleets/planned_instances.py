"""A workload's instances through the month, bought but not yet priced."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from ecsquote.calculator.options.capacity_plan import Situation
from ecsquote.calculator.options.market.candidates import Market
from ecsquote.calculator.options.market.instance_purchase import InstancePurchase
from ecsquote.calculator.options.purchase.allocation import Bought


@dataclass(frozen=True, slots=True)
class PlannedSegment:
    """A cluster's instances in one part of the month."""

    position: int
    """Of the segment in the month."""
    operating_system: str
    rows: tuple[Bought, ...]
    lower_bound_hourly: Decimal
    idle_share: Decimal
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunRow:
    """Instances that start for runs: their billed hours in the month, and those in which the tasks run."""

    bought: Bought
    hours: Fraction
    occupied_hours: Fraction


@dataclass(frozen=True, slots=True)
class ClusterMonth:
    """What one cluster has in each part of the month, for runs, and in surplus CPU credits."""

    operating_system: str
    segments: tuple[PlannedSegment, ...]
    runs: tuple[RunRow, ...] = ()
    surplus_vcpu_hours: Mapping[str, Fraction] = field(default_factory=dict)
    """By instance type, in the month."""
    credits_monthly: Fraction = Fraction(0)
    """USD for the surplus."""
    packing_floor_hourly: Decimal | None = None
    """What no fleet of these services can beat; None where it is not shown."""
    market: Market | None = None
    """What a production fleet was chosen from."""
    type_at_30_percent: str | None = None
    """The type that tasks which use 30 % of their reserved CPU would choose, where it is another one."""


@dataclass(frozen=True, slots=True)
class PlannedInstances:
    """A workload's clusters, one for each operating system, all bought one way."""

    purchase: InstancePurchase
    situation: Situation
    clusters: tuple[ClusterMonth, ...]

    @property
    def segments(self) -> tuple[PlannedSegment, ...]:
        """Those of all clusters."""
        return tuple(segment for cluster in self.clusters for segment in cluster.segments)
