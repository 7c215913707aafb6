"""`ecsquote break-even`: where the cheapest launch option changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from ecsquote.calculator.analysis.parameters import MAX_TASKS
from ecsquote.cli.input.request_options import analysis_options
from ecsquote.cli.output.chart_file import chart_option
from ecsquote.contract.axis import Axis
from ecsquote.counted import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ecsquote.contract.analyses import BreakEven

_HEADINGS = {
    Axis.TASKS: "Tasks",
    Axis.HOURS_PER_WEEK: "Hours a week",
    Axis.CAPACITY_PERCENT: "Capacity used, %",
}


@click.command("break-even")
@analysis_options
@chart_option
@click.option(
    "--axis",
    type=click.Choice([axis.value for axis in Axis]),
    default=Axis.TASKS.value,
    show_default=True,
    help="What is varied.",
)
@click.option("--service", metavar="NAME", help="The service that is varied; default: the first.")
@click.option("--up-to", type=click.IntRange(2, MAX_TASKS), metavar="N", help="Most tasks; default 100.")
def command(axis: str, service: str | None, up_to: int | None, **asked: Any) -> None:
    """Find at how many tasks, hours a week or which share of use the cheapest launch option changes."""
    from ecsquote.calculator.analysis.break_even import break_even
    from ecsquote.cli.input.analysed_request import asked_request
    from ecsquote.cli.output.analysis_output import write
    from ecsquote.cli.output.analysis_progress import quotes_shown
    from ecsquote.contract.analyses import BreakEven

    request, catalog, _ = asked_request(asked)
    with quotes_shown() as before_each:
        answer = break_even(request, catalog, Axis(axis), service, up_to, before_each=before_each)
    write(answer, BreakEven, lambda: list(_tables(answer)), asked, chart="break-even")


def _overtaken(answer: BreakEven) -> tuple[str, ...]:
    """As in: today, Fargate, X86_64, costs more than EC2 On-Demand, X86_64 at 12 to 100."""
    from ecsquote.calculator.analysis.requoting import option_words
    from ecsquote.cli.output.value_ranges import range_words

    if answer.current is None:
        return ()
    where: dict[str, list[tuple[int, int]]] = {}
    for each in answer.overtaken:
        where.setdefault(option_words(each.option), []).append((each.first, each.last))
    today = option_words(answer.current)
    lines = [f"today's {today} costs more than {other} at {range_words(ranges)}" for other, ranges in where.items()]
    return tuple(lines) or (f"today's {today} is nowhere overtaken",)


def _tables(answer: BreakEven) -> Iterator[RenderableType]:
    from ecsquote.calculator.analysis.requoting import option_words
    from ecsquote.cli.output.analysis_output import money, named, notes, table
    from ecsquote.cli.output.value_ranges import one_range, shown_together

    heading = _HEADINGS[answer.axis]
    rows = table(heading, "Cheapest", "Monthly at the first", "Second", right=(heading, "Monthly at the first"))
    for stretches in shown_together(answer.stretches):
        first, *others = stretches
        second = next((each for each in first.options[1:] if each.monthly is not None), None)
        rows.add_row(
            one_range(first.first, stretches[-1].last),
            " or ".join(dict.fromkeys(named(each.cheapest) for each in stretches)) + (", by turns" if others else ""),
            money(first.cheapest.monthly if first.cheapest else None),
            f"{option_words(second)}, {money(second.monthly)}" if second and not others else "",
        )
    yield rows
    if answer.current is not None:
        yield from notes(_overtaken(answer))
    missing = () if answer.complete else ("not every change was found: the bound on quotes was reached",)
    yield from notes((*answer.notes, counted(answer.quotes, "quote"), *missing))
