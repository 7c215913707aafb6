"""The answers of POST /v1/analyses/…: what each question about a workload found."""

from dataclasses import dataclass
from datetime import datetime

from ecsquote.contract.axis import Axis
from ecsquote.contract.quotes import SpotMonth
from ecsquote.contract.savings_plans import SavingsPlanRequest
from ecsquote.units import ExactDecimal


@dataclass(frozen=True, slots=True)
class PricedOption:
    """One row of a quote in short: what it is called, and USD a month (None where it is unavailable, with why)."""

    launch_option: str
    cpu_architecture: str
    savings_plan: str | None
    """Type, term and payment of the plan in one word each, "COMPUTE 1y NO_UPFRONT"; stacked plans joined by " + "."""
    monthly: ExactDecimal | None
    unavailable_reason: str | None = None

    @property
    def key(self) -> tuple[str, str, str | None]:
        """What names the row; the commitment is left out, as it follows the load."""
        return self.launch_option, self.cpu_architecture, self.savings_plan


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring values of the axis at which one option is the cheapest (None: no option is available)."""

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
class BreakEven:
    """The stretches of one axis in order; where one ends and the next begins, the cheapest option changes."""

    axis: Axis
    service: str | None
    """The service that is varied; None where the whole workload is."""
    stretches: tuple[Stretch, ...]
    points: tuple[AxisPoint, ...]
    """Every value that was tried."""
    quotes: int
    complete: bool
    """False where MAX_QUOTES did not suffice to find every change between the values that were tried."""
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TriedChange:
    """One change: its words, what the workload costs then, and what that saves; or why it cannot be made."""

    change: str
    words: str
    unavailable_reason: str | None
    cheapest: PricedOption | None
    saves_monthly: ExactDecimal | None
    """USD a month less than the cheapest option of the request as it is; negative where the change costs more."""
    options: tuple[PricedOption, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The request as it is, and every change to it, the one that saves most first."""

    cheapest: PricedOption | None
    options: tuple[PricedOption, ...]
    changes: tuple[TriedChange, ...]
    quotes: int


@dataclass(frozen=True, slots=True)
class VariedBill:
    """One input moved one way: its value, by how many percent that is, the bill, and by how much it moved."""

    value: str
    percent: ExactDecimal
    monthly: ExactDecimal | None
    """None where the option is then unavailable; `unavailable_reason` has the reason."""
    difference: ExactDecimal | None
    unavailable_reason: str | None


@dataclass(frozen=True, slots=True)
class Influence:
    """What one input does to the bill."""

    input: str
    pointer: str
    value: str
    lower: VariedBill
    higher: VariedBill
    monthly_per_percent: ExactDecimal
    """USD a month that the bill moves for one percent of the input, the larger of both ways."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Every input that was tried for one launch option, the most influential first."""

    option: PricedOption
    percent: ExactDecimal
    inputs: tuple[Influence, ...]
    left_out: int
    """Inputs beyond MAX_INPUTS that were not tried."""
    quotes: int


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """USD committed an hour, and the month that it makes."""

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
    """Just enough for the steady part of the load, which is what a quote takes by default."""
    curve: tuple[CurvePoint, ...]


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
    """Those whose load has a range; the others stay as they are."""
    options: tuple[RangeOption, ...]
    quotes: int


@dataclass(frozen=True, slots=True)
class VersionBill:
    """What the workload costs by one version, cheapest option first; or why that version cannot price it."""

    version: str
    published_at: datetime
    options: tuple[PricedOption, ...]
    error: str | None


@dataclass(frozen=True, slots=True)
class PriceHistory:
    """The versions in the order in which they were given."""

    versions: tuple[VersionBill, ...]
