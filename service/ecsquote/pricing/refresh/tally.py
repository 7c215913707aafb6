"""Tally: what the manifest of a version says of its prices, counted while they are written."""

from collections import Counter
from dataclasses import dataclass, field

import pyarrow as pa

from ecsquote.pricing.catalog.region_prices import column_values
from ecsquote.pricing.store.manifest import Source


@dataclass(frozen=True, slots=True)
class _Dated:
    """The fields of a price that determine its age."""

    location: str
    service_code: str
    usage_type: str
    observed_on: str


@dataclass(slots=True)
class Tally:
    """Rows by service and Region, and what each source gave."""

    by_service: Counter[str] = field(default_factory=Counter)
    by_region: Counter[str] = field(default_factory=Counter)
    days: dict[str, list[str]] = field(default_factory=dict)
    """Source → rows are counted in `rows`; here the oldest and the newest day."""
    rows: Counter[str] = field(default_factory=Counter)
    ages: list[_Dated] = field(default_factory=list)
    """One for each row, shared by rows that are equally old: what the warnings are worked out from."""

    def add(self, region: str, prices: pa.Table) -> None:
        """Count a Region's prices."""
        self.by_region[region] += prices.num_rows
        kinds: dict[tuple[str, str, str], _Dated] = {}
        names = ("service_code", "usage_type", "observed_on", "source")
        for service_code, usage_type, day, source in zip(*(column_values(prices, name) for name in names), strict=True):
            self.by_service[service_code] += 1
            self._source(source, day)
            kind = (service_code, usage_type.partition(":")[0], day)
            if kind not in kinds:
                kinds[kind] = _Dated(region, *kind)
            self.ages.append(kinds[kind])

    def _source(self, source: str, day: str) -> None:
        self.rows[source] += 1
        oldest, newest = self.days.get(source, [day, day])
        self.days[source] = [min(oldest, day), max(newest, day)]

    def sources(self) -> tuple[Source, ...]:
        """Every source with its rows and days."""
        return tuple(
            Source(source=source, rows=self.rows[source], oldest=days[0], newest=days[1])
            for source, days in sorted(self.days.items())
        )
