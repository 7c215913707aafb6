"""`ecsquote prices prune`: remove old catalog versions."""

from __future__ import annotations

import click


@click.command("prune")
@click.option("--keep", type=click.IntRange(min=1), required=True, metavar="N", help="How many of the newest stay.")
@click.option("--pin", "pinned", multiple=True, metavar="V", help="This version stays too; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Only name what would go.")
def command(keep: int, pinned: tuple[str, ...], dry_run: bool) -> None:
    """Remove the oldest catalog versions and print their names; the current one and the shipped one always stay.

    Quotes that are kept stay as they are, but a version that is gone cannot price them again.
    """
    from ecsquote.cli.input.catalogs import catalog_store
    from ecsquote.pricing.store.opening import local_root
    from ecsquote.pricing.store.pruning import prune_versions
    from ecsquote.settings import load_settings

    settings = load_settings()
    store = catalog_store(settings)
    for version in pinned:
        store.manifest(version)
    gone = prune_versions(local_root(settings), store, keep=keep, pinned=pinned, dry_run=dry_run)
    for version in gone:
        click.echo(version)
    if not gone:
        click.echo("ecsquote: there is nothing to remove", err=True)
