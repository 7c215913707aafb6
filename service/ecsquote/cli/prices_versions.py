"""`ecsquote prices versions`: which catalog versions are kept."""

import click

from ecsquote.cli.catalogs import catalog_store
from ecsquote.settings import load_settings


@click.command()
def versions() -> None:
    """List the catalog versions that quotes can be priced from, newest first."""
    for version in catalog_store(load_settings()).versions():
        click.echo(version)
