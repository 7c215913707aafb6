"""Every option against what runs today: the yardstick of a quote, and each month's difference from it."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from ecsquote.contract.quotes import ChangeFromCurrent, CurrentQuote, OptionQuote
from ecsquote.units import exact_difference, to_decimal

_HUNDREDTH = Decimal("0.01")


def compared(options: Sequence[OptionQuote], today: OptionQuote | None, reason: str | None) -> list[OptionQuote]:
    """The rows with their change from today; `reason` why today is not known is a warning of each."""
    if today is None or today.monthly is None:
        return [_warned(option, reason) for option in options]
    return [
        option
        if option.monthly is None
        else replace(option, change_from_current=_change(option.monthly, today.monthly))
        for option in options
    ]


def current_quote(today: OptionQuote | None) -> CurrentQuote | None:
    """What runs today in short; None where it is not known or cannot be priced."""
    if today is None or today.monthly is None:
        return None
    return CurrentQuote(today.launch_option, today.cpu_architecture, None, today.monthly)


def _against(option: OptionQuote, today: Decimal) -> OptionQuote:
    if option.monthly is None:
        return option
    return replace(option, change_from_current=_change(option.monthly, today))


def _warned(option: OptionQuote, reason: str | None) -> OptionQuote:
    if reason is None or not option.available:
        return option
    return replace(option, warnings=(*option.warnings, f"what runs today is not known: {reason}"))


def _change(monthly: Decimal, today: Decimal) -> ChangeFromCurrent:
    difference = exact_difference(monthly, today)
    if not today:
        return ChangeFromCurrent(difference, None)
    percent = to_decimal(Fraction(difference) / Fraction(today) * 100).quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)
    return ChangeFromCurrent(difference, percent)
