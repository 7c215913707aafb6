"""A price or a Savings Plan's rate on its way into a catalog, and what a row must be to become one."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, NotRequired, Self, TypedDict, TypeVar, Unpack

from ecsquote.contract.price_basis import Basis
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.tiers import Span

PRICE_DIGITS, PRICE_PLACES = 18, 10
"""AWS prints ten decimals; a price column holds eight digits before the point and these behind it."""
RANGE_DIGITS, RANGE_PLACES = 24, 6
OPEN_END = "Inf"

LocatedMeter = tuple[str, str, str, str]
"""Location, service code, usage type and variant: what has one price, or one set of tiers."""

_PLAIN_DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


class RowRefused(Exception):
    """A row that breaks the layout; every reason that was found, and the meter it was meant to price, if known."""

    def __init__(self, *reasons: str, meter_key: "LocatedMeter | None" = None) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons
        self.meter_key = meter_key


WHOLE: Span = (Decimal(0), None)
"""The only tier of a meter without tiers."""


class Provenance(TypedDict):
    """Where a price comes from, in AWS's own names where it has any."""

    observed_on: str
    source: str
    basis: Basis
    note: NotRequired[str | None]
    currency: NotRequired[str]
    sku: NotRequired[str | None]
    rate_code: NotRequired[str | None]
    effective_date: NotRequired[str | None]
    operation: NotRequired[str | None]


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One price of one meter in one location, on its way from a table or a source into a catalog.

    `usage_type` is without the Region's billing prefix.
    """

    location: str
    service_code: str
    usage_type: str
    variant: str
    unit: str
    unit_price: Decimal
    begin_range: Decimal
    end_range: Decimal | None
    observed_on: str
    source: str
    basis: Basis
    note: str | None = None
    currency: str = "USD"
    sku: str | None = None
    rate_code: str | None = None
    effective_date: str | None = None
    operation: str | None = None
    """AWS's operation of the row that the price was read from; empty where that has none."""

    @property
    def meter_key(self) -> LocatedMeter:
        """What must have one price, or one set of tiers."""
        return (self.location, self.service_code, self.usage_type, self.variant)

    @classmethod
    def of(
        cls,
        meter: Meter,
        location: str,
        unit_price: Decimal,
        *,
        tier: Span = WHOLE,
        **provenance: Unpack[Provenance],
    ) -> Self:
        """The price of a meter in a location, for one tier of it; `provenance` says where it comes from."""
        begin_range, end_range = tier
        return cls(
            location=location,
            service_code=meter.service_code,
            usage_type=meter.usage_type,
            variant=meter.variant,
            unit=meter.unit,
            unit_price=unit_price,
            begin_range=begin_range,
            end_range=end_range,
            **provenance,
        )


Row_co = TypeVar("Row_co", bound=PriceRow, covariant=True)


@dataclass(frozen=True, slots=True)
class PlanRow(Generic[Row_co]):
    """What a Savings Plan pays for a meter: the terms, and the discounted price as a row."""

    plan_type: str
    term_years: int
    payment_option: str
    family: str
    price: Row_co


def exact_decimal(text: str, what: str, digits: int = PRICE_DIGITS, places: int = PRICE_PLACES) -> Decimal:
    """A plain decimal such as 0.04048, neither negative nor finer or larger than its column; RowRefused otherwise."""
    if not _PLAIN_DECIMAL.fullmatch(text):
        raise RowRefused(f"{what} {text!r} is not a decimal such as 0.04048")
    if text.startswith("-"):
        raise RowRefused(f"{what} {text} is negative")
    whole, _, fraction = text.partition(".")
    if len(fraction) > places:
        raise RowRefused(f"{what} {text} is finer than the {places} decimals that the column holds")
    if len(whole.lstrip("0")) > digits - places:
        raise RowRefused(f"{what} {text} is larger than the column holds")
    return Decimal(text)


def due_price(text: str) -> Decimal:
    """Read a price that is charged; RowRefused for 0, which sources print for a price that they do not know."""
    price = exact_decimal(text, "the price")
    if price == 0:
        raise RowRefused("the price is 0 where a price is due; leave out the row of a price that is not known")
    return price


def range_end(text: str) -> Decimal | None:
    """The end of a tier: a decimal, or Inf for an open one."""
    return None if text == OPEN_END else exact_decimal(text, "the end of the range", RANGE_DIGITS, RANGE_PLACES)


def range_begin(text: str) -> Decimal:
    """The beginning of a tier."""
    return exact_decimal(text, "the beginning of the range", RANGE_DIGITS, RANGE_PLACES)


def trimmed_price(price: str) -> str:
    """AWS pads prices with zeros, to ten decimals or more."""
    return price.rstrip("0").rstrip(".") or "0" if "." in price else price


def is_day(text: str) -> bool:
    """Whether the text is a day of the calendar: 2026-02-30 is none."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
