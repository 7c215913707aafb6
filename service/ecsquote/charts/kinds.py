"""The charts there are: what each shows, of which answer, and where it is drawn; nothing heavy is imported here."""

from collections.abc import Mapping
from dataclasses import dataclass

from ecsquote.charts.answers import Shown, ShownQuote
from ecsquote.errors import NotFound

QUOTE = "POST /v1/quotes"


@dataclass(frozen=True, slots=True)
class ChartKind:
    """One chart: the module of this room whose `draw` draws it, and the answer that it shows."""

    module: str
    answer: type[Shown]
    made_by: str
    shows: str


KINDS: Mapping[str, ChartKind] = {
    "launch-options": ChartKind(
        "launch_options", ShownQuote, QUOTE, "what a month costs on every launch option, by cost component"
    ),
}


def kind_of(name: str) -> ChartKind:
    """The chart of a name; NotFound that names those there are."""
    if name not in KINDS:
        raise NotFound(f"there is no chart of this name; there are {', '.join(KINDS)}")
    return KINDS[name]


def of_quotes() -> tuple[str, ...]:
    """The charts that show a quote."""
    return tuple(name for name, kind in KINDS.items() if kind.answer is ShownQuote)
