"""`ecsquote keys create`: a new key for callers of a server, shown once."""

from __future__ import annotations

import click


@click.command("create")
@click.option("--name", required=True, help="Who or what uses the key; no two keys have had the same name.")
@click.option(
    "--scope",
    required=True,
    type=click.Choice(("read", "quote", "admin")),
    help="read: whatever keeps nothing; quote: also make, list and delete its own quotes; admin: everything.",
)
@click.option("--expires", metavar="TIME", help="When it ends, from now: a number and s, m, h or d, such as 90d.")
def command(name: str, scope: str, expires: str | None) -> None:
    """Make a key and print it alone on standard output; it is not kept and cannot be shown again."""
    from ecsquote.cli.input.access_keys import open_keys
    from ecsquote.quotes.access_keys import Scope, read_lifetime
    from ecsquote.settings import load_settings

    lifetime = None if expires is None else read_lifetime(expires)
    with open_keys(load_settings()) as keys:
        first = not keys.all()
        key = keys.create(name, Scope(scope), lifetime)
    click.echo(key)
    if first:
        click.echo("ecsquote: this is the first key: from now on every request to a server needs one", err=True)
