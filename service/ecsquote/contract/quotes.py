"""Quote: the line items of every launch option, the catalog version and the assumptions; no clock, no identity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, Field, TypeAdapter

from ecsquote.contract.price_basis import Basis
from ecsquote.contract.workloads import QuotedWorkload
from ecsquote.units import ExactDecimal


@dataclass(frozen=True, slots=True)
class SpotMonth:
    """The option's monthly total with every Spot line at one figure of its price history, in USD."""

    mean: ExactDecimal
    p50: ExactDecimal
    p95: ExactDecimal
    """At or below this price for 95 % of the time, pool by pool; all at once is rarer still."""


@dataclass(frozen=True, slots=True)
class PriceReference:
    """Where a unit price comes from; None where the source does not state it."""

    service_code: str
    sku: str | None
    rate_code: str | None
    usage_type: str | None
    effective_date: str | None
    observed_on: str
    source: str
    basis: Basis
    availability_zone: str | None = None
    """The zone of a price that differs by zone (EC2 Spot)."""
    observed_at: str | None = None
    """When such a price was in force, ISO 8601."""
    list_unit_price: ExactDecimal | None = None
    """The price before a private discount (FOCUS: ListUnitPrice); None without a discount."""
    operation: str | None = None
    """AWS's operation of the price's row; empty where AWS's row has none, None where it is not known."""


@dataclass(frozen=True, slots=True)
class LineItemDocument:
    """One line of a bill: `monthly` is `quantity` × `unit_price` to the last digit, in USD."""

    component: str
    service: str | None
    description: str
    quantity: ExactDecimal
    unit: str
    unit_price: ExactDecimal
    monthly: ExactDecimal
    price: PriceReference
    note: str | None
    """How a derived price was computed."""
    service_quantities: Mapping[str, ExactDecimal] | None = field(default=None, kw_only=True)
    """Of a line for instances that services share, what each of them holds of `quantity` by AWS's split cost
    allocation; the rest is idle. None for other lines."""


@dataclass(frozen=True, slots=True)
class PlacedInstances:
    """One row of a placement: equal instances, their hours in the month, and the tasks on each."""

    instance_type: str
    count: int
    hours: ExactDecimal
    tasks: Mapping[str, int]
    cpu_used: ExactDecimal
    memory_used: ExactDecimal
    bound_by: str
    purchase_option: Literal["ON_DEMAND", "SPOT"] = "ON_DEMAND"
    availability_zone: str | None = None
    """The zone's name where a price or a placement constraint decides it."""
    interruption: str | None = None
    """Spot: the share that AWS reclaims in a month according to its Spot advisor ("<5 %"); None where not listed."""
    zone: int | None = None
    """The number of the zone, from 1, that the instances run in; None for a fleet that is not spread over zones."""
    kept_for: tuple[str, ...] = ()
    """Of instances without tasks the fields of `fleet` that ask for them: deployment_headroom, min_instances,
    target_capacity_percent; any of them where there are several. Empty for instances with tasks."""


@dataclass(frozen=True, slots=True)
class ServiceShare:
    """What one service holds of the instances, volumes, fees and credits, by AWS's split cost allocation; USD."""

    name: str
    monthly: ExactDecimal
    idle_monthly: ExactDecimal
    """Its part of what no service holds."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A workload put on instances, with a proven bound on the cheapest fleet under the same rules.

    The bound and the cost that `gap_percent` holds against it count all that an instance-hour brings with it: compute,
    root volume, the fee of Managed Instances and, of burstable types, the surplus CPU credits.
    """

    instances: tuple[PlacedInstances, ...]
    idle_share: ExactDecimal
    lower_bound_hourly: ExactDecimal
    gap_percent: ExactDecimal
    profile: str = "production"
    """production or cheapest: the defaults by which the fleet was planned."""
    perfect_packing_hourly: ExactDecimal | None = None
    """What no fleet of the same types can beat, without zones, headroom, minimum and target: the month's mean."""
    idle_monthly: ExactDecimal | None = None
    """What no service holds of the instances, volumes, fees and credits."""
    services: tuple[ServiceShare, ...] = ()
    hourly_instances: Mapping[str, Sequence[int]] | None = None
    """Of each instance type how many run in each hour of a day, or of a week from Monday 00:00, as they are billed;
    None for loads that are not given by hours and where part of an hour differs from the rest."""


@dataclass(frozen=True, slots=True)
class OptionKey:
    """What names one row of a quote."""

    launch_option: str
    cpu_architecture: str
    savings_plan: Mapping[str, Any] | None
    savings_plans: tuple[Mapping[str, Any], ...] = ()
    """The plans that the row stacks; empty without, and where there is one `savings_plan`."""


@dataclass(frozen=True, slots=True)
class CurrentQuote:
    """What the workload runs on today, and what its month costs."""

    launch_option: str
    cpu_architecture: str
    savings_plan: None
    monthly: ExactDecimal


@dataclass(frozen=True, slots=True)
class ChangeFromCurrent:
    """An option's month less that of today, USD, and in percent of it with two decimals."""

    monthly: ExactDecimal
    percent: ExactDecimal | None
    """None where today costs nothing."""


@dataclass(frozen=True, slots=True)
class OptionQuote:
    """One launch option, priced line by line, or unavailable and why (then money is None)."""

    launch_option: str
    cpu_architecture: str
    savings_plan: Mapping[str, Any] | None
    available: bool
    unavailable_reason: str | None
    hourly: ExactDecimal | None
    monthly: ExactDecimal | None
    annual: ExactDecimal | None
    line_items: tuple[LineItemDocument, ...]
    placement: Placement | None
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    price_missing: bool = False
    """True where the workload could run so, and only a price is missing or ambiguous."""
    savings_plans: tuple[Mapping[str, Any], ...] = ()
    """The plans that the row stacks, in the request's order, each with its commitment."""
    spot_month: SpotMonth | None = None
    """The month at the prices of Spot's history; None without Spot, and where the catalog holds no history."""
    change_from_current: ChangeFromCurrent | None = None
    """The month against what runs today; None where that is not known or the option is unavailable."""

    @property
    def key(self) -> OptionKey:
        """What names the row."""
        return OptionKey(self.launch_option, self.cpu_architecture, self.savings_plan, self.savings_plans)


@dataclass(frozen=True, slots=True)
class CatalogReference:
    """The price catalog that a quote was priced from."""

    version: str
    published_at: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """A change to the request that saves, and the launch option that it is priced on."""

    change: str
    """arm64, compute_savings_plan, eni_trunking, any_instance_family, next_size_down, spot_with_on_demand_base or
    fargate_spot_with_base."""
    words: str
    launch_option: str
    cpu_architecture: str
    savings_plan: Mapping[str, Any] | None
    savings_plans: tuple[Mapping[str, Any], ...]
    monthly: ExactDecimal
    saving: ExactDecimal
    """USD a month less than `against_monthly`."""
    saving_percent: ExactDecimal
    """Of `against_monthly`, rounded to a tenth."""
    measured_against: Literal["current", "cheapest"] = "cheapest"
    """What runs today where it is known, else the cheapest option of the request as it is."""
    against_launch_option: str | None = None
    against_monthly: ExactDecimal | None = None
    assumes: tuple[str, ...] = ()
    """What must hold for the change to be possible."""


@dataclass(frozen=True, slots=True)
class UnknownUsage:
    """Something that the documents show to cost money, and that nobody gave a quantity for."""

    component: str
    service: str | None
    """Whose task definition shows it; None where the request's own usage does."""
    pointer: str
    """Where the request shows it."""
    needs: str
    """The field of the request that would say how much, such as usage.logs.ingested_gb."""
    unit: str
    unit_price: ExactDecimal | None
    """Of the first tier; None where the catalog has no price."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The answer to one quote request: options cheapest first, the unavailable ones last."""

    name: str | None
    region: str
    currency: str
    hours_per_month: ExactDecimal
    catalog: CatalogReference
    request: Mapping[str, Any]
    """The request as understood, defaults filled in."""
    cheapest: OptionKey | None
    options: tuple[OptionQuote, ...]
    current: CurrentQuote | None = None
    """What runs today; None where the documents do not say, with the reason among the options' warnings."""
    advice: tuple[Advice, ...] | None = None
    """Changes that save, the greatest saving first; null where none was asked for."""
    advice_note: str | None = None
    """Changes that were not tried because time ran out."""
    unknown_usage: tuple[UnknownUsage, ...] = ()
    """What costs money on top of every option and is in none of them."""
    workload: QuotedWorkload | None = None
    """What is said of the file that the request was read from; null for a quote request."""


@cache
def _adapter() -> TypeAdapter[Quote]:
    """Made when the first quote is written: it costs more than an import may."""
    return TypeAdapter(Quote)


def quote_document(quote: Quote) -> dict[str, Any]:
    """Return the quote as JSON values; money and quantities are decimal strings."""
    document: dict[str, Any] = _adapter().dump_python(quote, mode="json")
    return document


def quote_json(quote: Quote) -> bytes:
    """Return `quote_document` as JSON text, written in one pass."""
    return _adapter().dump_json(quote)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDocument(Quote):
    """A kept quote; it never changes."""

    id: str
    created_at: str


class QuoteRow(BaseModel):
    """A quote in a list."""

    id: str
    created_at: str
    name: str | None
    region: str
    catalog_version: str
    launch_option: str | None = Field(description="the cheapest option; null where none is available")
    monthly: str | None = Field(description="its USD a month")
