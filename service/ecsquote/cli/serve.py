"""`ecsquote serve`: the API on this machine."""

import click

from ecsquote.api.serve import run
from ecsquote.settings import load_settings


@click.command()
@click.option("--host", help="Address to listen on; default: ECSQUOTE_HOST, else this machine alone.")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port to listen on; default: ECSQUOTE_PORT, else 8000.")
def serve(host: str | None, port: int | None) -> None:
    """Start the API and the dashboard, until interrupted."""
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    run(load_settings().model_copy(update=given))
