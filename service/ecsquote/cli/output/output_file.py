"""Where results go: standard output, or the file that --output names; a failed write is reported in one line."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from ecsquote.errors import InputError


@contextmanager
def output(path: Path | None) -> Iterator[TextIO]:
    """Standard output, or the file that --output names; InputError if it cannot be written."""
    if path is None:
        yield sys.stdout  # `written_whole` looks after it
        return
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from None


def write_file(path: Path, content: bytes) -> None:
    """Write a whole file; InputError if it cannot be written."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from None


@contextmanager
def written_whole() -> Iterator[None]:
    """Around a command: InputError where standard output did not take all that it wrote, by whatever way."""
    try:
        try:
            yield
        except click.exceptions.Exit:
            sys.stdout.flush()
            raise
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        if not _fails_again():
            raise
        raise InputError(f"standard output cannot be written: {error.strerror}") from None


def _fails_again() -> bool:
    """Whether it was standard output that failed: then it takes not even the end of a line, buffered or not."""
    try:
        sys.stdout.write("\n")
        sys.stdout.flush()
    except OSError:
        leave_standard_output()
        return True
    return False


def leave_standard_output() -> None:
    """What is still buffered cannot be written either, and must not be tried again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
