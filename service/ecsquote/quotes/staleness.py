"""Age of prices: each quote names its prices that were last read longer ago than a limit.

The clock is read by whoever answers, never while a quote is worked out: that would make two quotes of one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ecsquote.contract.quotes import PriceReference, Quote
from ecsquote.counted import counted
from ecsquote.pricing.store.catalogs import Catalogs
from ecsquote.pricing.store.provenance import SPOT_SOURCES, PartRecord
from ecsquote.pricing.tables.warnings import is_age_warning
from ecsquote.quotes.price_dates import is_own_rate


def with_staleness(quote: Quote, catalogs: Catalogs, limit_days: int, now: datetime) -> Quote:
    """The quote, its catalog's warnings saying which of its prices are older than the limit.

    What the catalog itself says about the age of all that it holds gives way to that: one warning, of these prices.
    """
    kept = (text for text in quote.catalog.warnings if not is_age_warning(text))
    found = _warnings(quote, catalogs, limit_days, now.astimezone(UTC))
    return replace(quote, catalog=replace(quote.catalog, warnings=(*kept, *found)))


def _warnings(quote: Quote, catalogs: Catalogs, limit_days: int, now: datetime) -> Iterator[str]:
    if catalogs.trouble:
        yield catalogs.trouble
    limit = (now - timedelta(days=limit_days)).date().isoformat()
    old = [item.price for option in quote.options for item in option.line_items if item.price.observed_on < limit]
    known = _Confirmations(catalogs.parts(quote.catalog.version), quote.region) if old else None
    days: dict[str, str] = {}
    for price in old:
        day = known.day(price) if known else price.observed_on
        if day < limit and not is_own_rate(price):
            name = f"{price.service_code}{' Spot' if _is_spot(price) else ''}"
            days[name] = min(day, days.get(name, day))
    if days:
        oldest_first = sorted(days.items(), key=lambda each: (each[1], each[0]))
        listed = ", ".join(f"{name} ({day})" for name, day in oldest_first)
        limit_words = counted(limit_days, "day")
        yield f"Prices read more than {limit_words} ago: {listed}; `ecsquote prices refresh` updates them"


class _Confirmations:
    """What AWS said since it was read: a version of its price list that is still the current one is not old."""

    def __init__(self, parts: Mapping[str, PartRecord], region: str) -> None:
        here = [part for part in parts.values() if part.region == region and part.source in _OF_PRICES]
        self._parts = {(part.service_code, part.source in SPOT_SOURCES): part for part in here}

    def day(self, price: PriceReference) -> str:
        """The day on which the price was last known to be AWS's own."""
        part = self._parts.get((price.service_code, _is_spot(price)))
        # A row older than what AWS published is one that the reading did not renew.
        if part is None or price.observed_on < part.published_at[:10]:
            return price.observed_on
        return part.fresh_at.date().isoformat()


_OF_PRICES = ("price-list", *SPOT_SOURCES)


def _is_spot(price: PriceReference) -> bool:
    return "SpotUsage" in (price.usage_type or "")
