"""`ecsquote range`: the bill at the least, the average and the greatest load."""

from typing import Any

import click

from ecsquote.cli.input.request_options import analysis_options


@click.command("range")
@analysis_options
def command(**asked: Any) -> None:
    """Price the month at the least, the average and the greatest load."""
    from ecsquote.cli.range import run

    run(**asked)
