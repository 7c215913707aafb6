"""Cents as the AWS Pricing Calculator shows them: each line rounded separately, then added; for display only.

It takes 730 hours a month and rounds, e.g., the vCPU part and the memory part of Fargate to cents before it adds them.
Source: https://docs.aws.amazon.com/pricing-calculator/latest/userguide/what-is-pricing-calculator.html
"""

from dataclasses import replace
from fractions import Fraction

from ecsquote.calculator.quoting import MONTHS_PER_YEAR
from ecsquote.contract.quotes import OptionQuote, Quote
from ecsquote.errors import Fault, InputError
from ecsquote.units import HOURS_PER_MONTH, exact_product, exact_sum, to_cents, to_decimal

NOTE = "rounded as the AWS Pricing Calculator does: each line to cents, then added"


def in_calculator_cents(quote: Quote) -> Quote:
    """The quote with every line in cents and the months their sums; InputError for another month than 730 hours."""
    if quote.hours_per_month != HOURS_PER_MONTH:
        message = f"must be {HOURS_PER_MONTH} to match the AWS Pricing Calculator's cents"
        raise InputError(message, [Fault("/hours_per_month", message)])
    options = sorted(map(_option, quote.options), key=lambda option: (not option.available, option.monthly or 0))
    return replace(quote, options=tuple(options))


def _option(option: OptionQuote) -> OptionQuote:
    if option.monthly is None:
        return option
    items = tuple(replace(item, monthly=to_cents(item.monthly)) for item in option.line_items)
    monthly = exact_sum([item.monthly for item in items])
    return replace(
        option,
        line_items=items,
        monthly=monthly,
        hourly=to_decimal(Fraction(monthly) / Fraction(HOURS_PER_MONTH)),
        annual=exact_product(monthly, MONTHS_PER_YEAR),
        warnings=(NOTE, *option.warnings),
    )
