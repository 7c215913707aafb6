"""`ecsquote prices import`: price tables of one's own become a catalog version."""

from datetime import UTC, datetime
from pathlib import Path

import click

from ecsquote.counted import counted
from ecsquote.pricing.store.opening import local_root, open_store
from ecsquote.pricing.tables import import_tables
from ecsquote.settings import load_settings


def run(folders: tuple[Path, ...], into: Path | None, version: str | None) -> None:
    """Import the tables and print the version's name."""
    settings = load_settings()
    destination = into or local_root(settings)
    manifest = import_tables(folders, destination, version=version, published_at=datetime.now(UTC))
    if into is None:
        open_store(settings).share(manifest.version)
    for part in manifest.left_out:
        click.echo(f"{part.file}: {counted(part.rows, 'row')} left out: {part.reason}", err=True)
    click.echo(manifest.version)
