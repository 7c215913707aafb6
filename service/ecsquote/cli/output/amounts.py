"""Money and percentages as tables show them."""

from decimal import ROUND_HALF_UP, Decimal

from ecsquote.contract.quotes import ChangeFromCurrent
from ecsquote.quotes.percentages import signed_percent
from ecsquote.units import currency_sign, to_cents

_HOURLY_PLACES = Decimal("0.0001")


def hourly_dollars(money: Decimal) -> str:
    """Four places, half-up, as AWS prints hourly prices: small tasks cost less than a cent an hour."""
    return f"{currency_sign()}{money.quantize(_HOURLY_PLACES, rounding=ROUND_HALF_UP):,}"


def change_from_today(change: ChangeFromCurrent) -> str:
    """Money and percent with their sign: "-$6.14, -68.1 %"; no percent where today costs nothing."""
    cents = to_cents(change.monthly)
    money = f"{'-' if cents < 0 else '+'}{currency_sign()}{abs(cents):,}"
    return money if change.percent is None else f"{money}, {signed_percent(change.percent)}"
