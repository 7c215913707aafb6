"""`ecsquote budget check`: whether workloads keep to their budgets; the exit code is the gate."""

from typing import Any

import click

from ecsquote.cli.input.request_options import budgets_option, output_option, region_option, tasks_option


@click.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@budgets_option
@click.option(
    "--base", "bases", multiple=True, metavar="FILE", help="What a FILE was before, or the id of a kept quote."
)
@click.option("--base-ref", metavar="REV", help="Each FILE as it was at this git revision.")
@click.option("--base-catalog", metavar="V", help="The base priced from this catalog version.")
@region_option
@tasks_option
@click.option("--catalog-version", metavar="V", help="Price from this catalog version.")
@click.option("--format", "form", type=click.Choice(("table", "json", "markdown")), default="table", show_default=True)
@output_option
def command(**asked: Any) -> None:
    """Check whether the workload in each FILE keeps to the budgets.

    Exit codes: 0 within, or a warning; 1 a budget is exceeded; 2 the input or the command is wrong; 3 no budget is
    known to be exceeded, but a workload or its base cannot be priced.
    """
    from ecsquote.cli.budget_check import run

    run(**asked)
