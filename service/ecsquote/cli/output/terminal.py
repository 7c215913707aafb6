"""Where output goes: a terminal in its own width and colours, anything else as plain text of a fixed width."""

import io
import os
from collections.abc import Iterable
from typing import TextIO

from rich.console import Console, RenderableType

PLAIN_WIDTH = 120
"""Columns where neither a terminal nor COLUMNS says how wide it is: the same on every machine."""
_SIZES = ("COLUMNS", "LINES")
_DIGITS = 5


def show(renderables: Iterable[RenderableType], file: TextIO) -> None:
    """Print to a file. A terminal gets colours unless NO_COLOR is set; a pipe or a file gets plain text."""
    if file.isatty():
        terminal(file).print(*renderables, sep="")
        return
    width = int(_environment().get("COLUMNS", PLAIN_WIDTH))
    buffer = io.StringIO()
    plain = Console(
        file=buffer, width=width, color_system=None, highlight=False, emoji=False, markup=False, _environ={}
    )
    plain.print(*renderables, sep="")
    file.writelines(f"{line.rstrip()}\n" for line in buffer.getvalue().splitlines())


def terminal(file: TextIO) -> Console:
    """A console on a terminal, as wide as it says."""
    return Console(file=file, highlight=False, emoji=False, markup=False, _environ=_environment())


def _environment() -> dict[str, str]:
    """What the environment says, but for sizes that are none.

    rich stumbles over ², which isdigit takes and int does not, over thousands of digits and over a width of 0.
    """
    return {name: value for name, value in os.environ.items() if name not in _SIZES or _is_size(value)}


def _is_size(text: str) -> bool:
    return text.isdecimal() and len(text) <= _DIGITS and int(text) > 0


def printable(text: str) -> str:
    """A label that cannot steer the terminal."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
