"""`ecsquote mcp`: quotes as tools for agents, over the Model Context Protocol."""

from __future__ import annotations

from pathlib import Path

import click

EXTRA_MISSING = 'the command mcp needs the extra "mcp": pip install "ecsquote[mcp]"'
DEFAULT_PORT = 8001


@click.command("mcp")
@click.option("--http", is_flag=True, help="Serve HTTP at http://127.0.0.1:PORT/mcp instead of standard input.")
@click.option("--port", type=click.IntRange(1, 65_535), help=f"Port of --http; default {DEFAULT_PORT}.")
@click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Let tools read the files of this folder; without it no path is taken.",
)
def command(http: bool, port: int | None, root: Path | None) -> None:
    """Serve quotes as tools for agents, on standard input and output, until the input ends.

    Every tool only reads: nothing is kept, and no file is written.
    """
    if port is not None and not http:
        raise click.UsageError("--port goes with --http")
    from ecsquote.errors import ExtraMissing
    from ecsquote.settings import load_settings

    settings = load_settings()
    try:
        from ecsquote.agents.server import agent_server, serve_http
    except ModuleNotFoundError as missing:
        if (missing.name or "").split(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise ExtraMissing(EXTRA_MISSING) from None
    server = agent_server(settings, root)
    if http:
        serve_http(server, port or DEFAULT_PORT)
    else:
        server.run("stdio")
