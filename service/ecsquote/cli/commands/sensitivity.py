"""`ecsquote sensitivity`: which input moves the bill most."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import click

from ecsquote.calculator.analysis.parameters import DEFAULT_PERCENT
from ecsquote.cli.input.request_options import analysis_options
from ecsquote.counted import counted, noun

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ecsquote.contract.analyses import Sensitivity, VariedBill

_LARGEST = Decimal(100)


@click.command("sensitivity")
@analysis_options
@click.option("--percent", metavar="P", default=str(DEFAULT_PERCENT), show_default=True, help="How far, both ways.")
def command(percent: str, **asked: Any) -> None:
    """Move every input a little, down and up, and rank them by what that does to the cheapest launch option."""
    share = _percent(percent)
    from ecsquote.calculator.analysis.sensitivity import sensitivity
    from ecsquote.calculator.launch_options import LaunchOption
    from ecsquote.cli.input.analysed_request import asked_request
    from ecsquote.cli.output.analysis_output import write
    from ecsquote.cli.output.analysis_progress import quotes_shown
    from ecsquote.contract.analyses import Sensitivity

    request, catalog, _ = asked_request(asked)
    chosen = asked["launch_options"]
    option = LaunchOption(chosen[0]) if len(chosen) == 1 else None
    with quotes_shown() as before_each:
        answer = sensitivity(request, catalog, option, share, before_each=before_each)
    write(answer, Sensitivity, lambda: list(_tables(answer)), asked)


def _percent(text: str) -> Decimal:
    try:
        percent = Decimal(text)
    except InvalidOperation:
        percent = Decimal(0)
    if not percent.is_finite() or not 0 < percent <= _LARGEST:
        raise click.UsageError("--percent must be a number above 0, at most 100")
    return percent


def _tables(answer: Sensitivity) -> Iterator[RenderableType]:
    from ecsquote.calculator.analysis.requoting import option_words
    from ecsquote.cli.output.analysis_output import money, notes, table

    rows = table("Input", "Now", "Lower", "Higher", "Per 1 %", right=("Now", "Lower", "Higher", "Per 1 %"))
    for each in answer.inputs:
        rows.add_row(each.input, each.value, _move(each.lower), _move(each.higher), money(each.monthly_per_percent))
    yield rows
    beyond = (
        (f"{counted(answer.left_out, 'more input')} {noun(answer.left_out, 'was', 'were')} not tried",)
        if answer.left_out
        else ()
    )
    yield from notes(
        (
            f"{option_words(answer.option)}: {money(answer.option.monthly)} a month; {counted(answer.quotes, 'quote')}",
            *beyond,
        )
    )


def _move(move: VariedBill) -> str:
    """As in 66: +$6.21, or why the option has no price then."""
    from ecsquote.cli.output.analysis_output import money

    if move.difference is None:
        return f"{move.value}: {move.unavailable_reason}"
    sign = "+" if move.difference > 0 else ""
    return f"{move.value}: {sign}{money(move.difference)}"
