"""`ecsquote prices versions`: which catalog versions are kept."""

import sys

import click
from rich import box
from rich.table import Table

from ecsquote.cli.catalogs import catalog_store
from ecsquote.cli.terminal import show
from ecsquote.settings import load_settings


@click.command()
def versions() -> None:
    """List the catalog versions that quotes can be priced from, newest first."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("Version")
    table.add_column("Published")
    table.add_column("Prices", justify="right")
    for manifest in catalog_store(load_settings()).versions():
        rows = sum(manifest.rows_by_service.values())
        table.add_row(manifest.version, manifest.published_at.isoformat(timespec="seconds"), f"{rows:,}")
    show([table], sys.stdout)
