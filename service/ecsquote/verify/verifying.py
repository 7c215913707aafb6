"""One verification from beginning to end: sort the lines, say what will be asked, ask AWS, compare."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from ecsquote.contract.verifications import Rates, Verification
from ecsquote.errors import CalculatorFailed
from ecsquote.verify.comparison import compared
from ecsquote.verify.pricing_calculator import CURRENCY, USD_PER_CALL, PricingCalculator, calls_of
from ecsquote.verify.usage_groups import Document, grouped_options

BEFORE_DISCOUNTS = "BEFORE_DISCOUNTS"
AFTER_DISCOUNTS = "AFTER_DISCOUNTS"
AFTER_COMMITMENTS = "AFTER_DISCOUNTS_AND_COMMITMENTS"


@dataclass(frozen=True, slots=True)
class Asking:
    """What AWS's calculator is about to be asked."""

    calls: int
    lines: int
    usd_per_call: Decimal | None
    """None where what AWS charges is not known."""


def rate_type_of(document: Document, rates: Rates) -> str:
    """AWS's word for the rates that a quote is compared with; an account's commitments count for quotes with a plan."""
    if rates is Rates.LIST:
        return BEFORE_DISCOUNTS
    request = document["request"]
    has_plan = bool(request.get("savings_plan") or request.get("savings_plans"))
    return AFTER_COMMITMENTS if has_plan else AFTER_DISCOUNTS


def verify(
    document: Document,
    rates: Rates,
    calculator: PricingCalculator,
    before_asking: Callable[[Asking], None],
) -> Verification:
    """Every line of a quote's available options by AWS's own calculator, against what the quote says.

    `document` is a quote as JSON values. Raises CalculatorFailed where AWS cannot be asked at all: another
    currency, no credentials, denied, or throttled to the end.
    """
    if document["currency"] != CURRENCY:
        raise CalculatorFailed(f"AWS's calculator prices in {CURRENCY}; this quote is in {document['currency']}")
    options = list(grouped_options(document, rates))
    calls = calls_of(group for grouped in options for group in grouped.groups)
    rate_type = rate_type_of(document, rates)
    if calls:
        calculator.check_credentials()
        before_asking(Asking(len(calls), sum(call.lines for call in calls), USD_PER_CALL))
    return compared(document, options, calculator.ask(calls, rate_type), rates, rate_type)
