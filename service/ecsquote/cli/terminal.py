"""Where output goes: a console as wide as the terminal, or a fixed width and plain text when piped or written."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from rich.console import Console

from ecsquote.errors import InputError

PLAIN_WIDTH = 120
"""Columns where no terminal says how wide it is, the same on every machine."""


def console(file: TextIO) -> Console:
    """A console on a file. NO_COLOR and COLUMNS are honoured; anything but a terminal gets no colour."""
    if file.isatty():
        return Console(file=file, highlight=False, emoji=False, markup=False)
    return plain_console(file)


def plain_console(file: TextIO, width: int | None = None) -> Console:
    """A console without colour, for files, pipes and golden bills."""
    wide = Console(file=file).width if width is None and _columns_given() else width or PLAIN_WIDTH
    return Console(
        file=file, width=wide, force_terminal=False, color_system=None, highlight=False, emoji=False, markup=False
    )


def _columns_given() -> bool:
    return os.environ.get("COLUMNS", "").isdigit()


@contextmanager
def output(path: Path | None) -> Iterator[TextIO]:
    """Standard output, or the file that --output names; InputError if it cannot be written."""
    if path is None:
        yield sys.stdout
        return
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from None
