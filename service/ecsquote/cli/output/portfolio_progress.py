"""How far a portfolio is, on one line of standard error where a person watches."""

import sys
import time
from types import TracebackType

import click

EVERY_SECONDS = 0.5


class PortfolioProgress:
    """Prints the services priced so far, at most twice a second; nothing where standard error is not a terminal."""

    def __init__(self) -> None:
        self._shown = False
        self._next = 0.0

    def __enter__(self) -> "PortfolioProgress":
        """Begin without output."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the line of the progress."""
        if self._shown:
            click.echo("\r\033[K", nl=False, err=True)

    def __call__(self, rows: int, all_rows: int | None, fleets: int) -> None:
        """Show the figures."""
        if not sys.stderr.isatty() or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY_SECONDS
        self._shown = True
        of = "" if not all_rows else f" of {all_rows:,}"
        planned = f", {fleets:,} fleets looked up" if fleets else ""
        click.echo(f"\r\033[K{rows:,}{of} rows{planned}", nl=False, err=True)
