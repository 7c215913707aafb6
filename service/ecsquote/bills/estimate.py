"""The estimate that a bill is compared with: a request quoted anew for the hours of a calendar month."""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ecsquote.bills.buckets import EC2_COMPUTE
from ecsquote.bills.rows import CostBasis
from ecsquote.calculator.components import COMPONENTS
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.line_items import LineItem
from ecsquote.calculator.quoting import today_of
from ecsquote.contract.quotes import OptionQuote
from ecsquote.errors import Fault, InputError, OptionUnavailable, PriceNotFound
from ecsquote.pricing.meters import Meter
from ecsquote.quotes.quoter import Quoter
from ecsquote.units import exact_product, to_decimal

_HOURS_PER_DAY = 24
_NOT_LIST = ("savings_plan", "savings_plans", "reserved_instances", "discounts")


@dataclass(frozen=True, slots=True)
class EstimatedLine:
    """One line of the estimate, for the hours that the bill covers."""

    component: str
    meter: Meter
    quantity: Decimal
    unit_price: Decimal
    service: str | None
    shared: Mapping[str, Decimal] | None
    """Of instances that services share, what each holds of the quantity."""

    @property
    def cost(self) -> Decimal:
        """USD."""
        return exact_product(self.quantity, self.unit_price)

    def scaled(self, part: Fraction) -> "EstimatedLine":
        """The line for a part of its hours."""
        if part == 1:
            return self
        shared = {name: to_decimal(Fraction(held) * part) for name, held in (self.shared or {}).items()}
        return replace(self, quantity=to_decimal(Fraction(self.quantity) * part), shared=shared or None)


@dataclass(frozen=True, slots=True)
class BilledEstimate:
    """A quote's row as the bill of a month should show it."""

    name: str | None
    region: str
    launch_option: LaunchOption
    catalog_version: str
    lines: tuple[EstimatedLine, ...]
    warnings: tuple[str, ...]
    price_ids: Mapping[str, tuple[str, str]]
    """Service code and usage type of the Region's prices by AWS's rate code."""

    @property
    def components(self) -> frozenset[str]:
        """Those that it has lines of."""
        return frozenset(line.component for line in self.lines)

    @property
    def has_instances(self) -> bool:
        """Whether services share EC2 instances."""
        return EC2_COMPUTE in self.components

    def of_service(self, name: str) -> "BilledEstimate":
        """The lines of one service, with its part of shared instances and of what no service holds of them.

        What is of the whole workload (load balancers, gateways, logs) keeps its lines: a bill cannot attribute it.
        """
        return replace(self, lines=tuple(_of_service(self.lines, name)))


def _of_service(lines: Sequence[EstimatedLine], name: str) -> Iterator[EstimatedLine]:
    for line in lines:
        if line.shared:
            held = sum((Fraction(part) for part in line.shared.values()), Fraction(0))
            part = Fraction(line.shared.get(name, Decimal(0))) / held if held else Fraction(0)
            if part:
                yield replace(line, quantity=to_decimal(Fraction(line.quantity) * part), service=name)
        elif line.service == name or (line.service is None and not COMPONENTS[line.component].shared_capacity):
            yield line


def hours_of(month: str) -> int:
    """Hours of a calendar month in UTC: 672 to 744."""
    first = month_start(month)
    return monthrange(first.year, first.month)[1] * _HOURS_PER_DAY


def month_start(month: str) -> datetime:
    """The first moment of a month such as 2026-10; InputError for anything else."""
    try:
        if len(month) != len("2026-10"):
            raise ValueError
        return datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    except ValueError:
        message = f"must be a month such as 2026-10, not {month[:40]!r}"
        raise InputError(f"--month {message}", [Fault("/month", message)]) from None


def is_quote(document: Mapping[str, Any]) -> bool:
    """Whether a document is a quote, as `ecsquote quote --format json` prints it, and not a request."""
    return isinstance(document.get("request"), Mapping) and "options" in document


def request_of_quote(document: Mapping[str, Any]) -> dict[str, Any]:
    """The request of a quote, to be priced from the catalog that priced it."""
    return {**document["request"], "catalog_version": document["catalog"]["version"]}


def estimate_of(
    document: Mapping[str, Any], month: str, basis: CostBasis, option: LaunchOption | None, quoter: Quoter
) -> BilledEstimate:
    """The estimate of a request for a month; InputError where it is not known which launch option runs.

    The list basis leaves plans, reservations and private discounts out, as the bill's list cost does.
    """
    asked = {**document, "hours_per_month": str(hours_of(month)), "cpu_architectures": [], "advice": False}
    if basis is CostBasis.LIST:
        asked = {name: value for name, value in asked.items() if name not in _NOT_LIST}
    checked = quoter.read(asked)
    chosen = option or _current(today_of(checked.request))
    quote = quoter.price_on(checked, [chosen], datetime.now(UTC))
    row = _row(quote.options, with_plans=bool(checked.request.plans))
    if not row.available:
        kind = PriceNotFound if row.price_missing else OptionUnavailable
        raise kind(f"{chosen.words} cannot be estimated: {row.unavailable_reason}")
    return BilledEstimate(
        quote.name,
        quote.region,
        chosen,
        quote.catalog.version,
        tuple(map(_line, row.line_items)),
        (*quote.catalog.warnings, *row.warnings),
        {
            price.rate_code: (price.service_code, price.usage_type)
            for price in checked.catalog.prices(quote.region)
            if price.rate_code and price.usage_type
        },
    )


def _current(today: Any) -> LaunchOption:
    if today.option is None:
        reason = f": {today.reason}" if today.reason else ""
        raise InputError(f"what runs today is not known{reason}; name it with --launch-option")
    option: LaunchOption = today.option
    return option


def _row(options: Sequence[OptionQuote], *, with_plans: bool) -> OptionQuote:
    """The option's row, under the request's plans where it has some and they apply."""
    under = [row for row in options if row.savings_plan is not None or row.savings_plans]
    plain = [row for row in options if row.savings_plan is None and not row.savings_plans]
    covered = [row for row in under if row.available]
    return covered[0] if with_plans and covered else plain[0]


def _line(line: Any) -> EstimatedLine:
    if not isinstance(line, LineItem):
        raise TypeError("lines of a quote that was just made carry their meters")
    return EstimatedLine(
        line.component, line.meter, line.quantity, line.unit_price, line.service, line.service_quantities
    )
