"""One refresh at a time in a folder of versions, and nothing left behind by one that was killed."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ecsquote.errors import CatalogError, RefreshRunning

LOCK_FILE = ".refresh.lock"
WORK_PREFIX = ".refresh-work-"
INCOMING_PREFIX = ".incoming-"
INCOMING_ORPHAN_SECONDS = 3600
"""An unfinished version older than this was left by a process that was killed, not by one that is running."""


@contextmanager
def refresh_lock(root: Path) -> Iterator[Path]:
    """Hold the folder of versions for one refresh and give a working folder in it.

    RefreshRunning where another process holds it; the lock dies with its process. CatalogError where the folder
    cannot be written.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = os.open(root / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise CatalogError(f"{root} cannot be written: {error.strerror}") from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefreshRunning(f"another refresh is running in {root}") from None
        _sweep(root)
        try:
            work = Path(tempfile.mkdtemp(prefix=WORK_PREFIX, dir=root))
        except OSError as error:
            raise CatalogError(f"{root} cannot be written: {error.strerror}") from error
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)
    finally:
        os.close(lock)


def _sweep(root: Path) -> None:
    """Remove what killed refreshes left; the lock is held, so no other refresh is running."""
    for entry in root.glob(f"{WORK_PREFIX}*"):
        shutil.rmtree(entry, ignore_errors=True)
    for entry in root.glob(f"{INCOMING_PREFIX}*"):
        if time.time() - entry.stat().st_mtime > INCOMING_ORPHAN_SECONDS:
            shutil.rmtree(entry, ignore_errors=True)
