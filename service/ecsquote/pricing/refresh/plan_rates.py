"""The Savings Plan rates of a Region, put together from AWS's offer files, AWS's price maps and the last version.

A private rate takes precedence. Then comes the Price List's own offer file, where it is current; then the price maps,
which hold EC2 alone; then what the last version had of the rest.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import pyarrow as pa

from ecsquote.contract.price_basis import Basis
from ecsquote.pricing.catalog.region_prices import column_values
from ecsquote.pricing.refresh.assembling import PRIVATE, Taken
from ecsquote.pricing.sources.savings_plan_maps import SOURCE as MAP_SOURCE
from ecsquote.pricing.sources.savings_plan_maps import SavingsPlanMaps
from ecsquote.pricing.sources.savings_plan_offers import SERVICE_CODE, SavingsPlanOffers
from ecsquote.pricing.store.records import MeterKey
from ecsquote.units import decimal_string

_OFFER_SOURCE = f"AWS Price List {SERVICE_CODE} "
_KEY = ("plan_type", "term_years", "payment_option", "family", "service_code", "usage_type", "variant")
_RateKey = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class RegionPlanRates:
    """The rates, sorted by plan, and where the offer file and the price maps contradict each other."""

    table: pa.Table
    disagreements: tuple[str, ...] = ()


def plans_of_region(region: str, base: pa.Table, taken: Taken, *, offers_current: bool) -> RegionPlanRates:
    """The Region's rates; `base` are those of the last version.

    `offers_current`: the Region's offer file was read in this refresh, or is still the one that was read before.
    """
    found = {part.source: staged.plan_prices for part, staged in taken if staged.plan_prices is not None}
    if not found:
        return RegionPlanRates(base)
    offers, maps = found.get(SavingsPlanOffers.name), found.get(SavingsPlanMaps.name)
    kept_back = frozenset().union(*(staged.kept_back for _, staged in taken if staged.plan_prices is not None))

    def stays(row: _Held) -> bool:
        """Maps replace all of EC2, an offer file all that is not of maps; what either contradicts itself in stays."""
        if row.meter_key in kept_back:
            return True
        if maps is not None and row.service_code == "AmazonEC2":
            return False
        return offers is None or row.source.startswith(MAP_SOURCE)

    published = offers
    if published is None:
        published = _kept(base, lambda row: offers_current and row.source.startswith(_OFFER_SOURCE))
    private = _kept(base, lambda row: row.basis == Basis.CUSTOM)
    layers = [found.get(PRIVATE), private, published, maps, _kept(base, stays)]
    table = _first_of_each_rate([layer for layer in layers if layer is not None])
    return RegionPlanRates(table, () if maps is None else tuple(_disagreements(region, published, maps)))


class _Held(NamedTuple):
    """What decides whether a rate of the last version stays."""

    source: str
    basis: str
    service_code: str
    usage_type: str
    variant: str

    @property
    def meter_key(self) -> MeterKey:
        return self.service_code, self.usage_type, self.variant


def _kept(table: pa.Table, keep: Callable[[_Held], bool]) -> pa.Table:
    columns = (column_values(table, name) for name in _Held._fields)
    rows = map(_Held._make, zip(*columns, strict=True))
    return _taken_rows(table, [at for at, row in enumerate(rows) if keep(row)])


def _taken_rows(table: pa.Table, numbers: Sequence[int]) -> pa.Table:
    return table.take(pa.array(numbers, pa.int64()))  # an empty list alone has no type


def _keys(table: pa.Table) -> list[_RateKey]:
    return list(zip(*(column_values(table, name) for name in _KEY), strict=True))


def _first_of_each_rate(layers: Sequence[pa.Table]) -> pa.Table:
    """Every rate once, of the first layer that has it, sorted by plan."""
    together = pa.concat_tables(layers).unify_dictionaries()
    first: dict[_RateKey, int] = {}
    for at, key in enumerate(_keys(together)):
        first.setdefault(key, at)
    return _taken_rows(together, [first[key] for key in sorted(first)])


def _disagreements(region: str, offers: pa.Table, maps: pa.Table) -> Iterator[str]:
    """Each rate that the offer file and the price maps have at different prices."""
    published = _prices(offers)
    for key, price in _prices(maps).items():
        other = published.get(key)
        if other is not None and other != price:
            plan_type, years, payment_option, family, service_code, usage_type, variant = key
            plan = " ".join(filter(None, (plan_type, f"{years}y", payment_option, family)))
            yield (
                f"{service_code} {usage_type} ({variant}) under {plan} in {region}: {decimal_string(other)} in the "
                f"Price List, {decimal_string(price)} in the price maps"
            )


def _prices(table: pa.Table) -> dict[_RateKey, Decimal]:
    return dict(zip(_keys(table), column_values(table, "unit_price"), strict=True))
