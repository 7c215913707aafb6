"""`ecsquote what-if`: what ARM, another task size, ENI trunking, other instances or another Region would save."""

from typing import Any

import click

from ecsquote.calculator.analysis.asked import MAX_REGIONS
from ecsquote.cli.input.request_options import analysis_options


@click.command("what-if")
@analysis_options
@click.option("--to-region", "regions", multiple=True, metavar="R", help="Another Region; may be repeated.")
def command(regions: tuple[str, ...], **asked: Any) -> None:
    """Price the workload with one thing changed: ARM, a task size, ENI trunking, instance families, a Region."""
    if len(regions) > MAX_REGIONS:
        raise click.UsageError(f"--to-region may be given {MAX_REGIONS} times at most")
    from ecsquote.cli.what_if import run

    run(regions=regions, **asked)
