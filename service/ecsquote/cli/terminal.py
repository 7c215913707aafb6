"""Where output goes: a terminal in its own width and colours, anything else as plain text of a fixed width."""

import io
import os
from collections.abc import Iterable
from typing import TextIO

from rich.console import Console, RenderableType

PLAIN_WIDTH = 120
"""Columns where neither a terminal nor COLUMNS says how wide it is: the same on every machine."""
_WIDTH_DIGITS = 5
_HEIGHT = 25
"""Any will do for plain text; without one rich reads COLUMNS for itself, and stumbles over ²."""


def show(renderables: Iterable[RenderableType], file: TextIO) -> None:
    """Print to a file. A terminal gets colours unless NO_COLOR is set; a pipe or a file gets plain text."""
    if file.isatty():
        Console(file=file, highlight=False, emoji=False, markup=False).print(*renderables, sep="")
        return
    columns = os.environ.get("COLUMNS", "")
    # What is no width (0, ² which isdigit takes and int does not, thousands of digits) is as if it were not set.
    width = (int(columns) if columns.isdecimal() and len(columns) <= _WIDTH_DIGITS else 0) or PLAIN_WIDTH
    buffer = io.StringIO()
    plain = Console(
        file=buffer, width=width, height=_HEIGHT, color_system=None, highlight=False, emoji=False, markup=False
    )
    plain.print(*renderables, sep="")
    file.writelines(f"{line.rstrip()}\n" for line in buffer.getvalue().splitlines())


def printable(text: str) -> str:
    """A label that cannot steer the terminal."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
