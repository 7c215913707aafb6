"""`ecsquote quote`: prices requests or bare task definitions and prints the comparison."""

from pathlib import Path
from typing import Any

import click

from ecsquote.cli.input.request_options import launch_options_option, output_option, region_option, tasks_option
from ecsquote.cli.output.chart_file import chart_option
from ecsquote.cli.output.formats import FOR_PEOPLE, FORMATS, WORKBOOK


@click.command("quote")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@region_option
@tasks_option
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--explain", is_flag=True, help="With the table: every line with its price and where that comes from.")
@launch_options_option
@click.option("--advice", is_flag=True, help="Also try changes, each by a quote of its own, and list those that save.")
@click.option("--catalog-version", metavar="V", help="Price from this catalog version.")
@click.option("--calculator-cents", is_flag=True, help="Round as the AWS Pricing Calculator: each line, then added.")
@chart_option
@output_option
def command(files: tuple[str, ...], form: str, chart: Path | None, path: Path | None, **asked: Any) -> None:
    """Price each FILE on every launch option and compare.

    A FILE holds a quote request or a bare ECS task definition as AWS prints it; - reads standard input.
    """
    if asked["explain"] and form != "table":
        raise click.UsageError("--explain goes with --format table; the other formats hold every line already")
    if asked["calculator_cents"] and form not in FOR_PEOPLE:
        raise click.UsageError("--calculator-cents goes with --format table or markdown; the other formats are exact")
    if form == WORKBOOK and path is None:
        raise click.UsageError("--format xlsx goes with --output FILE: a workbook is not for a terminal")
    if chart is not None and len(set(files)) > 1:
        raise click.UsageError("--chart draws one quote: give one FILE")
    from ecsquote.cli.quote import run

    run(files=files, form=form, chart=chart, path=path, **asked)
