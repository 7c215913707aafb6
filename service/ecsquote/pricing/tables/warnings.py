"""What a catalog must tell every quote about its age, worked out once when it is made."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime

from ecsquote.pricing.tables.reading import PriceRow

OLD_AFTER_DAYS = 365
"""AWS changes list prices a few times in a decade; after a year a reader should look again."""
OLD_SPOT_AFTER_DAYS = 30
"""Spot prices move within days."""


def _kind(row: PriceRow) -> str:
    if row.usage_type.startswith("SpotUsage"):
        return "EC2 Spot" if row.service_code == "AmazonEC2" else "Fargate Spot"
    return row.service_code


def _span(days: Iterable[str]) -> str:
    months = sorted(day[:7] for day in days)
    return months[0] if months[0] == months[-1] else f"{months[0]} to {months[-1]}"


def _old(newest: Mapping[str, Mapping[str, str]], published_at: datetime, limit: int) -> list[str]:
    """The kinds of which some Region's newest price is older than the limit, each with where and when."""
    found = []
    for kind, by_region in sorted(newest.items()):
        old = [day for day in by_region.values() if (published_at.date() - date.fromisoformat(day)).days > limit]
        if old:
            where = "" if len(old) == len(by_region) else f"in {len(old)} of {len(by_region)} Regions, "
            found.append(f"{kind} ({where}{_span(old)})")
    return found


def age_warnings(rows: Iterable[PriceRow], regions: Container[str], published_at: datetime) -> tuple[str, ...]:
    """At most two sentences: which list prices and which Spot prices were old already when the catalog was made."""
    newest: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        if row.location in regions:
            by_region = newest[_kind(row)]
            by_region[row.location] = max(by_region.get(row.location, ""), row.observed_on)
    spot = {kind: days for kind, days in newest.items() if kind.endswith("Spot")}
    listed = {kind: days for kind, days in newest.items() if kind not in spot}
    sentences = []
    if old := _old(listed, published_at, OLD_AFTER_DAYS):
        sentences.append(f"Prices read more than a year before the catalog was made: {', '.join(old)}")
    if old := _old(spot, published_at, OLD_SPOT_AFTER_DAYS):
        sentences.append(f"Spot prices move within days; these were read earlier: {', '.join(old)}")
    return tuple(sentences)
