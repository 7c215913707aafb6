"""`ecsquote serve`: the API and the dashboard on this machine."""

import click

from ecsquote.settings import load_settings


def run(host: str | None, port: int | None) -> None:
    """Serve until interrupted; a wrong setting is told before the API is imported, which takes seconds."""
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    try:
        settings = load_settings().model_copy(update=given)
        from ecsquote.api.runtime.server import run as serve
        from ecsquote.dashboard.app import create_site

        serve(create_site(settings), settings)
    except SystemExit as stopped:  # uvicorn's 1 would read as "a budget is exceeded" here
        if stopped.code:
            raise click.ClickException("the server could not start; the log above says why") from None
