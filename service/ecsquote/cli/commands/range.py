"""`ecsquote range`: the bill at the least, the average and the greatest load."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from ecsquote.cli.input.request_options import analysis_options

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ecsquote.contract.analyses import RangeBills, RangeOption


@click.command("range")
@analysis_options
def command(**asked: Any) -> None:
    """Price the month at the least, the average and the greatest load."""
    from ecsquote.calculator.analysis.range_bills import range_bills
    from ecsquote.cli.input.analysed_request import asked_request
    from ecsquote.cli.output.analysis_output import write
    from ecsquote.cli.output.analysis_progress import quotes_shown
    from ecsquote.contract.analyses import RangeBills

    request, catalog, _ = asked_request(asked)
    with quotes_shown() as before_each:
        answer = range_bills(request, catalog, before_each=before_each)
    write(answer, RangeBills, lambda: list(_tables(answer)), asked)


def _tables(answer: RangeBills) -> Iterator[RenderableType]:
    from ecsquote.calculator.analysis.requoting import option_words
    from ecsquote.cli.output.analysis_output import money, notes, table

    figures = ("Minimum", "Average", "Maximum")
    rows = table("Launch option", *figures, right=figures)
    for each in answer.options:
        rows.add_row(
            option_words(each.average) + (" (today)" if _is_today(answer, each) else ""),
            money(each.minimum.monthly),
            money(each.average.monthly),
            money(each.maximum.monthly),
        )
    yield rows
    moving = ", ".join(answer.services)
    about = f"with a range: {moving}" if moving else "no service has a load that moves: all three are the same"
    told = [note for each in answer.options for note in (*each.notes, *_spot_month(each))]
    yield from notes(tuple(dict.fromkeys((about, *told))))


def _is_today(answer: RangeBills, option: RangeOption) -> bool:
    return answer.current is not None and option.average.key == answer.current.key


def _spot_month(option: RangeOption) -> Iterator[str]:
    from ecsquote.calculator.analysis.requoting import option_words
    from ecsquote.cli.output.analysis_output import money

    if (month := option.spot_month) is not None:
        figures = f"{money(month.mean)} at their mean, {money(month.p50)} at their median"
        yield (
            f"{option_words(option.average)}, average load: at the Spot prices of the days before {figures}, "
            f"{money(month.p95)} at their 95th percentile"
        )
