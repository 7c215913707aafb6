"""`ecsquote sensitivity`: which input moves the bill most."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from rich.console import RenderableType

from ecsquote.calculator.analysis.requoting import option_words
from ecsquote.calculator.analysis.sensitivity import sensitivity
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.cli.analysis_command import asked_request, money, notes, table, write
from ecsquote.contract.analyses import Sensitivity, VariedBill
from ecsquote.counted import counted, noun


def run(percent: Decimal, **asked: Any) -> None:
    """Print the inputs, the one that moves the bill most first."""
    request, catalog = asked_request(asked)
    chosen = asked["launch_options"]
    option = LaunchOption(chosen[0]) if len(chosen) == 1 else None
    answer = sensitivity(request, catalog, option, percent)
    write(answer, Sensitivity, lambda: list(_tables(answer)), asked)


def _tables(answer: Sensitivity) -> Iterator[RenderableType]:
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
    if move.difference is None:
        return f"{move.value}: {move.unavailable_reason}"
    sign = "+" if move.difference > 0 else ""
    return f"{move.value}: {sign}{money(move.difference)}"
