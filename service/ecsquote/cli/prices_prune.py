"""`ecsquote prices prune`: old catalog versions give their disk back."""

import click

from ecsquote.cli.input.catalogs import catalog_store
from ecsquote.pricing.store.opening import local_root
from ecsquote.pricing.store.pruning import prune_versions
from ecsquote.settings import load_settings


def run(keep: int, pinned: tuple[str, ...], dry_run: bool) -> None:
    """Remove the versions, or only name them, as asked."""
    settings = load_settings()
    store = catalog_store(settings)
    for version in pinned:
        store.manifest(version)
    gone = prune_versions(local_root(settings), store, keep=keep, pinned=pinned, dry_run=dry_run)
    for version in gone:
        click.echo(version)
    if not gone:
        click.echo("ecsquote: there is nothing to remove", err=True)
