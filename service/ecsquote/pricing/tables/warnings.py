"""The warnings about old prices that every quote from a catalog shows, computed once when it is made."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime
from statistics import median_low
from typing import Protocol

from ecsquote.counted import counted

OLD_AFTER_DAYS = 365
"""AWS changes list prices a few times in a decade; after a year a reader should look again."""
OLD_SPOT_AFTER_DAYS = 30
"""Spot prices move within days."""
_LISTED_AGE = "Read more than a year before this catalog was made"
_SPOT_AGE = "Spot prices move within days; these were read earlier"


class DatedRow(Protocol):
    """What determines the age of a price."""

    @property
    def location(self) -> str:
        """Region or zone code."""

    @property
    def service_code(self) -> str:
        """AWS's service code."""

    @property
    def usage_type(self) -> str:
        """Usage type without a billing code."""

    @property
    def observed_on(self) -> str:
        """The day it was read, YYYY-MM-DD."""


def _kind(row: DatedRow) -> str:
    if row.usage_type.startswith("SpotUsage"):
        return "EC2 Spot" if row.service_code == "AmazonEC2" else "Fargate Spot"
    return row.service_code


def _months(days: Iterable[str], regions: int) -> str:
    """2025-06, or "2025-08 in 26 Regions, 2026-08 in 3 Regions"."""
    counts = Counter(day[:7] for day in days)
    if len(counts) == 1 and counts.total() == regions:
        return next(iter(counts))
    return ", ".join(f"{month} in {counted(count, 'Region')}" for month, count in sorted(counts.items()))


def _old(days: Mapping[str, Mapping[str, str]], published_at: datetime, limit: int) -> list[str]:
    """The kinds that some Region holds older than the limit, each with when it was read and in how many Regions."""
    found = []
    for kind, by_region in sorted(days.items()):
        old = [day for day in by_region.values() if (published_at.date() - date.fromisoformat(day)).days > limit]
        if old:
            found.append(f"{kind} ({_months(old, len(by_region))})")
    return found


def is_age_warning(text: str) -> bool:
    """True for what `age_warnings` says."""
    return text.startswith((_LISTED_AGE, _SPOT_AGE))


def age_warnings(rows: Iterable[DatedRow], regions: Container[str], published_at: datetime) -> tuple[str, ...]:
    """At most two sentences: which list prices and which Spot prices were old already when the catalog was made.

    A kind of price is as old in a Region as the middle one of its rows there.
    """
    held: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.location in regions:
            held[_kind(row)][row.location].append(row.observed_on)
    middle = {
        kind: {region: median_low(days) for region, days in by_region.items()} for kind, by_region in held.items()
    }
    spot = {kind: days for kind, days in middle.items() if kind.endswith("Spot")}
    listed = {kind: days for kind, days in middle.items() if kind not in spot}
    sentences = []
    if old := _old(listed, published_at, OLD_AFTER_DAYS):
        sentences.append(f"{_LISTED_AGE}: {', '.join(old)}")
    if old := _old(spot, published_at, OLD_SPOT_AFTER_DAYS):
        sentences.append(f"{_SPOT_AGE}: {', '.join(old)}")
    return tuple(sentences)
