"""Mean, median and 95th percentile of Spot prices over time: of AWS's history and of what refreshes have read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from ecsquote.pricing.rows import PRICE_PLACES
from ecsquote.units import fraction_sum, to_decimal


@dataclass(frozen=True, slots=True)
class SpotPriceChange:
    """From when a price held."""

    since: datetime
    price: Decimal


def spans(changes: Iterable[SpotPriceChange], since: datetime, until: datetime) -> list[tuple[Decimal, timedelta]]:
    """Each price with how long it held between the two times."""
    ordered = sorted(changes, key=lambda change: change.since)
    held = []
    for change, following in zip(ordered, [*(each.since for each in ordered[1:]), until], strict=True):
        begin, end = max(change.since, since), min(following, until)
        if end > begin:
            held.append((change.price, end - begin))
    return held


def mean(held: Sequence[tuple[Decimal, timedelta]]) -> Decimal:
    """The average over time, at ten decimals."""
    micro = timedelta(microseconds=1)
    total = fraction_sum(Fraction(price) * (length // micro) for price, length in held)
    return round(to_decimal(total / (sum((length for _, length in held), timedelta()) // micro)), PRICE_PLACES)


def percentile(held: Sequence[tuple[Decimal, timedelta]], share: Fraction) -> Decimal:
    """The lowest price at or below which it stood for this share of the time."""
    due = sum((length for _, length in held), timedelta()) * share.numerator / share.denominator
    passed = timedelta()
    for price, length in sorted(held):
        passed += length
        if passed >= due:
            return price
    raise ValueError("no price held at any time")
