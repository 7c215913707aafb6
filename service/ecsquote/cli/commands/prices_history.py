"""`ecsquote prices history`: what one workload costs under every catalog version that is kept."""

from typing import Any

import click

from ecsquote.cli.input.request_options import launch_options_option, output_option, region_option, tasks_option
from ecsquote.cli.output.chart_file import chart_option


@click.command("history")
@click.argument("file")
@region_option
@tasks_option
@launch_options_option
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True)
@chart_option
@output_option
def command(**asked: Any) -> None:
    """Price FILE under every catalog version that is kept, oldest first: each option's month, version by version."""
    from ecsquote.cli.prices_history import run

    run(**asked)
