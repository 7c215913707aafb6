"""Advice: which change to the request would save most, each priced by a separate quote, never by a rule of thumb."""

from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from ecsquote.calculator.analysis.changes import RequestChange, changes
from ecsquote.calculator.analysis.requoting import Requoter
from ecsquote.calculator.quoting import options_asked
from ecsquote.calculator.request import QuoteRequest
from ecsquote.contract.quotes import Advice, OptionQuote, Quote
from ecsquote.errors import InputError, OptionUnavailable
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.units import exact_product, exact_sum, to_decimal

HasTime = Callable[[], bool]
"""Called before each further quote; once it returns False, the remaining changes are skipped."""
MAX_TYPES = 3
_MINUS_ONE = Decimal(-1)
_TENTH = Decimal("0.1")


def no_time_limit() -> bool:
    """Return True always: the default where nobody waits."""
    return True


def with_advice(quote: Quote, request: QuoteRequest, catalog: Catalog, has_time: HasTime = no_time_limit) -> Quote:
    """Add advice to a request's quote where the request asks for it, the greatest saving first.

    Changes that AWS would refuse or that save nothing are left out.
    """
    if not request.advice:
        return quote
    requoter = Requoter(request, catalog)
    found: list[Advice] = []
    left_out: list[str] = []
    best = next((option for option in quote.options if option.available), None)
    for change in changes(requoter.request) if best else ():
        if not has_time():
            left_out.append(change.words)
        elif best and (advice := _advice(change, requoter, best)):
            found.append(advice)
    found.sort(key=lambda each: (-each.saving, each.change))
    note = f"not tried because time ran out: {'; '.join(left_out)}" if left_out else None
    return replace(quote, advice=tuple(found), advice_note=note)


def _advice(change: RequestChange, requoter: Requoter, base: OptionQuote) -> Advice | None:
    """The cheapest option of the changed request against the cheapest one as it is; None where it saves nothing."""
    concerned = [option for option in options_asked(requoter.request) if option in change.concerns]
    if not concerned:
        return None
    document = requoter.document()
    try:
        change.make(document)
        changed = requoter.quote({**document, "launch_options": [option.value for option in concerned]}).options[0]
    except (InputError, OptionUnavailable):
        return None
    if changed.monthly is None or base.monthly is None or changed.monthly >= base.monthly:
        return None
    saving = exact_sum([base.monthly, exact_product(changed.monthly, _MINUS_ONE)])
    percent = to_decimal(Fraction(saving) / Fraction(base.monthly) * 100).quantize(_TENTH, rounding=ROUND_HALF_UP)
    return Advice(
        change=change.name,
        words=f"{change.words}{_on(changed)}",
        launch_option=changed.launch_option,
        cpu_architecture=changed.cpu_architecture,
        savings_plan=changed.savings_plan,
        savings_plans=changed.savings_plans,
        monthly=changed.monthly,
        saving=saving,
        saving_percent=percent,
    )


def _on(changed: OptionQuote) -> str:
    """What the cheapest option then runs on, where that is instances: ": m7g.large, c7g.xlarge and 2 more"."""
    if changed.placement is None:
        return ""
    types = list(dict.fromkeys(row.instance_type for row in changed.placement.instances))
    more = f" and {len(types) - MAX_TYPES} more" if len(types) > MAX_TYPES else ""
    return f": {', '.join(types[:MAX_TYPES])}{more}" if types else ""
