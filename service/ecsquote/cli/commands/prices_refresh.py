"""`ecsquote prices refresh`: AWS's own prices, as of now, become a new catalog version."""

from pathlib import Path
from typing import Any

import click

from ecsquote.pricing.refresh_choices import BULK, QUERY, Accept


@click.command("refresh")
@click.option("--service", "services", multiple=True, metavar="CODE", help="Only this service; may be repeated.")
@click.option("--region", "regions", multiple=True, metavar="R", help="Only this Region; may be repeated.")
@click.option(
    "--source",
    type=click.Choice((BULK, QUERY)),
    default=BULK,
    show_default=True,
    help="The public price files, or the Price List Query API, which needs credentials.",
)
@click.option(
    "--accept",
    multiple=True,
    type=click.Choice([check.value for check in Accept]),
    help="Waive a check for this once; may be repeated.",
)
@click.option(
    "--rate-card",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Private rates, put before all list prices.",
)
@click.option("--json", "as_json", is_flag=True, help="The report as JSON, progress as a line of JSON for each part.")
def command(**asked: Any) -> None:
    """Bring the price catalog up to date from AWS: a new version, whole or not at all.

    What cannot be read or fails its checks keeps its old prices, and the report says so. Exit codes: 0 done;
    2 the command is wrong; 3 nothing could be reached, or the version cannot be written: the old one stays in use.
    """
    from ecsquote.cli.prices_refresh import run

    run(**asked)
