"""A process that searches: it reads work from its standard input and writes results to its standard output.

It runs at a lower priority than the server, may take a limited memory, and ends with the server.
"""

import contextlib
import ctypes
import logging
import os
import pickle
import resource
import signal
import struct
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from ecsquote.api.runtime.deadlines import end_searches
from ecsquote.api.runtime.logs import write_logs
from ecsquote.errors import EcsquoteError
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.store.catalogs import Catalogs
from ecsquote.pricing.store.opening import open_store
from ecsquote.quotes.quoter import Quoter
from ecsquote.settings import Settings

HEADER = struct.Struct(">Q")
NICENESS = 10
_PR_SET_PDEATHSIG = 1
_LOG = logging.getLogger("ecsquote.api")
Answer = tuple[bool, Any]
"""Whether the work was done, and its result; else the error, None for one that is not ecsquote's own."""


class PinnedCatalogs:
    """The catalog versions as the server sees them: its current version is current here too."""

    def __init__(self, catalogs: Catalogs) -> None:
        self._catalogs = catalogs
        self._held: Catalog | None = None

    def pin(self, version: str) -> None:
        """Make a version the current one; InputError if it is not kept."""
        if self._held is None or self._held.version != version:
            self._catalogs.look_again()
            self._held = self._catalogs.load(version)

    def current(self) -> Catalog:
        """The server's current version."""
        assert self._held is not None  # noqa: S101 - `pin` comes before any work
        return self._held

    def __getattr__(self, name: str) -> Any:
        """Everything else is asked of the catalogs themselves."""
        return getattr(self._catalogs, name)


def framed(value: Any) -> bytes:
    """A message: its length, then the pickled value."""
    body = pickle.dumps(value)
    return HEADER.pack(len(body)) + body


def main() -> None:
    """Do work until the server closes the pipe."""
    _end_with_server()
    incoming, outgoing = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not break the messages
    settings: Settings = _read(incoming)
    write_logs(settings)
    catalogs = PinnedCatalogs(open_store(settings))
    quoter = Quoter(catalogs, settings.stale_days)
    bound = settings.search_memory_mib << 20
    resource.setrlimit(resource.RLIMIT_DATA, (bound, bound))
    while True:
        try:
            version, work, arguments = _read(incoming)
        except EOFError:
            return
        outgoing.write(framed(_done(catalogs, version, work, (quoter, *arguments))))
        outgoing.flush()


def _done(catalogs: PinnedCatalogs, version: str, work: Callable[..., Any], arguments: tuple[Any, ...]) -> Answer:
    try:
        catalogs.pin(version)
        return True, work(*arguments)
    except EcsquoteError as error:
        return False, error
    except Exception:  # noqa: BLE001 - the server answers 500; the next search must still be done
        _LOG.exception("a search failed")
        return False, None


def _read(incoming: BinaryIO) -> Any:
    """The next message; EOFError after the last one."""
    header = incoming.read(HEADER.size)
    if len(header) < HEADER.size:
        raise EOFError
    return pickle.loads(incoming.read(HEADER.unpack(header)[0]))  # noqa: S301 - written by the server that started it


def _end_with_server() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the server, which ends its searches
    signal.signal(signal.SIGUSR1, end_searches)
    os.nice(NICENESS)
    with contextlib.suppress(OSError, AttributeError):  # on Linux, also where the server is killed
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    main()
