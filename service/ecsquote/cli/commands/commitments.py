"""`ecsquote commitments`: which Savings Plan commitment makes the month cheapest."""

from typing import Any

import click

from ecsquote.cli.input.request_options import analysis_options
from ecsquote.cli.output.chart_file import chart_option


@click.command("commitments")
@analysis_options
@chart_option
@click.option("--curve", is_flag=True, help="With the table: cost against commitment, point by point.")
def command(curve: bool, **asked: Any) -> None:
    """Find the best Savings Plan commitment for this load; without a plan in FILE every Compute plan is tried."""
    from ecsquote.cli.commitments import run

    run(curve=curve, **asked)
