"""EC2 Spot prices zone by zone, as a refresh read them; unpacked Region by Region when first asked for."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from ecsquote.contract.price_basis import Basis
from ecsquote.pricing.catalog.region_prices import rows_where
from ecsquote.pricing.meters import spot_instance_hours
from ecsquote.pricing.price import Price

SPOT_HISTORY = "AWS DescribeSpotPriceHistory"
"""The `source` of prices from EC2's Spot price history:
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotPriceHistory.html"""


@dataclass(frozen=True, slots=True)
class SpotHistory:
    """What a Spot price was from `since` to `until` (ISO 8601): its mean over time, its median, its 95th percentile."""

    mean: Decimal
    p50: Decimal
    p95: Decimal
    since: str
    until: str
    sampled: bool = False
    """True where the prices are those that refreshes have read, not AWS's own history."""


@dataclass(frozen=True, slots=True)
class SpotZone:
    """What an instance type costs as Spot in one Availability Zone: the price in force, and what it was before."""

    availability_zone: str
    price: Price
    history: SpotHistory


class SpotZones:
    """The zone prices of a catalog version; none for a version that was made without EC2's Spot history."""

    def __init__(self, table: pa.Table | None) -> None:
        self._table = table
        self._regions: dict[str, Mapping[tuple[str, str], tuple[SpotZone, ...]]] = {}

    def of(self, region: str, instance_type: str, operating_system: str) -> tuple[SpotZone, ...]:
        """The zones that sell a type (LINUX or WINDOWS) as Spot, cheapest first, then by zone."""
        known = self._regions.get(region)
        if known is None:
            known = self._regions[region] = self._read(region)
        return known.get((instance_type, operating_system), ())

    def _read(self, region: str) -> Mapping[tuple[str, str], tuple[SpotZone, ...]]:
        if self._table is None:
            return {}
        found: defaultdict[tuple[str, str], list[SpotZone]] = defaultdict(list)
        for row in rows_where(self._table, "region", region).to_pylist():
            found[row["instance_type"], row["operating_system"]].append(_zone(row))
        return {
            key: tuple(sorted(zones, key=lambda zone: (zone.price.unit_price, zone.availability_zone)))
            for key, zones in found.items()
        }


def _zone(row: Mapping[str, Any]) -> SpotZone:
    meter = spot_instance_hours(row["instance_type"], row["operating_system"])
    price = Price(
        service_code=meter.service_code,
        usage_type=None,  # the history names none
        region=row["region"],
        unit=meter.unit,
        unit_price=Decimal(row["current"]),
        begin_range=Decimal(0),
        end_range=None,
        currency="USD",
        sku=None,
        rate_code=None,
        effective_date=None,
        observed_on=row["until"][:10],
        source=SPOT_HISTORY,
        basis=Basis.PUBLISHED,
        availability_zone=row["availability_zone"],
        observed_at=row["until"],
    )
    mean, p50, p95 = (Decimal(row[name]) for name in ("mean", "p50", "p95"))
    return SpotZone(row["availability_zone"], price, SpotHistory(mean, p50, p95, row["since"], row["until"]))
