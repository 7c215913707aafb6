"""`ecsquote serve`: the API and the dashboard on this machine."""

import click


@click.command("serve")
@click.option("--host", help="Address to listen on; default: ECSQUOTE_HOST, else this machine alone.")
@click.option("--port", type=click.IntRange(0, 65_535), help="Port to listen on; default: ECSQUOTE_PORT, else 8000.")
def command(host: str | None, port: int | None) -> None:
    """Start the API and the dashboard, until interrupted."""
    from ecsquote.cli.serve import run

    run(host=host, port=port)
