"""Quote: every option's line items, the catalog version, the assumptions; a value, without clock or identity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter

from ecsquote.calculator.line_items import LineItem
from ecsquote.calculator.placement.problem import InstanceGroup
from ecsquote.calculator.spot_month import SpotMonth
from ecsquote.units import ExactDecimal


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
    """Where Spot prices differ by zone: the one that it is priced in."""
    interruption: str | None = None
    """Spot: the share that AWS takes back in a month, as its Spot advisor says ("<5 %"); None where it is silent."""

    @classmethod
    def of(cls, group: InstanceGroup, hours: ExactDecimal) -> "PlacedInstances":
        """A fleet's group that runs for so many instance-hours in the month."""
        return cls(
            group.instance_type,
            group.count,
            hours,
            dict(group.tasks),
            group.cpu_used,
            group.memory_used,
            group.bound_by,
        )


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
    line_items: tuple[LineItem, ...]
    placement: Placement | None
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    price_missing: bool = False
    """True where the workload could run so, and only a price is missing or ambiguous."""
    savings_plans: tuple[Mapping[str, Any], ...] = ()
    """The plans that the row stacks, in the request's order, each with its commitment."""
    spot_month: SpotMonth | None = None
    """The month at the prices of Spot's history; None without Spot, and where the catalog holds no history."""

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
    """A change to the request that saves, and the cheapest launch option that it then has."""

    change: str
    """arm64, next_size_down, next_size_up, eni_trunking or any_instance_family."""
    words: str
    launch_option: str
    cpu_architecture: str
    savings_plan: Mapping[str, Any] | None
    savings_plans: tuple[Mapping[str, Any], ...]
    monthly: ExactDecimal
    saving: ExactDecimal
    """USD a month less than the cheapest option of the request as it is."""
    saving_percent: ExactDecimal
    """Of that option's month, rounded to a tenth."""


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
    advice: tuple[Advice, ...] | None = None
    """Changes that save, the greatest saving first; null where none was asked for."""
    advice_note: str | None = None
    """What was not tried for want of time."""


_ADAPTER = TypeAdapter(Quote)


def quote_document(quote: Quote) -> dict[str, Any]:
    """The quote as the contract's JSON: money and quantities as decimal strings."""
    document: dict[str, Any] = _ADAPTER.dump_python(quote, mode="json")
    return document


def quote_json(quote: Quote) -> bytes:
    """`quote_document` as JSON text, written in one go."""
    return _ADAPTER.dump_json(quote)
