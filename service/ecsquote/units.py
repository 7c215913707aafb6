"""Hours, GB and money: exact arithmetic, the one rounding of a quotient, and how decimals are printed."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

HOURS_PER_MONTH = Decimal(730)
"""365 × 24 ÷ 12, the month of the AWS Pricing Calculator (https://docs.aws.amazon.com/pricing-calculator/)."""

SECONDS_PER_HOUR = 3600
MINUTES_PER_HOUR = 60
HOURS_PER_DAY = 24
HOURS_PER_WEEK = 168
MIB_PER_GB = 1024
GB_PER_TB = 1024
CPU_UNITS_PER_VCPU = 1024

QUANTITY_PLACES = 12
MAX_DECIMAL_CHARACTERS = 40
MIN_EXPONENT, MAX_EXPONENT = -12, 15
_EXACT = Context(prec=100, traps=[Inexact])
_ROUNDED = Context(prec=100, rounding=ROUND_HALF_UP)
_QUANTUM = Decimal(1).scaleb(-QUANTITY_PLACES)
_CENT = Decimal("0.01")


def exact_product(left: Decimal, right: Decimal) -> Decimal:
    """left × right to the last digit; raises `decimal.Inexact` rather than round."""
    return _EXACT.multiply(left, right)


def exact_sum(values: Iterable[Decimal]) -> Decimal:
    """The sum to the last digit; raises `decimal.Inexact` rather than round."""
    total = Decimal(0)
    for value in values:
        total = _EXACT.add(total, value)
    return total


def exact_difference(left: Decimal, right: Decimal) -> Decimal:
    """left − right to the last digit; raises `decimal.Inexact` rather than round."""
    return _EXACT.subtract(left, right)


def fraction_sum(values: Iterable[Fraction]) -> Fraction:
    """The sum; of many values with few denominators much faster than one after the other."""
    numerators: defaultdict[int, int] = defaultdict(int)
    for value in values:
        numerators[value.denominator] += value.numerator
    return sum((Fraction(numerator, denominator) for denominator, numerator in numerators.items()), Fraction(0))


def to_decimal(value: Fraction) -> Decimal:
    """A quantity as it is printed and billed: exact where finite in 12 places, else rounded once, half-up."""
    quotient = _ROUNDED.divide(Decimal(value.numerator), Decimal(value.denominator))
    return _ROUNDED.quantize(quotient, _QUANTUM).normalize(_ROUNDED)


def to_cents(money: Decimal) -> Decimal:
    """Round half up to cents, for display only."""
    return _ROUNDED.quantize(money, _CENT)


_SIGN: ContextVar[str] = ContextVar("sign of amounts", default="$")


def sign_of(currency: str) -> str:
    """What stands before amounts in a currency: $, else its code."""
    return "$" if currency == "USD" else f"{currency} "


@contextmanager
def amounts_in(currency: str) -> Iterator[None]:
    """Within it, amounts for people are shown in this currency: CNY 1,234.50, where $ would be wrong."""
    token = _SIGN.set(sign_of(currency))
    try:
        yield
    finally:
        _SIGN.reset(token)


def currency_sign() -> str:
    """What stands before an amount."""
    return _SIGN.get()


def dollars(money: Decimal) -> str:
    """Cents, half-up, with thousands apart: $1,234.50; in a quote of another currency with its code."""
    return f"{currency_sign()}{to_cents(money):,}"


def decimal_string(value: Decimal) -> str:
    """Plain notation without an exponent or trailing zeros: 1E+3 is "1000", 0.0404800000 is "0.04048"."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


ExactDecimal = Annotated[Decimal, PlainSerializer(decimal_string, return_type=str, when_used="json")]
"""A decimal that is answered as a JSON string, never as a float."""


_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?(?:nan|snan|inf|infinity)", re.I)


def read_decimal(value: object) -> Decimal:
    """A request's decimal: a string or a number, exact; never a bool, NaN, infinity or an absurd length."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise ValueError('must be a decimal number such as "12.5"')
    text = str(value).strip()
    if len(text) > MAX_DECIMAL_CHARACTERS:
        raise ValueError(f"must have at most {MAX_DECIMAL_CHARACTERS} characters")
    if not _DECIMAL.fullmatch(text):  # Decimal itself also takes underscores and the digits of every script
        raise ValueError('must be a decimal number such as "12.5"')
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError("is too large or too small to be a quantity") from None
    if not number.is_finite():
        raise ValueError("must be a finite decimal number")
    if number and not MIN_EXPONENT <= number.adjusted() <= MAX_EXPONENT:
        raise ValueError("is too large or too small to be a quantity")
    if isinstance(exponent := number.as_tuple().exponent, int) and exponent < -QUANTITY_PLACES:
        raise ValueError(f"must have at most {QUANTITY_PLACES} decimal places")
    return number


RequestDecimal = Annotated[
    Decimal,
    BeforeValidator(read_decimal),
    PlainSerializer(decimal_string, return_type=str, when_used="json"),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}, {"type": "number"}]}),
]
"""A decimal of a request: taken as a JSON string or number, answered as a string."""
