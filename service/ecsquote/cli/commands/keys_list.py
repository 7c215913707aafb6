"""`ecsquote keys list`: every key that was made, without its secret."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

import click


@click.command("list")
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True)
def command(form: str) -> None:
    """List all keys, oldest first, with those that have expired or were revoked."""
    from ecsquote.cli.input.access_keys import open_keys
    from ecsquote.cli.output.analysis_output import table
    from ecsquote.cli.output.terminal import show
    from ecsquote.settings import load_settings

    with open_keys(load_settings()) as keys:
        found = keys.all()
    now = datetime.now(UTC)
    if form == "json":
        shown = ("id", "name", "scope", "created_at", "expires_at", "revoked_at")
        documents = [{name: getattr(key, name) for name in shown} | {"active": key.active(now)} for key in found]
        json.dump(documents, sys.stdout, indent=1)
        sys.stdout.write("\n")
        return
    rows = table("Name", "Scope", "Id", "Created", "Expires", "")
    for key in found:
        state = "revoked" if key.revoked_at else "" if key.active(now) else "expired"
        rows.add_row(key.name, key.scope, key.id, key.created_at, key.expires_at or "never", state)
    show([rows], sys.stdout)
