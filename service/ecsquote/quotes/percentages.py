"""Percentages for people's eyes: one place, half-up, with a sign."""

from decimal import ROUND_HALF_UP, Decimal

_TENTH = Decimal("0.1")


def above_cheapest(monthly: Decimal, cheapest: Decimal) -> str:
    """How much more than the cheapest option; empty for the cheapest, and where that costs nothing."""
    if monthly == cheapest or not cheapest:
        return ""
    return signed_percent((monthly - cheapest) * 100 / cheapest)


def signed_percent(percent: Decimal) -> str:
    """As in +12.5 %."""
    return f"{percent.quantize(_TENTH, rounding=ROUND_HALF_UP):+,} %"
