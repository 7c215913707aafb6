"""The registry of charts: what each shows, which answer it draws, and its module; imports nothing heavy."""

from collections.abc import Mapping
from dataclasses import dataclass

from ecsquote.charts.analysis_answers import ShownBreakEven, ShownCommitments, ShownComparison, ShownHistory
from ecsquote.charts.answers import QuoteWithRequest, Shown, ShownQuote
from ecsquote.errors import NotFound

QUOTE = "POST /v1/quotes"


@dataclass(frozen=True, slots=True)
class ChartKind:
    """A chart: the module of this package whose `draw` draws it, and the answer that it shows."""

    module: str
    answer: type[Shown]
    made_by: str
    shows: str


KINDS: Mapping[str, ChartKind] = {
    "launch-options": ChartKind(
        "launch_options", ShownQuote, QUOTE, "what a month costs on every launch option, by cost component"
    ),
    "fleet": ChartKind("fleet", QuoteWithRequest, QUOTE, "one option's instances, the tasks on them and what is idle"),
    "load-week": ChartKind(
        "load_week", QuoteWithRequest, QUOTE, "tasks through the day or the week, and the instances that follow"
    ),
    "break-even": ChartKind(
        "break_even",
        ShownBreakEven,
        "POST /v1/analyses/break-even",
        "the month's cost along an axis and the points where another option becomes the cheapest",
    ),
    "commitments": ChartKind(
        "commitments",
        ShownCommitments,
        "POST /v1/analyses/commitments",
        "the month's cost against the hourly Savings Plan commitment, and the best one",
    ),
    "regions": ChartKind(
        "regions", ShownComparison, "POST /v1/comparisons", "the cheapest launch option's month in each Region"
    ),
    "price-history": ChartKind(
        "price_history",
        ShownHistory,
        "POST /v1/analyses/price-history",
        "the month by every version of the price catalog",
    ),
    "spot-range": ChartKind(
        "spot_range",
        ShownQuote,
        QUOTE,
        "what a month on Spot has cost, typical and high, next to the quote's figure",
    ),
}


def kind_of(name: str) -> ChartKind:
    """Return the chart of a name; raises NotFound with the known names."""
    if name not in KINDS:
        raise NotFound(f"unknown chart; it must be one of {', '.join(KINDS)}")
    return KINDS[name]


def of_quotes() -> tuple[str, ...]:
    """Return the names of the charts that show a quote."""
    return tuple(name for name, kind in KINDS.items() if issubclass(kind.answer, ShownQuote))
