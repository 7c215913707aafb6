"""`ecsquote range`: the bill at the least, the average and the greatest load."""

from collections.abc import Iterator
from typing import Any

import click
from rich.console import RenderableType

from ecsquote.calculator.analysis.range_bills import RangeBills, range_bills
from ecsquote.cli.analysis_command import analysis_options, asked_request, money, notes, table, write


@click.command("range")
@analysis_options
def command(**asked: Any) -> None:
    """Price the month at the least, the average and the greatest load."""
    request, catalog = asked_request(asked)
    answer = range_bills(request, catalog)
    write(answer, RangeBills, lambda: list(_tables(answer)), asked)


def _tables(answer: RangeBills) -> Iterator[RenderableType]:
    figures = ("Minimum", "Average", "Maximum")
    rows = table("Launch option", *figures, right=figures)
    for each in answer.options:
        rows.add_row(
            each.average.words, money(each.minimum.monthly), money(each.average.monthly), money(each.maximum.monthly)
        )
    yield rows
    moving = ", ".join(answer.services)
    about = f"with a range: {moving}" if moving else "no service has a load that moves: all three are the same"
    yield from notes(tuple(dict.fromkeys((about, *(note for each in answer.options for note in each.notes)))))
