"""--output: a file instead of standard output."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from ecsquote.errors import InputError


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
