"""`ecsquote budget gate`: the check as a job of a pull request: against its base, with a comment, and an exit code."""

from pathlib import Path
from typing import Any

import click

from ecsquote.cli.input.request_options import budgets_option


@click.command("gate")
@click.argument("patterns", nargs=-1, required=True, metavar="PATTERN...")
@budgets_option
@click.option("--base-ref", metavar="REV", help="Compare with this revision; default: where the pull request starts.")
@click.option("--region", help="AWS Region of bare task definitions.")
@click.option("--comment/--no-comment", default=True, show_default=True, help="Comment on the pull request.")
@click.option("--key", default="default", show_default=True, help="Tells the comments of several gates apart.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Also write the comment to this file.")
def command(**asked: Any) -> None:
    """Check the workloads that match each PATTERN, as they are and as they were where the pull request starts.

    A PATTERN is git's: 'workloads/*.json', 'services/**/ecs.json'. Run it in a checkout with its history. Exit codes
    as for `ecsquote budget check`; a comment that cannot be made changes nothing about them.
    """
    from ecsquote.cli.budget_gate import run

    run(**asked)
