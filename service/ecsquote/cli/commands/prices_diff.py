"""`ecsquote prices diff`: what is different between two catalog versions."""

from typing import Any

import click


@click.command("diff")
@click.argument("before")
@click.argument("after")
@click.option("--region", "regions", multiple=True, metavar="R", help="Only this AWS Region; may be repeated.")
@click.option("--service", "service_code", metavar="CODE", help="Only this service code, e.g. AmazonECS.")
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True)
def command(**asked: Any) -> None:
    """Compare the prices of two catalog versions: what rose, what fell, what came and went, biggest change first."""
    from ecsquote.cli.prices_diff import run

    run(**asked)
