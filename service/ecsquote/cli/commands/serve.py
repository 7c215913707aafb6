"""`ecsquote serve`: the API and the dashboard on this machine."""

from __future__ import annotations

import click


@click.command("serve")
@click.option("--host", help="Address to listen on; default: ECSQUOTE_HOST, else this machine alone.")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port to listen on; default: ECSQUOTE_PORT, else 8000.")
def command(host: str | None, port: int | None) -> None:
    """Start the API and the dashboard, until interrupted."""
    from ecsquote.settings import load_settings

    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    try:
        settings = load_settings().model_copy(update=given)
        # The API takes seconds to import: a wrong setting is reported before.
        from ecsquote.api.runtime.server import run as serve
        from ecsquote.dashboard.app import create_site

        serve(create_site(settings), settings)
    except SystemExit as stopped:  # uvicorn's 1 would read as "a budget is exceeded" here
        if stopped.code:
            raise click.ClickException("the server could not start; the log above says why") from None
