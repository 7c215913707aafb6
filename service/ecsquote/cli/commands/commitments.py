"""`ecsquote commitments`: which Savings Plan commitment makes the month cheapest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from ecsquote.cli.input.request_options import analysis_options
from ecsquote.cli.output.chart_file import chart_option

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ecsquote.contract.analyses import CommitmentCurve, Commitments

_BAR = 40


@click.command("commitments")
@analysis_options
@chart_option
@click.option("--curve", is_flag=True, help="With the table: cost against commitment, point by point.")
def command(curve: bool, **asked: Any) -> None:
    """Find the best Savings Plan commitment for this load; without a plan in FILE every Compute plan is tried."""
    from ecsquote.calculator.analysis.commitment_curve import commitments
    from ecsquote.cli.input.analysed_request import asked_request
    from ecsquote.cli.output.analysis_output import write
    from ecsquote.contract.analyses import Commitments

    request, catalog, _ = asked_request(asked)
    answer = commitments(request, catalog)
    write(answer, Commitments, lambda: list(_tables(answer, curve=curve)), asked, chart="commitments")


def _tables(answer: Commitments, *, curve: bool) -> Iterator[RenderableType]:
    from rich.text import Text

    from ecsquote.calculator.launch_options import LaunchOption
    from ecsquote.calculator.savings_plans.names import plan_words
    from ecsquote.cli.output.analysis_output import money, table
    from ecsquote.units import decimal_string

    figures = ("Commitment/h", "Monthly", "Without", "Steady part")
    rows = table("Launch option", "Savings Plan", *figures, right=figures)
    reasons: dict[str, None] = {}
    for each in answer.curves:
        if each.best is None or each.steady is None:
            reasons[each.unavailable_reason or ""] = None
            continue
        rows.add_row(
            LaunchOption(each.launch_option).words,
            plan_words(each.savings_plan),
            f"${decimal_string(each.best.hourly_commitment)}",
            money(each.best.monthly),
            money(each.without_plan),
            money(each.steady.monthly),
        )
    yield rows if rows.row_count else Text(_nothing(answer))
    if curve:
        for each in answer.curves:
            yield from _curve(each)
    yield from (Text(f"\nNot available: {reason}") for reason in reasons)
    ways = dict.fromkeys(way for each in answer.curves for way in each.derived)
    if ways:
        yield Text("\n  - ".join(["\nRates that are derived, not published:", *ways]))


def _nothing(answer: Commitments) -> str:
    """Why the table is empty; the reasons of each launch option follow."""
    if answer.curves:
        return "No commitment can be priced."
    return "No Savings Plan covers the launch options of this request."


def _curve(each: CommitmentCurve) -> Iterator[RenderableType]:
    from rich.text import Text

    from ecsquote.calculator.launch_options import LaunchOption
    from ecsquote.calculator.savings_plans.names import plan_words
    from ecsquote.cli.output.analysis_output import money, table
    from ecsquote.units import decimal_string

    if not each.curve or each.best is None:
        return
    yield Text(f"\n{LaunchOption(each.launch_option).words}, {plan_words(each.savings_plan)}", style="bold")
    rows = table("Commitment/h", "Monthly", "", right=("Commitment/h", "Monthly"))
    highest = max(point.monthly for point in each.curve)
    for point in each.curve:
        length = int(point.monthly * _BAR / highest) if highest else 0
        best = " best" if point == each.best else ""
        rows.add_row(f"${decimal_string(point.hourly_commitment)}", money(point.monthly), "█" * length + best)
    yield rows
