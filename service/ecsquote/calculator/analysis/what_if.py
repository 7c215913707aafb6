"""What if: the bill on ARM, one size down or up, with ENI trunking, on other instances, in another Region."""

from collections.abc import Iterator, Sequence

from ecsquote.calculator.analysis.changes import PRICED_BY_TASKS, Document, RequestChange, changes
from ecsquote.calculator.analysis.requoting import (
    BeforeEach,
    Requoter,
    contenders,
    contenders_words,
    current,
    do_nothing,
    plans_slowly,
    priced_options,
)
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.request import QuoteRequest
from ecsquote.contract.analyses import PricedOption, TriedChange, WhatIf
from ecsquote.errors import InputError, OptionUnavailable
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.partitions import other_currency
from ecsquote.units import exact_difference


def what_if(
    request: QuoteRequest, catalog: Catalog, regions: Sequence[str] = (), before_each: BeforeEach = do_nothing
) -> WhatIf:
    """Quote every change separately; `regions` are the Regions to move to (at most MAX_REGIONS)."""
    requoter = Requoter(request, catalog, before_each)
    quoted = requoter.quote()
    options = priced_options(quoted)
    base, today = _best(options), current(quoted)
    again = contenders(quoted, request) if plans_slowly(request) else None
    tried = (*changes(request), *_moves(regions))
    outcomes = [_outcome(requoter, change, base, today, again) for change in tried]
    notes = () if again is None else (contenders_words(again),)
    outcomes.sort(key=lambda each: (each.saves_monthly is None, -(each.saves_monthly or 0)))
    return WhatIf(base, options, tuple(outcomes), requoter.quotes, today, notes)


def _best(options: Sequence[PricedOption]) -> PricedOption | None:
    return options[0] if options and options[0].monthly is not None else None


def _outcome(
    requoter: Requoter,
    change: RequestChange,
    base: PricedOption | None,
    today: PricedOption | None,
    again: Sequence[LaunchOption] | None,
) -> TriedChange:
    """Today's option with the change against today, else the cheapest with it against the cheapest."""
    document = requoter.document()
    try:
        change.make(document)
        if again:
            document["launch_options"] = [option.value for option in again]
        quoted = requoter.quote(document)
        options = priced_options(quoted)
    except (InputError, OptionUnavailable) as error:
        faults = "; ".join(fault.message for fault in error.faults) if isinstance(error, InputError) else ""
        return TriedChange(change.name, change.words, faults or str(error), None, None, ())
    best = _best(options)
    if best is None or best.monthly is None:
        reasons = dict.fromkeys(option.unavailable_reason or "" for option in options)
        return TriedChange(change.name, change.words, "; ".join(reasons), None, None, options)
    changed = current(quoted) if today is not None else None
    before, after = (base, best) if today is None else (today, changed)
    saves = None
    if before is not None and before.monthly is not None and after is not None and after.monthly is not None:
        saves = exact_difference(before.monthly, after.monthly)
    return TriedChange(change.name, change.words, None, best, saves, options, changed)


def _moves(regions: Sequence[str]) -> Iterator[RequestChange]:
    for region in regions:

        def move(document: Document, region: str = region) -> None:
            if message := other_currency(region, document["region"]):
                raise InputError(message)
            document["region"] = region

        yield RequestChange(f"region:{region}", f"in {region}", PRICED_BY_TASKS, move)
