"""`ecsquote serve`: the API and the dashboard on this machine, or on a network with keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ecsquote.settings import Settings

CLOSED = (
    "has no keys and would be open to everyone who reaches {host}: make one with `ecsquote keys create --name NAME "
    "--scope admin`, or set ECSQUOTE_ADMIN_KEY_HASH or ECSQUOTE_OIDC_ISSUER, or give --insecure-open"
)


@click.command("serve")
@click.option("--host", help="Address to listen on; default: ECSQUOTE_HOST, else this machine alone.")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port to listen on; default: ECSQUOTE_PORT, else 8000.")
@click.option(
    "--insecure-open",
    is_flag=True,
    help="Let other machines in without a key as long as there are no keys; once there is one, it is needed.",
)
def command(host: str | None, port: int | None, insecure_open: bool) -> None:
    """Start the API and the dashboard, until interrupted.

    Without keys the server listens on this machine alone; `ecsquote keys create` makes keys.
    """
    from ecsquote.settings import load_settings

    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    try:
        settings = load_settings().model_copy(update=given)
        # The API takes seconds to import: a wrong setting is reported before.
        settings.make_data_dir()
        _check_open_doors(settings, insecure_open=insecure_open)
        from ecsquote.api.runtime.server import run as serve
        from ecsquote.dashboard.app import create_site

        serve(create_site(settings, insecure_open=insecure_open), settings)
    except SystemExit as stopped:  # uvicorn's 1 would read as "a budget is exceeded" here
        if stopped.code:
            raise click.ClickException("the server could not start; the log above says why") from None


def _check_open_doors(settings: Settings, *, insecure_open: bool) -> None:
    """Open the database, and refuse a server that other machines could use without a key."""
    from ecsquote.api.runtime.host_names import is_loopback
    from ecsquote.cli.input.access_keys import open_keys
    from ecsquote.errors import InputError

    closed = settings.admin_key_hash is not None or settings.oidc_issuer is not None
    with open_keys(settings) as keys:
        if insecure_open or is_loopback(settings.host) or closed or keys.all():
            return
    raise InputError(f"the server {CLOSED.format(host=settings.host)}")
