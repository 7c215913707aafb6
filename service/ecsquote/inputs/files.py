"""Input files and standard input, read as bytes and bounded in size."""

import sys
from pathlib import Path

from ecsquote.errors import InputTooLarge, UnreadableInput

STANDARD_INPUT = "-"
MAX_BYTES = 64 * 1024 * 1024
"""Larger than any request within the bounds on services and values."""


def read_bytes(name: str) -> bytes:
    """Read a file, or standard input for -; raises UnreadableInput or InputTooLarge."""
    try:
        if name == STANDARD_INPUT:
            text = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                text = file.read(MAX_BYTES + 1)
    except IsADirectoryError:
        raise UnreadableInput("is a folder; name a JSON file in it") from None
    except FileNotFoundError:
        raise UnreadableInput("this file does not exist") from None
    except OSError as error:
        raise UnreadableInput(f"cannot be read: {error.strerror}") from None
    if len(text) > MAX_BYTES:
        raise InputTooLarge(f"is larger than {MAX_BYTES:,} bytes")
    return text
