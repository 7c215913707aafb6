"""`ecsquote prices prune`: old catalog versions give their disk back."""

import click


@click.command("prune")
@click.option("--keep", type=click.IntRange(min=1), required=True, metavar="N", help="How many of the newest stay.")
@click.option("--pin", "pinned", multiple=True, metavar="V", help="This version stays too; may be repeated.")
@click.option("--dry-run", is_flag=True, help="Only name what would go.")
def command(keep: int, pinned: tuple[str, ...], dry_run: bool) -> None:
    """Remove the oldest catalog versions and print their names; the current one and the shipped one always stay.

    Quotes that are kept stay as they are, but a version that is gone cannot price them again.
    """
    from ecsquote.cli.prices_prune import run

    run(keep=keep, pinned=pinned, dry_run=dry_run)
