"""`ecsquote break-even`: where the cheapest launch option changes."""

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType

from ecsquote.calculator.analysis.break_even import break_even
from ecsquote.calculator.analysis.requoting import option_words
from ecsquote.cli.analysis_command import asked_request, money, named, notes, table, write
from ecsquote.contract.analyses import BreakEven
from ecsquote.contract.axis import Axis
from ecsquote.counted import counted

_HEADINGS = {
    Axis.TASKS: "Tasks",
    Axis.HOURS_PER_WEEK: "Hours a week",
    Axis.CAPACITY_PERCENT: "Capacity used, %",
}


def run(axis: str, service: str | None, up_to: int | None, **asked: Any) -> None:
    """Print where the cheapest launch option changes."""
    request, catalog = asked_request(asked)
    answer = break_even(request, catalog, Axis(axis), service, up_to)
    write(answer, BreakEven, lambda: list(_tables(answer)), asked, chart="break-even")


def _tables(answer: BreakEven) -> Iterator[RenderableType]:
    heading = _HEADINGS[answer.axis]
    rows = table(heading, "Cheapest", "Monthly at the first", "Second", right=(heading, "Monthly at the first"))
    for stretch in answer.stretches:
        best = stretch.cheapest
        second = next((each for each in stretch.options[1:] if each.monthly is not None), None)
        rows.add_row(
            str(stretch.first) if stretch.first == stretch.last else f"{stretch.first} to {stretch.last}",
            named(best),
            money(best.monthly if best else None),
            f"{option_words(second)}, {money(second.monthly)}" if second else "",
        )
    yield rows
    missing = () if answer.complete else ("not every change was found: the bound on quotes was reached",)
    yield from notes((*answer.notes, counted(answer.quotes, "quote"), *missing))
