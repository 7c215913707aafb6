"""`ecsquote keys revoke`: end a key at once."""

from __future__ import annotations

import click


@click.command("revoke")
@click.argument("name_or_id", metavar="NAME|ID")
def command(name_or_id: str) -> None:
    """Revoke a key permanently; running servers refuse it within 10 seconds."""
    from ecsquote.cli.input.access_keys import open_keys
    from ecsquote.settings import load_settings

    with open_keys(load_settings()) as keys:
        key = keys.revoke(name_or_id)
    click.echo(f"ecsquote: revoked {key.name} ({key.id})", err=True)
