"""`ecsquote prices versions`: which catalog versions are kept, where each comes from and how old its prices are."""

import click


@click.command("versions")
@click.option("--show", "shown", metavar="V", help="Of this version: each source and service, and how old it is.")
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True)
def command(shown: str | None, form: str) -> None:
    """List the catalog versions that quotes can be priced from, newest first."""
    from ecsquote.cli.prices_versions import run

    run(shown=shown, form=form)
