"""Catalog: one immutable version of all prices and instance types, held in memory; one answer or an error."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ecsquote.pricing.catalog.price_filter import ALL_PRICES, PlanFilter, PriceFilter
from ecsquote.pricing.catalog.spot_zones import SpotHistory, SpotZone
from ecsquote.pricing.instance_types import InstanceType
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.price import Price, Rate


@dataclass(frozen=True, slots=True)
class Region:
    """An AWS Region; Local and Wavelength Zones are not Regions and have no `Region`."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class InstanceOffer:
    """An instance type as one Region sells it."""

    instance_type: InstanceType
    price: Price


@dataclass(frozen=True, slots=True)
class SavingsPlanTerms:
    """What names one Savings Plan price list: COMPUTE or EC2_INSTANCE, 1 or 3 years, the payment option."""

    plan_type: str
    term_years: int
    payment_option: str


@dataclass(frozen=True, slots=True)
class PlanPrice:
    """What a Savings Plan pays for one unit of a meter."""

    terms: SavingsPlanTerms
    instance_family: str | None
    """Of an EC2 Instance plan."""
    price: Price


@dataclass(frozen=True, slots=True)
class Interruption:
    """What the Spot Advisor says of a type: saving over On-Demand in percent, and how often it is taken back."""

    savings_percent: int
    range_index: int
    range: str
    """Share of instances interrupted in a month: <5%, 5-10%, 10-15%, 15-20%, >20%."""
    observed_on: str


class Catalog(Protocol):
    """What the calculator reads from a price catalog.

    Region codes are those of `regions()`; any other raises InputError, a Local or Wavelength Zone too.
    """

    @property
    def version(self) -> str:
        """The name of the version, which never changes."""

    @property
    def published_at(self) -> datetime:
        """When the version was made."""

    @property
    def warnings(self) -> Sequence[str]:
        """Warnings for every quote from this catalog, such as old prices."""

    @property
    def instance_types(self) -> Mapping[str, InstanceType]:
        """All instance types by name, sold in a Region or not."""

    def regions(self) -> Sequence[Region]:
        """All Regions, sorted by code."""

    def rate(self, region: str, meter: Meter) -> Rate:
        """The tiers of one meter in one Region; PriceNotFound or AmbiguousPrice otherwise."""

    def offers(self, region: str, operating_system: str, *, spot: bool = False) -> Sequence[InstanceOffer]:
        """Every instance type with a price in the Region (LINUX or WINDOWS), cheapest first, then by name."""

    def spot_zones(self, region: str, instance_type: str, operating_system: str) -> tuple[SpotZone, ...]:
        """Spot prices of a type in each zone, cheapest first, then by zone; none where only the Region has one."""

    def spot_history(self, region: str, meter: Meter) -> SpotHistory | None:
        """What a Region's Spot price was, as refreshes have read it; None where it was read on one day only."""

    def interruption(self, region: str, instance_type: str, operating_system: str) -> Interruption | None:
        """How often Spot capacity of a type (LINUX or WINDOWS) is taken back; None if not listed."""

    def savings_plan_price(self, region: str, terms: SavingsPlanTerms, meter: Meter, family: str | None) -> Price:
        """What a plan pays for one unit of a meter; PriceNotFound where the catalog holds no plan rate."""

    def savings_plan_prices(self, region: str, plans: PlanFilter, prices: PriceFilter) -> "Iterator[PlanPrice]":
        """The Region's plan rates in catalog order, filtered."""

    def prices(self, region: str, wanted: PriceFilter = ALL_PRICES) -> Iterator[Price]:
        """The Region's price rows in catalog order, filtered."""
