"""Sensitivity: which input moves the bill most."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from ecsquote.calculator.analysis.parameters import DEFAULT_PERCENT
from ecsquote.calculator.analysis.requoting import BeforeEach, Requoter, cheapest, current, do_nothing, priced_options
from ecsquote.calculator.analysis.varied_inputs import VariedInput, put, varied_inputs
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.request import QuoteRequest
from ecsquote.contract.analyses import Influence, PricedOption, Sensitivity, VariedBill
from ecsquote.contract.quotes import Quote
from ecsquote.errors import InputError, OptionUnavailable
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.units import exact_difference, to_decimal

MAX_INPUTS = 40
"""Inputs that are tried, two quotes each; one more quote finds the cheapest option."""


def sensitivity(
    request: QuoteRequest,
    catalog: Catalog,
    launch_option: LaunchOption | None = None,
    percent: Decimal = DEFAULT_PERCENT,
    before_each: BeforeEach = do_nothing,
) -> Sensitivity:
    """Each input `percent` lower and higher, for one option: by default what runs today, else the cheapest.

    Raises OptionUnavailable where the option cannot be priced for the request as it is.
    """
    requoter = Requoter(request, catalog, before_each)
    document = requoter.document()
    if launch_option is not None:
        document["launch_options"] = [launch_option.value]
    first = requoter.quote(document)
    base = (current(first) if launch_option is None and _may_be_asked(request, first) else None) or cheapest(first)
    if base is None or base.monthly is None:
        reasons = dict.fromkeys(option.unavailable_reason or "" for option in first.options)
        raise OptionUnavailable("; ".join(reasons) or "no launch option is available")
    document |= {"launch_options": [base.launch_option], "current": "none"}
    inputs = list(varied_inputs(document))
    found = [_influence(requoter, document, each, base, percent) for each in inputs[:MAX_INPUTS]]
    found.sort(key=lambda each: -each.monthly_per_percent)
    return Sensitivity(base, percent, tuple(found), max(0, len(inputs) - MAX_INPUTS), requoter.quotes)


def _may_be_asked(request: QuoteRequest, quote: Quote) -> bool:
    """Whether today's option can be named in launch_options: a Spot option cannot where `spot` is false."""
    return quote.current is not None and (request.spot or not LaunchOption(quote.current.launch_option).spot)


def _influence(
    requoter: Requoter, document: dict[str, Any], varied: VariedInput, base: PricedOption, percent: Decimal
) -> Influence:
    moves = [_move(requoter, document, varied, base, each) for each in (-percent, percent)]
    slopes = [
        abs(Fraction(move.difference) / Fraction(move.percent))
        for move in moves
        if move.difference is not None and move.percent
    ]
    return Influence(
        input=varied.name,
        pointer="".join(f"/{step}" for step in varied.place),
        value=_text(varied.value),
        lower=moves[0],
        higher=moves[1],
        monthly_per_percent=to_decimal(max(slopes, default=Fraction(0))),
    )


def _move(
    requoter: Requoter, document: dict[str, Any], varied: VariedInput, base: PricedOption, percent: Decimal
) -> VariedBill:
    value, share = varied.moved(percent)
    changed = _copy(document)
    put(changed, varied.place, value)
    moved = to_decimal(share * 100)
    try:
        options = priced_options(requoter.quote(changed))
    except InputError as error:
        reason = "; ".join(fault.message for fault in error.faults) or str(error)
        return VariedBill(_text(value), moved, None, None, reason)
    row = next(option for option in options if option.key == base.key)
    if row.monthly is None or base.monthly is None:
        return VariedBill(_text(value), moved, None, None, row.unavailable_reason)
    difference = exact_difference(row.monthly, base.monthly)
    return VariedBill(_text(value), moved, row.monthly, difference, None)


def _copy(value: Any) -> Any:
    """A JSON document copied through."""
    if isinstance(value, dict):
        return {key: _copy(inner) for key, inner in value.items()}
    return [_copy(inner) for inner in value] if isinstance(value, list) else value


def _text(value: Any) -> str:
    """A value as people read it; of hourly values the smallest and the largest."""
    if isinstance(value, list):
        return f"{min(value, key=Fraction)} to {max(value, key=Fraction)}"
    return str(value)
