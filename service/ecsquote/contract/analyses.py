"""The answers of POST /v1/analyses/…: what each question about a workload found."""

from dataclasses import dataclass
from datetime import datetime

from ecsquote.contract.axis import Axis
from ecsquote.contract.quotes import SpotMonth
from ecsquote.contract.savings_plans import SavingsPlanRequest
from ecsquote.units import ExactDecimal


@dataclass(frozen=True, slots=True)
class PricedOption:
    """A row of a quote in short: its name and USD per month; None where it is unavailable, with the reason."""

    launch_option: str
    cpu_architecture: str
    savings_plan: str | None
    """Type, term and payment of the plan in one word each, "COMPUTE 1y NO_UPFRONT"; stacked plans joined by " + "."""
    monthly: ExactDecimal | None
    unavailable_reason: str | None = None

    @property
    def key(self) -> tuple[str, str, str | None]:
        """The identity of the row, without the commitment, which follows the load."""
        return self.launch_option, self.cpu_architecture, self.savings_plan


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive values of the axis with the same cheapest option (None: no option is available)."""

    first: int
    last: int
    cheapest: PricedOption | None
    """At `first`."""
    options: tuple[PricedOption, ...]
    """Every option at `first`, cheapest first."""


@dataclass(frozen=True, slots=True)
class AxisPoint:
    """Every option at one value of the axis, cheapest first."""

    value: int
    options: tuple[PricedOption, ...]


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Consecutive values of the axis, among those that were priced, at which an option costs less than today's."""

    first: int
    last: int
    option: PricedOption
    """At `first`."""


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The stretches of one axis in order; where one ends and the next begins, the cheapest option changes."""

    axis: Axis
    service: str | None
    """The service that is varied; None where the whole workload is."""
    stretches: tuple[Stretch, ...]
    points: tuple[AxisPoint, ...]
    """Every value that was priced."""
    quotes: int
    complete: bool
    """False if the limit on quotes was too low to find every change between these values."""
    notes: tuple[str, ...]
    current: PricedOption | None = None
    """What runs today, at the request's own load; None where that is not known."""
    overtaken: tuple[Overtaken, ...] = ()
    """Where other options cost less than today's."""


@dataclass(frozen=True, slots=True)
class TriedChange:
    """A change: its description, the cost of the workload with it and its saving, or why it is not possible."""

    change: str
    words: str
    unavailable_reason: str | None
    cheapest: PricedOption | None
    saves_monthly: ExactDecimal | None
    """USD a month less than what runs today, on the same launch option, where that is known; else than the cheapest
    option of the request as it is. Negative where the change costs more."""
    options: tuple[PricedOption, ...]
    current: PricedOption | None = None
    """Today's launch option with the change; None where that is not known or unavailable."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The request as given, and every change to it, the largest saving first."""

    cheapest: PricedOption | None
    options: tuple[PricedOption, ...]
    changes: tuple[TriedChange, ...]
    quotes: int
    current: PricedOption | None = None
    """What runs today, which changes are compared with; None where that is not known."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VariedBill:
    """An input varied in one direction: its value, the variation in percent, the bill and its change."""

    value: str
    percent: ExactDecimal
    monthly: ExactDecimal | None
    """None where the option is then unavailable; `unavailable_reason` has the reason."""
    difference: ExactDecimal | None
    unavailable_reason: str | None


@dataclass(frozen=True, slots=True)
class Influence:
    """The effect of one input on the bill."""

    input: str
    pointer: str
    value: str
    lower: VariedBill
    higher: VariedBill
    monthly_per_percent: ExactDecimal
    """USD per month for one percent of the input, the larger of both directions."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Every varied input of one launch option, the most influential first."""

    option: PricedOption
    percent: ExactDecimal
    inputs: tuple[Influence, ...]
    left_out: int
    """The number of inputs that were not varied, because there were too many."""
    quotes: int


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A commitment in USD per hour, and the monthly cost with it."""

    hourly_commitment: ExactDecimal
    monthly: ExactDecimal


@dataclass(frozen=True, slots=True)
class CommitmentCurve:
    """One launch option under one plan: the best commitment (0 where no commitment pays), and the whole curve."""

    launch_option: str
    savings_plan: SavingsPlanRequest
    unavailable_reason: str | None
    without_plan: ExactDecimal | None
    best: CurvePoint | None
    steady: CurvePoint | None
    """The commitment for the steady part of the load, which quotes use by default."""
    curve: tuple[CurvePoint, ...]
    derived: tuple[str, ...] = ()
    """How those rates of the plan were computed that are not AWS's own rows; empty where all are."""


@dataclass(frozen=True, slots=True)
class Commitments:
    """Every plan on every option that plans cover, the cheapest month first."""

    curves: tuple[CommitmentCurve, ...]


@dataclass(frozen=True, slots=True)
class RangeOption:
    """One launch option at all three loads."""

    minimum: PricedOption
    average: PricedOption
    maximum: PricedOption
    notes: tuple[str, ...]
    spot_month: SpotMonth | None
    """The average load's month at the mean, median and 95th percentile of Spot's price history, where it is known."""


@dataclass(frozen=True, slots=True)
class RangeBills:
    """Every option at the least, the average and the greatest load, cheapest on average first."""

    services: tuple[str, ...]
    """The services whose load has a range; the others do not change."""
    options: tuple[RangeOption, ...]
    quotes: int
    current: PricedOption | None = None
    """What runs today, at the average load; None where that is not known."""


@dataclass(frozen=True, slots=True)
class VersionBill:
    """The cost of the workload with one version, cheapest option first, or why that version cannot price it."""

    version: str
    published_at: datetime
    options: tuple[PricedOption, ...]
    error: str | None


@dataclass(frozen=True, slots=True)
class PriceHistory:
    """The versions in the order in which they were given."""

    versions: tuple[VersionBill, ...]
