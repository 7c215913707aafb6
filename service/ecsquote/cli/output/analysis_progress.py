"""The number of quotes that an analysis has made so far, on a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

from ecsquote.counted import counted


@contextmanager
def quotes_shown() -> Iterator[Callable[[], None]]:
    """Yield what an analysis calls before each quote; without a terminal on standard error it shows nothing."""
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        yield lambda: None
        return
    made = 0
    with console.status("Pricing") as status:

        def before_each() -> None:
            nonlocal made
            made += 1
            status.update(f"Pricing, {counted(made, 'quote')}")

        yield before_each
