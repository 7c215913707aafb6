"""`ecsquote sensitivity`: which input moves the bill most."""

from decimal import Decimal, InvalidOperation
from typing import Any

import click

from ecsquote.calculator.analysis.asked import DEFAULT_PERCENT
from ecsquote.cli.input.request_options import analysis_options

_LARGEST = Decimal(100)


@click.command("sensitivity")
@analysis_options
@click.option("--percent", metavar="P", default=str(DEFAULT_PERCENT), show_default=True, help="How far, both ways.")
def command(percent: str, **asked: Any) -> None:
    """Move every input a little, down and up, and rank them by what that does to the cheapest launch option."""
    share = _percent(percent)
    from ecsquote.cli.sensitivity import run

    run(percent=share, **asked)


def _percent(text: str) -> Decimal:
    try:
        percent = Decimal(text)
    except InvalidOperation:
        percent = Decimal(0)
    if not percent.is_finite() or not 0 < percent <= _LARGEST:
        raise click.UsageError("--percent must be a number above 0, at most 100")
    return percent
