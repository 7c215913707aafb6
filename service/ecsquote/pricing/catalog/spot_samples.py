"""Spot prices as refreshes have read them: a history where AWS publishes none, or none that could be read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ecsquote.pricing.catalog.region_rows import RegionRows
from ecsquote.pricing.catalog.spot_statistics import SpotPriceChange, mean, percentile, spans
from ecsquote.pricing.catalog.spot_zones import SpotHistory
from ecsquote.pricing.meters import Meter
from ecsquote.units import decimal_string

Key = tuple[str, str, str]


class SpotSamples:
    """The samples of a catalog version; a row is a price with the days on which it was first and last read."""

    def __init__(self, rows: RegionRows | None) -> None:
        self._rows = rows
        self._regions: dict[str, Mapping[Key, Sequence[Mapping[str, Any]]]] = {}

    def history(self, region: str, meter: Meter) -> SpotHistory | None:
        """What the price was between the first and the last day; None unless it was read on two days or more.

        A price holds until the day on which another was read.
        """
        if self._rows is None:
            return None
        if region not in self._regions:
            self._regions[region] = self._read(self._rows, region)
        rows = self._regions[region].get((meter.service_code, meter.usage_type, meter.variant), ())
        return _history(rows) if rows else None

    @staticmethod
    def _read(rows: RegionRows, region: str) -> Mapping[Key, Sequence[Mapping[str, Any]]]:
        found: defaultdict[Key, list[Mapping[str, Any]]] = defaultdict(list)
        for row in rows.of(region).to_pylist():
            found[row["service_code"], row["usage_type"], row["variant"]].append(row)
        return found


def _history(rows: Sequence[Mapping[str, Any]]) -> SpotHistory | None:
    first, last = (_day(each) for each in (min(row["since"] for row in rows), max(row["until"] for row in rows)))
    if last - first < timedelta(days=1):
        return None
    held = spans([SpotPriceChange(_day(row["since"]), row["unit_price"]) for row in rows], first, last)
    figures = mean(held), percentile(held, Fraction(1, 2)), percentile(held, Fraction(95, 100))
    average, median, high = (Decimal(decimal_string(figure)) for figure in figures)
    return SpotHistory(average, median, high, first.date().isoformat(), last.date().isoformat(), sampled=True)


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
