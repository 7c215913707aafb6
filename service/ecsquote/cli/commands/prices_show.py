"""`ecsquote prices show`: the rows of the price catalog, each with its source and date."""

from typing import Any

import click


@click.command("show")
@click.option("--region", help="Only this AWS Region.")
@click.option("--service", "service_code", metavar="CODE", help="Only this service code, e.g. AmazonECS.")
@click.option("--usage-type", metavar="U", help="Only this usage type, with or without the Region's prefix.")
@click.option("--catalog-version", metavar="V", help="Of this catalog version.")
@click.option("--format", "form", type=click.Choice(("table", "json", "csv")), default="table", show_default=True)
def command(**asked: Any) -> None:
    """Print price rows. JSON and CSV hold every column, the table the main ones."""
    from ecsquote.cli.prices_show import run

    run(**asked)
