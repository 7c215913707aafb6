"""`ecsquote prices refresh`: AWS's own prices, as of now, become a new catalog version."""

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
from rich.console import Group

from ecsquote.cli.failures import INTERRUPTED, PRICES_MISSING
from ecsquote.cli.output.refresh_progress import shown_progress
from ecsquote.cli.output.refresh_table import refresh_table
from ecsquote.cli.output.terminal import show
from ecsquote.errors import RefreshStopped
from ecsquote.pricing.refresh.order import RefreshOrder, carry_out, check_order, reached_nothing
from ecsquote.pricing.refresh_choices import Accept
from ecsquote.settings import load_settings


def run(
    services: tuple[str, ...],
    regions: tuple[str, ...],
    source: str,
    accept: tuple[str, ...],
    rate_card: Path | None,
    as_json: bool,
) -> None:
    """Refresh, and print the report."""
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
