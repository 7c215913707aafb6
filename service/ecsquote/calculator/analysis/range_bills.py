"""The bill of a load that is not certain: at its minimum, on average and at its maximum; and how certain Spot is."""

from collections.abc import Iterator, Mapping
from math import ceil, floor
from typing import Any

from ecsquote.calculator.analysis.requoting import BeforeEach, Requoter, current, do_nothing, priced, priced_options
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.request import QuoteRequest
from ecsquote.contract.analyses import PricedOption, RangeBills, RangeOption
from ecsquote.contract.quotes import OptionQuote
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.workload.service import Load

NO_SPOT_HISTORY = (
    "Spot is priced as on the catalog's date: the catalog has no price history for it, so "
    "neither the median nor the 95th percentile of a month is known"
)


_Rows = Mapping[tuple[str, str, str | None], PricedOption]


def range_bills(request: QuoteRequest, catalog: Catalog, before_each: BeforeEach = do_nothing) -> RangeBills:
    """Three quotes: every service at its least tasks all month, as it is, and at its most tasks all month."""
    requoter = Requoter(request, catalog, before_each)
    quote = requoter.quote()
    quoted = quote.options
    least, most = (
        {option.key: option for option in priced_options(requoter.quote(_at_the(requoter, end)))} for end in (0, 1)
    )
    return RangeBills(
        services=tuple(name for name, _ in _ranges(request)),
        options=tuple(_option(each, least, most) for each in quoted),
        quotes=requoter.quotes,
        current=current(quote),
    )


def _at_the(requoter: Requoter, end: int) -> dict[str, Any]:
    document = requoter.document()
    ranges = dict(_ranges(requoter.request))
    for service in document["services"]:
        if service["name"] in ranges:
            service["load"] = {"tasks": str(ranges[service["name"]][end])}
    return document


def _ranges(request: QuoteRequest) -> Iterator[tuple[str, tuple[int, int]]]:
    """The least and the most tasks of every service whose load says so or moves through the day."""
    for each in request.services:
        service = each.to_service()
        if (ends := _ends(service.load)) is not None and ends[0] != ends[1]:
            yield service.name, ends


def _ends(load: Load) -> tuple[int, int] | None:
    if load.runs is not None:
        return None
    if load.average_tasks is not None:
        low = floor(load.average_tasks) if load.min_tasks is None else load.min_tasks
        return low, ceil(load.average_tasks) if load.max_tasks is None else load.max_tasks
    low = min(load.weekly) if load.min_tasks is None else load.min_tasks
    return low, load.most_tasks if load.max_tasks is None else load.max_tasks


def _option(quoted: OptionQuote, least: _Rows, most: _Rows) -> RangeOption:
    average = priced(quoted)
    known = quoted.spot_month is not None or not LaunchOption(quoted.launch_option).spot
    notes = () if known else (NO_SPOT_HISTORY,)
    return RangeOption(least[average.key], average, most[average.key], notes, quoted.spot_month)
