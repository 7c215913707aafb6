"""`ecsquote prices refresh`: read the current AWS prices into a new catalog version."""

from __future__ import annotations

import json
import logging
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from ecsquote.cli.failures import INTERRUPTED, PRICES_MISSING
from ecsquote.errors import RefreshStopped
from ecsquote.pricing.refresh_choices import BULK, QUERY, Accept


@click.command("refresh")
@click.option("--service", "services", multiple=True, metavar="CODE", help="Only this service; may be repeated.")
@click.option("--region", "regions", multiple=True, metavar="R", help="Only this Region; may be repeated.")
@click.option(
    "--source",
    type=click.Choice((BULK, QUERY)),
    default=BULK,
    show_default=True,
    help="The public price files, or the Price List Query API, which needs credentials.",
)
@click.option(
    "--accept",
    multiple=True,
    type=click.Choice([check.value for check in Accept]),
    help="Waive a check for this once; may be repeated.",
)
@click.option(
    "--rate-card",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Private rates, put before all list prices.",
)
@click.option("--json", "as_json", is_flag=True, help="The report as JSON, progress as a line of JSON for each part.")
def command(
    services: tuple[str, ...],
    regions: tuple[str, ...],
    source: str,
    accept: tuple[str, ...],
    rate_card: Path | None,
    as_json: bool,
) -> None:
    """Bring the price catalog up to date from AWS: a new version, whole or not at all.

    What cannot be read or fails its checks keeps its old prices, and the report says so. Exit codes: 0 done;
    2 the command is wrong; 3 nothing could be reached, or the version cannot be written: the old one stays in use.
    """
    from rich.console import Group

    from ecsquote.cli.output.refresh_progress import shown_progress
    from ecsquote.cli.output.refresh_table import refresh_table
    from ecsquote.cli.output.terminal import show
    from ecsquote.pricing.refresh.order import RefreshOrder, carry_out, check_order, reached_nothing
    from ecsquote.settings import load_settings

    logging.getLogger("ecsquote").addHandler(logging.NullHandler())  # the report says it all
    settings = load_settings()
    order = RefreshOrder(
        tuple(dict.fromkeys(services)), tuple(dict.fromkeys(regions)), source, frozenset(map(Accept, accept)), rate_card
    )
    check_order(order, settings)
    try:
        with _interrupted_by_key() as stop, shown_progress(sys.stderr, as_json=as_json) as progress:
            report = carry_out(order, settings, progress=progress, stop=stop)
    except RefreshStopped as stopped:
        click.echo(f"ecsquote: {stopped}", err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None
    if as_json:
        json.dump(report.to_json(), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        show([Group(*refresh_table(report))], sys.stdout)
    if reached_nothing(report):
        click.echo(f"ecsquote: no prices could be read; the catalog {report.base} stays in use", err=True)
        raise click.exceptions.Exit(PRICES_MISSING)


@contextmanager
def _interrupted_by_key() -> Iterator[threading.Event]:
    """An event that the first Ctrl-C sets, so that what is half done is cleared away; the second is the usual one."""
    stop = threading.Event()

    def handle(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
