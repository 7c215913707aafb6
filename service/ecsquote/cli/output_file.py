"""--output: a file instead of standard output."""

import os
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
        try:
            yield sys.stdout
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            # What is still buffered cannot be written either, and must not be tried again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise InputError(f"standard output cannot be written: {error.strerror}") from None
        return
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from None
