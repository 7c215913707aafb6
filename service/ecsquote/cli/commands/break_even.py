"""`ecsquote break-even`: where the cheapest launch option changes."""

from typing import Any

import click

from ecsquote.calculator.analysis.asked import MAX_TASKS
from ecsquote.cli.input.request_options import analysis_options
from ecsquote.cli.output.chart_file import chart_option
from ecsquote.contract.axis import Axis


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
    from ecsquote.cli.break_even import run

    run(axis=axis, service=service, up_to=up_to, **asked)
