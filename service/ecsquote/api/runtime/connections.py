"""HTTP connections that do not stay open for silence: a client has a time to send the head of its request."""

import asyncio
import resource
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEAD_SECONDS = 20.0
"""From the start of a connection, or from the first byte of a further request, to the end of the request's head."""
SPARE_FILES = 128
"""File descriptors that connections leave to the database, the catalog and the log."""


def most_connections() -> int:
    """How many connections the limit of file descriptors allows."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(SPARE_FILES, (soft if soft != resource.RLIM_INFINITY else 1 << 20) - SPARE_FILES)


class TimedConnection(AutoHTTPProtocol):  # type: ignore[valid-type,misc] # uvicorn chooses its class at import
    """A connection that is closed where a request's head does not arrive, or where there are too many already."""

    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first head."""
        super().connection_made(transport)
        if len(self.connections) > most_connections():
            transport.close()
            return
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._end_silence)

    def data_received(self, data: bytes) -> None:
        """Take what was sent; wait for the rest of a head, or no longer."""
        super().data_received(data)
        if not self._awaits_head:
            self._stop_timer()
        elif self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_SECONDS, self._end_silence)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_timer()
        super().connection_lost(exc)

    @property
    def _awaits_head(self) -> bool:
        return self.cycle is None or bool(self.cycle.response_complete)

    def _end_silence(self) -> None:
        self._head_timer = None
        if self._awaits_head and not self.transport.is_closing():
            self.transport.close()

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
