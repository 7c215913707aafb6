"""`ecsquote what-if`: what ARM, another task size, ENI trunking, other instances or another Region would save."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from ecsquote.calculator.analysis.parameters import MAX_REGIONS
from ecsquote.cli.input.request_options import analysis_options

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ecsquote.contract.analyses import WhatIf


@click.command("what-if")
@analysis_options
@click.option("--to-region", "regions", multiple=True, metavar="R", help="Another Region; may be repeated.")
def command(regions: tuple[str, ...], **asked: Any) -> None:
    """Price the workload with one thing changed: ARM, a task size, ENI trunking, instance families, a Region."""
    if len(regions) > MAX_REGIONS:
        raise click.UsageError(f"--to-region may be given {MAX_REGIONS} times at most")
    from ecsquote.calculator.analysis.what_if import what_if
    from ecsquote.cli.input.analysed_request import asked_request
    from ecsquote.cli.output.analysis_output import write
    from ecsquote.cli.output.analysis_progress import quotes_shown
    from ecsquote.contract.analyses import WhatIf

    request, catalog, _ = asked_request(asked)
    with quotes_shown() as before_each:
        answer = what_if(request, catalog, regions, before_each=before_each)
    write(answer, WhatIf, lambda: list(_tables(answer)), asked)


def _tables(answer: WhatIf) -> Iterator[RenderableType]:
    from ecsquote.cli.output.analysis_output import money, named, notes, table

    saves = "Saves" if answer.current is None else "Saves from today"
    rows = table("If", "Monthly", saves, "Cheapest then", right=("Monthly", saves))
    base = answer.cheapest
    if answer.current is not None:
        rows.add_row("today", money(answer.current.monthly), "", named(answer.current), style="bold")
    rows.add_row("as it is", money(base.monthly if base else None), "", named(base), style="bold")
    for change in answer.changes:
        best = change.cheapest
        rows.add_row(
            change.words,
            money(best.monthly if best else None),
            money(change.saves_monthly),
            change.unavailable_reason or named(best),
        )
    yield rows
    yield from notes(answer.notes)
