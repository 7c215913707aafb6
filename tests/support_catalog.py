"""Catalogs for tests: the shipped one, read once, and small ones with rates that a test states itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache

from ecsquote.contract.price_basis import Basis
from ecsquote.errors import InputError, PriceNotFound
from ecsquote.pricing.catalog.catalog import Catalog, InstanceOffer, Interruption, PlanPrice, Region, SavingsPlanTerms
from ecsquote.pricing.catalog.price_filter import ALL_PRICES, PlanFilter, PriceFilter
from ecsquote.pricing.catalog.spot_zones import SpotHistory, SpotZone
from ecsquote.pricing.instance_types import InstanceType
from ecsquote.pricing.meters import Meter, instance_hours, spot_instance_hours
from ecsquote.pricing.operations import operating_system_of
from ecsquote.pricing.price import Price, Rate
from ecsquote.pricing.store.catalog_store import CatalogStore

Tiers = Sequence[tuple[str | None, str]]
"""Graduated tiers as (end of the tier or None, unit price): [("10240", "0.09"), (None, "0.085")]."""


@cache
def shipped_catalog() -> Catalog:
    """The catalog that the package ships, loaded once for all tests of a process."""
    return CatalogStore(None).current()


def fixed_price(
    meter: Meter,
    unit_price: str,
    region: str = "us-east-1",
    begin_range: str = "0",
    end_range: str | None = None,
) -> Price:
    """One price row of a meter, published, as a test states it."""
    return Price(
        service_code=meter.service_code,
        usage_type=meter.usage_type,
        region=region,
        unit=meter.unit,
        unit_price=Decimal(unit_price),
        begin_range=Decimal(begin_range),
        end_range=None if end_range is None else Decimal(end_range),
        currency="USD",
        sku=None,
        rate_code=None,
        effective_date=None,
        observed_on="2026-11-01",
        source="stated by the test",
        basis=Basis.PUBLISHED,
        operating_system=operating_system_of(meter.service_code, meter.usage_type, meter.variant),
    )


def fixed_rate(meter: Meter, value: str | Tiers, region: str = "us-east-1") -> Rate:
    """A rate of one price, or of graduated tiers."""
    if isinstance(value, str):
        return Rate((fixed_price(meter, value, region),))
    tiers, begin = [], "0"
    for end, unit_price in value:
        tiers.append(fixed_price(meter, unit_price, region, begin, end))
        begin = end or ""
    return Rate(tuple(tiers))


@dataclass(frozen=True, eq=False)
class FixedCatalog:
    """A catalog that holds just what a test put in; everything else is missing."""

    rates: Mapping[tuple[str, Meter], Rate]
    instance_types: Mapping[str, InstanceType]
    plan_prices: Mapping[tuple[str, SavingsPlanTerms, Meter], Price]
    region_codes: tuple[str, ...]
    version: str = "fixed"
    published_at: datetime = datetime(2026, 11, 1, tzinfo=UTC)
    spot_histories: Mapping[Meter, SpotHistory] = field(default_factory=dict)
    warnings: Sequence[str] = field(default=())
    zone_prices: Mapping[tuple[str, str], Sequence[SpotZone]] = field(default_factory=dict)
    """By instance type and operating system."""
    bands: Mapping[str, Interruption] = field(default_factory=dict)
    """By instance type."""

    def regions(self) -> Sequence[Region]:
        """The Regions named when it was built."""
        return tuple(Region(code, code) for code in self.region_codes)

    def rate(self, region: str, meter: Meter) -> Rate:
        """What the test stated, or PriceNotFound."""
        self._check(region)
        try:
            return self.rates[region, meter]
        except KeyError:
            raise PriceNotFound(f"no price for {meter} in {region} in catalog {self.version}") from None

    def offers(self, region: str, operating_system: str, *, spot: bool = False) -> Sequence[InstanceOffer]:
        """The instance types whose hours the test priced, cheapest first, then by name."""
        self._check(region)
        hours = spot_instance_hours if spot else instance_hours
        found = [
            InstanceOffer(instance_type, rate.single)
            for name, instance_type in self.instance_types.items()
            if (rate := self.rates.get((region, hours(name, operating_system)))) is not None
        ]
        return tuple(sorted(found, key=lambda offer: (offer.price.unit_price, offer.instance_type.name)))

    def spot_zones(self, region: str, instance_type: str, operating_system: str) -> tuple[SpotZone, ...]:
        """What the test stated, cheapest first."""
        self._check(region)
        zones = self.zone_prices.get((instance_type, operating_system), ())
        return tuple(sorted(zones, key=lambda zone: (zone.price.unit_price, zone.availability_zone)))

    def spot_history(self, region: str, meter: Meter) -> SpotHistory | None:
        """What the test stated."""
        self._check(region)
        return self.spot_histories.get(meter)

    def interruption(self, region: str, instance_type: str, operating_system: str) -> Interruption | None:  # noqa: ARG002 - the protocol's signature
        """What the test stated."""
        self._check(region)
        return self.bands.get(instance_type)

    def savings_plan_price(self, region: str, terms: SavingsPlanTerms, meter: Meter, family: str | None) -> Price:  # noqa: ARG002 - the protocol's signature
        """What the test stated, or PriceNotFound."""
        self._check(region)
        try:
            return self.plan_prices[region, terms, meter]
        except KeyError:
            raise PriceNotFound(f"no {terms.plan_type} Savings Plan rate for {meter} in {region}") from None

    def savings_plan_prices(self, region: str, plans: PlanFilter, prices: PriceFilter) -> Iterator[PlanPrice]:
        """All stated plan rates of a Region that are meant."""
        self._check(region)
        for (place, terms, meter), price in self.plan_prices.items():
            named = (terms.plan_type, terms.term_years, terms.payment_option, "")
            if place == region and plans.accepts(*named) and _is_meant(meter, prices):
                yield PlanPrice(terms, None, price)

    def prices(self, region: str, wanted: PriceFilter = ALL_PRICES) -> Iterator[Price]:
        """All stated rows of a Region that are meant."""
        self._check(region)
        for (place, meter), rate in self.rates.items():
            if place == region and _is_meant(meter, wanted):
                yield from rate.tiers

    def _check(self, region: str) -> None:
        if region not in self.region_codes:
            raise InputError(f"unknown Region {region}")


def _is_meant(meter: Meter, wanted: PriceFilter) -> bool:
    system = operating_system_of(meter.service_code, meter.usage_type, meter.variant)
    return wanted.accepts(meter.service_code, meter.usage_type, None, system)


def spot_zone(
    zone: str, instance_type: str, price: str, statistics: tuple[str, str, str] | None = None, system: str = "LINUX"
) -> SpotZone:
    """A zone's Spot price, and its mean, median and 95th percentile (without them: always the same price)."""
    mean, p50, p95 = map(Decimal, statistics or (price, price, price))
    since, until = "2026-10-25T06:00:00+00:00", "2026-11-01T06:00:00+00:00"
    told = replace(
        fixed_price(spot_instance_hours(instance_type, system), price),
        usage_type=None,
        availability_zone=zone,
        observed_at=until,
    )
    return SpotZone(zone, told, SpotHistory(mean, p50, p95, since, until))


def fixed_catalog(
    rates: Mapping[Meter, str | Tiers],
    region: str = "us-east-1",
    *,
    instance_types: Iterable[InstanceType] = (),
    plan_prices: Mapping[tuple[SavingsPlanTerms, Meter], str] | None = None,
    derived: Mapping[Meter, str] | None = None,
    warnings: Sequence[str] = (),
) -> FixedCatalog:
    """A catalog of one Region with the rates given.

    `rates`: meter → unit price, or tiers as [("10240", "0.09"), (None, "0.085")]. `derived`: meters whose rows
    are derived, with the note that says how. `plan_prices`: (terms, meter) → what a Savings Plan pays.
    """
    held = {}
    for meter, value in rates.items():
        rate = fixed_rate(meter, value, region)
        if derived and meter in derived:
            note = derived[meter]
            rate = Rate(tuple(replace(tier, basis=Basis.DERIVED, note=note) for tier in rate.tiers))
        held[region, meter] = rate
    return FixedCatalog(
        rates=held,
        instance_types={each.name: each for each in instance_types},
        plan_prices={
            (region, terms, meter): fixed_price(meter, price, region)
            for (terms, meter), price in (plan_prices or {}).items()
        },
        region_codes=(region,),
        warnings=warnings,
    )
