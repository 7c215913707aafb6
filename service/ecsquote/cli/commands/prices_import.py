"""`ecsquote prices import`: import your own price tables as a catalog version."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from ecsquote.counted import counted


@click.command("import")
@click.argument(
    "folders", metavar="DIR...", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--into", metavar="FOLDER", type=click.Path(path_type=Path), help="Keep the version in this folder.")
@click.option("--version", metavar="V", help="Name of the new version; default: the time.")
def command(folders: tuple[Path, ...], into: Path | None, version: str | None) -> None:
    """Import the price tables in each DIR as one new catalog version, all or nothing.

    A row that cannot be read is named by its file and line, and then nothing is written.
    pricing_data/README.md describes the tables.
    """
    from ecsquote.pricing.store.opening import local_root, open_store
    from ecsquote.pricing.tables import import_tables
    from ecsquote.settings import load_settings

    settings = load_settings()
    destination = into or local_root(settings)
    manifest = import_tables(folders, destination, version=version, published_at=datetime.now(UTC))
    if into is None:
        open_store(settings).share(manifest.version)
    for part in manifest.left_out:
        click.echo(f"{part.file}: {counted(part.rows, 'row')} left out: {part.reason}", err=True)
    click.echo(manifest.version)
