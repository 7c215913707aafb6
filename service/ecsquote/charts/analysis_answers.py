"""The parts of the answers of analyses and comparisons that charts draw."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from ecsquote.calculator.analysis.parameters import MAX_TASKS
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.charts.answers import MAX_OPTIONS, Amount, Short, Shown, ShownOption, ShownPlan, Text
from ecsquote.contract.axis import Axis

MAX_POINTS = 200
MAX_CURVES = 200
MAX_REGIONS = 100
MAX_VERSIONS = 1000

AxisValue = Annotated[int, Field(ge=0, le=MAX_TASKS)]


class ShownPriced(Shown):
    """A row of a quote in short."""

    launch_option: LaunchOption
    cpu_architecture: Short
    savings_plan: Text | None = None
    monthly: Amount | None


class ShownPoint(Shown):
    """Every option at one value of the axis."""

    value: AxisValue
    options: Annotated[tuple[ShownPriced, ...], Field(max_length=MAX_OPTIONS)]


class ShownStretch(Shown):
    """Values at which one option is the cheapest."""

    first: AxisValue
    last: AxisValue
    cheapest: ShownPriced | None


class ShownBreakEven(Shown):
    """The answer about a break-even."""

    axis: Axis
    service: Text | None
    stretches: Annotated[tuple[ShownStretch, ...], Field(min_length=1, max_length=MAX_POINTS)]
    points: Annotated[tuple[ShownPoint, ...], Field(min_length=1, max_length=MAX_POINTS)]


class ShownCommitment(Shown):
    """A commitment in USD per hour, and the monthly cost with it."""

    hourly_commitment: Amount
    monthly: Amount


class ShownCurve(Shown):
    """One launch option under one plan."""

    launch_option: LaunchOption
    savings_plan: ShownPlan
    without_plan: Amount | None = None
    best: ShownCommitment | None
    curve: Annotated[tuple[ShownCommitment, ...], Field(max_length=MAX_POINTS)]


class ShownCommitments(Shown):
    """The answer about commitments."""

    curves: Annotated[tuple[ShownCurve, ...], Field(max_length=MAX_CURVES)]


class ShownRegion(Shown):
    """Every option in one Region."""

    region: Short
    options: Annotated[tuple[ShownOption, ...], Field(max_length=MAX_OPTIONS)]


class ShownComparison(Shown):
    """A comparison of Regions."""

    regions: Annotated[tuple[ShownRegion, ...], Field(min_length=1, max_length=MAX_REGIONS)]


class ShownVersion(Shown):
    """What a workload costs under one version of the catalog."""

    version: Short
    published_at: AwareDatetime
    options: Annotated[tuple[ShownPriced, ...], Field(max_length=MAX_OPTIONS)]


class ShownHistory(Shown):
    """A workload under every version of the catalog."""

    versions: Annotated[tuple[ShownVersion, ...], Field(min_length=1, max_length=MAX_VERSIONS)]
