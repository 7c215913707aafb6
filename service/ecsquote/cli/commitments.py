"""`ecsquote commitments`: which Savings Plan commitment makes the month cheapest."""

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from ecsquote.calculator.analysis.commitment_curve import commitments
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.savings_plans.names import plan_words
from ecsquote.cli.analysis_command import asked_request, money, table, write
from ecsquote.contract.analyses import CommitmentCurve, Commitments
from ecsquote.units import decimal_string

_BAR = 40


def run(curve: bool, **asked: Any) -> None:
    """Print the best commitment of each option and plan."""
    request, catalog = asked_request(asked)
    answer = commitments(request, catalog)
    write(answer, Commitments, lambda: list(_tables(answer, curve=curve)), asked, chart="commitments")


def _tables(answer: Commitments, *, curve: bool) -> Iterator[RenderableType]:
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
    yield rows if rows.row_count else Text("No Savings Plan covers this workload.")
    if curve:
        for each in answer.curves:
            yield from _curve(each)
    yield from (Text(f"\nNot available: {reason}") for reason in reasons)


def _curve(each: CommitmentCurve) -> Iterator[RenderableType]:
    if not each.curve or each.best is None:
        return
    yield Text(f"\n{LaunchOption(each.launch_option).words}, {plan_words(each.savings_plan)}", style="bold")
    rows = table("Commitment/h", "Monthly", "", right=("Commitment/h", "Monthly"))
    dearest = max(point.monthly for point in each.curve)
    for point in each.curve:
        length = int(point.monthly * _BAR / dearest) if dearest else 0
        best = " best" if point == each.best else ""
        rows.add_row(f"${decimal_string(point.hourly_commitment)}", money(point.monthly), "█" * length + best)
    yield rows
