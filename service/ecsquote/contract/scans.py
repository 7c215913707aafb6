"""AccountReport: what an account runs today, what it costs, and what the same would cost in other ways."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter

from ecsquote.contract.quotes import LineItemDocument, UnknownUsage
from ecsquote.contract.workloads import Assumed, InputWarning, NotPriced, SourceFault, UnknownValue
from ecsquote.units import ExactDecimal

LoadSource = Literal["scaling_activities", "container_insights", "desired_count", "schedule", "daemon"]
"""Where a service's load comes from."""


@dataclass(frozen=True, slots=True)
class OptionMonthly:
    """A launch option and its month, USD."""

    launch_option: str
    monthly: ExactDecimal


@dataclass(frozen=True, slots=True)
class OptionSaving:
    """A service at another size on one launch option, and what that saves there; USD a month."""

    launch_option: str
    monthly: ExactDecimal
    saves_monthly: ExactDecimal


@dataclass(frozen=True, slots=True)
class RightSize:
    """The smallest Fargate size that holds what was measured; size and figures are null where that is not known."""

    cpu: str | None
    memory: str | None
    monthly: ExactDecimal | None
    """On the launch option of today."""
    saves_monthly: ExactDecimal | None
    """Against the size of today on the same option."""
    confidence: Literal["high", "medium", "low"]
    reason: str
    options: tuple[OptionSaving, ...] = ()


@dataclass(frozen=True, slots=True)
class TodayMonthly:
    """What a service costs today: every line that names it, and its share of the instances; USD a month."""

    monthly: ExactDecimal


@dataclass(frozen=True, slots=True)
class ScannedService:
    """One service, or a schedule that runs tasks."""

    name: str
    today: TodayMonthly
    launch_option: str | None
    """What it runs on today; null for several, as in a strategy."""
    load: Mapping[str, Any]
    load_source: LoadSource
    cheapest: OptionMonthly | None
    """Its part of the cluster's cheapest option for it."""
    right_size: RightSize


@dataclass(frozen=True, slots=True)
class ClusterToday:
    """What stands in a cluster, at list prices; services, idle and what surrounds them add up to `monthly`."""

    monthly: ExactDecimal
    line_items: tuple[LineItemDocument, ...]
    idle_monthly: ExactDecimal | None
    """What no service holds of the instances; null where the tasks could not be read."""


@dataclass(frozen=True, slots=True)
class ScannedCluster:
    """A cluster as a workload, what it costs as it stands, and what it would cost in other ways."""

    account: str
    region: str
    cluster: str
    request: Mapping[str, Any] | None
    """The workload as a quote request; null for a cluster without a service that can be priced."""
    complete: bool
    unknown: tuple[UnknownValue, ...]
    unknown_usage: tuple[UnknownUsage, ...]
    """What the task definitions show to cost money on top, and no metric gives a quantity for."""
    assumed: tuple[Assumed, ...]
    warnings: tuple[InputWarning, ...]
    faults: tuple[SourceFault, ...]
    not_priced: tuple[NotPriced, ...]
    today: ClusterToday
    cheapest: OptionMonthly | None
    options: tuple[OptionMonthly, ...]
    right_sized_options: tuple[OptionMonthly, ...]
    """The same options with every service at its right size."""
    services: tuple[ScannedService, ...]


@dataclass(frozen=True, slots=True)
class SharedCosts:
    """What several clusters share, once."""

    monthly: ExactDecimal
    line_items: tuple[LineItemDocument, ...]


@dataclass(frozen=True, slots=True)
class NotRead:
    """A call that was not answered, and what nobody knows because of it."""

    region: str
    action: str
    why: str
    leaves_unknown: str
    account: str | None = None


@dataclass(frozen=True, slots=True)
class ScanStep:
    """The month after a change to some services, USD."""

    monthly: ExactDecimal
    services: int


@dataclass(frozen=True, slots=True)
class ScanSummary:
    """The account in one line: today, right-sized, and on Spot (null where Spot is not wanted)."""

    today_monthly: ExactDecimal
    right_sized: ScanStep
    spot: ScanStep | None
    words: str


@dataclass(frozen=True, slots=True)
class OwnedCommitment:
    """A Savings Plan or Reserved Instances that the account owns; named, not applied."""

    account: str
    region: str | None
    id: str
    words: str


@dataclass(frozen=True, slots=True)
class AccountReport:
    """The report of a scan; every figure is list cost at the catalog's prices."""

    read_at: str
    days: int
    currency: str
    """Of every figure; Regions of several currencies are reported apart."""
    catalog_version: str
    summary: ScanSummary
    clusters: tuple[ScannedCluster, ...]
    shared: SharedCosts
    commitments: tuple[OwnedCommitment, ...]
    not_priced: tuple[NotPriced, ...]
    """What costs money and belongs to no cluster."""
    not_read: tuple[NotRead, ...]


@cache
def _adapter() -> TypeAdapter[AccountReport]:
    """Made when the first report is written: it costs more than an import may."""
    return TypeAdapter(AccountReport)


def account_report_document(report: AccountReport) -> dict[str, Any]:
    """Return the report as JSON values; money and quantities are decimal strings."""
    document: dict[str, Any] = _adapter().dump_python(report, mode="json")
    return document
