"""TableCatalog: a catalog version in memory. A look-up is one in a dictionary; Regions are unpacked on first use."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from ecsquote.contract.price_basis import Basis
from ecsquote.errors import InputError, PriceNotFound
from ecsquote.pricing.catalog.catalog import InstanceOffer, Interruption, PlanPrice, Region, SavingsPlanTerms
from ecsquote.pricing.catalog.plan_prices import PlanPrices
from ecsquote.pricing.catalog.price_filter import ALL_PRICES, PlanFilter, PriceFilter
from ecsquote.pricing.catalog.region_prices import RegionPrices, rows_where
from ecsquote.pricing.catalog.region_rows import HeldRows, RegionRows
from ecsquote.pricing.catalog.spot_samples import SpotSamples
from ecsquote.pricing.catalog.spot_zones import SpotHistory, SpotZone, SpotZones
from ecsquote.pricing.catalog.table_schemas import (
    INSTANCE_TYPES,
    INTERRUPTIONS,
    LOCATIONS,
    PRICES,
    SPOT_ZONES,
)
from ecsquote.pricing.instance_types import InstanceType
from ecsquote.pricing.meters import RUN_INSTANCES, Meter
from ecsquote.pricing.partitions import near_regions
from ecsquote.pricing.price import Price, Rate

_REGION = "AWS Region"


@dataclass(frozen=True, slots=True)
class Zone:
    """A Local or Wavelength Zone, with the Region it belongs to."""

    code: str
    name: str
    location_type: str
    region: str


class TableCatalog:
    """One catalog version, read from its tables; see `Catalog` for what each method promises."""

    def __init__(
        self,
        version: str,
        published_at: datetime,
        warnings: Sequence[str],
        tables: Mapping[str, pa.Table],
        plans: RegionRows,
        samples: RegionRows | None = None,
    ) -> None:
        self.version: str = version
        self.published_at: datetime = published_at
        self.warnings: Sequence[str] = warnings
        self.instance_types: Mapping[str, InstanceType] = _instance_types(tables[INSTANCE_TYPES])
        places = tables[LOCATIONS].to_pylist()
        self._regions = tuple(Region(row["code"], row["name"]) for row in places if row["location_type"] == _REGION)
        self.zones: Mapping[str, Zone] = {row["code"]: Zone(**row) for row in places if row["location_type"] != _REGION}
        self._rows = HeldRows(tables[PRICES])
        self._interruptions = tables[INTERRUPTIONS]
        self._spot_zones = SpotZones(tables.get(SPOT_ZONES))
        self._spot_samples = SpotSamples(samples)
        self._plans = PlanPrices(plans)
        self._plan_prices: dict[tuple[str, SavingsPlanTerms, Meter, str | None], Price] = {}
        self._lock = threading.Lock()
        self._built: dict[str, RegionPrices] = {}
        self._rates: dict[str, dict[Meter, Rate]] = {}
        self._offers: dict[tuple[str, str, bool], tuple[InstanceOffer, ...]] = {}
        self._interruption_rates: dict[str, Mapping[tuple[str, str], Interruption]] = {}

    def regions(self) -> Sequence[Region]:
        """All Regions, sorted by code."""
        return self._regions

    def rate(self, region: str, meter: Meter) -> Rate:
        """The tiers of one meter in one Region; InputError, PriceNotFound or AmbiguousPrice otherwise."""
        try:
            return self._rates[region][meter]
        except KeyError:
            return self._find_rate(region, meter)

    def offers(self, region: str, operating_system: str, *, spot: bool = False) -> Sequence[InstanceOffer]:
        """Every instance type with a price in the Region, cheapest first, then by name."""
        found = self._offers.get((region, operating_system, spot))
        if found is None:
            hours = self._prices_of(region).hours_by_type(
                "SpotUsage:" if spot else "BoxUsage:", RUN_INSTANCES[operating_system]
            )
            offers = [
                InstanceOffer(self.instance_types[name], price) for name, price in hours if name in self.instance_types
            ]
            offers.sort(key=lambda offer: (offer.price.unit_price, offer.instance_type.name))
            found = self._offers[region, operating_system, spot] = tuple(offers)
        return found

    def savings_plan_price(self, region: str, terms: SavingsPlanTerms, meter: Meter, family: str | None) -> Price:
        """What a plan pays for one unit of a meter; PriceNotFound where the catalog holds no plan rate."""
        try:
            return self._plan_prices[region, terms, meter, family]
        except KeyError:
            price = self._find_plan_price(region, terms, meter, family)
        self._plan_prices[region, terms, meter, family] = price
        return price

    def savings_plan_prices(self, region: str, plans: PlanFilter, prices: PriceFilter) -> Iterator[PlanPrice]:
        """The Region's plan rates in catalog order, filtered."""
        self._prices_of(region)
        return self._plans.found(region, plans, prices)

    def prices(self, region: str, wanted: PriceFilter = ALL_PRICES) -> Iterator[Price]:
        """The Region's price rows in catalog order, filtered."""
        return self._prices_of(region).prices(wanted)

    def interruption(self, region: str, instance_type: str, operating_system: str) -> Interruption | None:
        """How often Spot capacity of a type (LINUX or WINDOWS) is taken back; None if not listed."""
        rates = self._interruption_rates.get(region)
        if rates is None:  # unpacked Region by Region: all of them take longer than a quote
            rows = rows_where(self._interruptions, "region", region).to_pylist()
            rates = self._interruption_rates[region] = {
                (row["instance_type"], row["operating_system"]): Interruption(
                    row["savings_percent"], row["range_index"], row["range"], row["observed_on"]
                )
                for row in rows
            }
        return rates.get((instance_type, operating_system))

    def spot_zones(self, region: str, instance_type: str, operating_system: str) -> tuple[SpotZone, ...]:
        """Spot prices of a type in each zone, cheapest first, then by zone; none where only the Region has one."""
        return self._spot_zones.of(region, instance_type, operating_system)

    def spot_history(self, region: str, meter: Meter) -> SpotHistory | None:
        """What a Region's Spot price was, as refreshes have read it; None where it was read on one day only."""
        return self._spot_samples.history(region, meter)

    def _find_plan_price(self, region: str, terms: SavingsPlanTerms, meter: Meter, family: str | None) -> Price:
        self._prices_of(region)
        plan_family = family or "" if terms.plan_type == "EC2_INSTANCE" else ""
        price = self._plans.price(region, terms, meter, plan_family)
        if price is None:
            of_family = f" for {plan_family}" if plan_family else ""
            raise PriceNotFound(
                f"no rate of a {terms.term_years}-year {terms.payment_option} {terms.plan_type} Savings Plan{of_family}"
                f" for {meter} in {region} in catalog {self.version}"
            )
        return price

    def _find_rate(self, region: str, meter: Meter) -> Rate:
        rate = self._prices_of(region).rate(meter)
        if rate is None:
            raise PriceNotFound(f"no price for {meter} in {region} in catalog {self.version}")
        self._rates.setdefault(region, {})[meter] = rate
        return rate

    def _prices_of(self, region: str) -> RegionPrices:
        built = self._built.get(region)
        if built is not None:
            return built
        if region not in {each.code for each in self._regions}:
            raise InputError(self._no_region(region))
        with self._lock:
            if region not in self._built:
                self._built[region] = RegionPrices(region, self._rows.of(region))
            return self._built[region]

    def _no_region(self, code: str) -> str:
        zone = self.zones.get(code)
        if zone is not None:
            kind = zone.location_type.removeprefix("AWS ")
            return f"{code} is a {kind} of {zone.region} ({zone.name}), not a Region; its prices are its own"
        near = near_regions(code, [region.code for region in self._regions])
        return f"unknown Region {code!r}" + (f"; did you mean {' or '.join(near)}?" if near else "")


def _instance_types(table: pa.Table) -> dict[str, InstanceType]:
    return {
        row["name"]: InstanceType(
            **{
                **row,
                "architectures": tuple(row["architectures"]),
                "trunking_basis": None if row["trunking_basis"] is None else Basis(row["trunking_basis"]),
            }
        )
        for row in table.to_pylist()
    }
