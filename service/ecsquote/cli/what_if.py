"""`ecsquote what-if`: what ARM, another task size, ENI trunking, other instances or another Region would save."""

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType

from ecsquote.calculator.analysis.what_if import what_if
from ecsquote.cli.analysis_command import asked_request, money, named, table, write
from ecsquote.contract.analyses import WhatIf


def run(regions: tuple[str, ...], **asked: Any) -> None:
    """Print what each change would save."""
    request, catalog = asked_request(asked)
    answer = what_if(request, catalog, regions)
    write(answer, WhatIf, lambda: list(_tables(answer)), asked)


def _tables(answer: WhatIf) -> Iterator[RenderableType]:
    rows = table("If", "Monthly", "Saves", "Cheapest then", right=("Monthly", "Saves"))
    base = answer.cheapest
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
