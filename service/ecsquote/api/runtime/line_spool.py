"""A body that is read as fast as it comes and answered as fast as it goes: what waits in between is on disk."""

import asyncio
from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile

from starlette.requests import Request

from ecsquote.api.http.request_bodies import too_large
from ecsquote.counted import counted
from ecsquote.errors import EcsquoteError, InputTooLarge

IN_MEMORY_BYTES = 8 * 1024 * 1024
_CHUNK = 64 * 1024


class LineSpool:
    """The lines of a request's body.

    Clients that read no answer before they have sent everything would wait for ever for a server that reads no
    further before its answer is taken; so reading never waits for answering.
    """

    def __init__(self, line_limit: int, total_limit: int) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - closed by `close`
        self._line_limit = line_limit
        self._total_limit = total_limit
        self._written = self._read = 0
        self._ended = False
        self._failure: EcsquoteError | None = None
        self._news = asyncio.Event()

    async def fill(self, request: Request) -> None:
        """Take the body in, to its end or its bound."""
        try:
            async for chunk in request.stream():
                room = self._total_limit - self._written
                self._file.seek(self._written)
                self._written += self._file.write(chunk[:room])
                self._news.set()
                if len(chunk) > room:
                    self._failure = too_large(self._total_limit)
                    return
        finally:
            self._ended = True
            self._news.set()

    def abandon(self) -> None:
        """Nobody waits for the rest of the answer: give no more lines."""
        self._read = self._written

    async def lines(self) -> AsyncIterator[bytes | EcsquoteError]:
        """Each line without its end; an error in the place of a line that is too long or that the bound cut off."""
        rest, skipping = bytearray(), False
        async for chunk in self._chunks():
            rest += chunk
            *whole, last = rest.split(b"\n")
            for line in whole:
                if not skipping:
                    yield bytes(line) if len(line) <= self._line_limit else self._too_long()
                skipping = False
            rest = last
            if len(rest) > self._line_limit:
                if not skipping:
                    yield self._too_long()
                rest, skipping = bytearray(), True
        if self._failure is not None:
            yield self._failure
        elif rest and not skipping:
            yield bytes(rest)

    async def _chunks(self) -> AsyncIterator[bytes]:
        while True:
            self._news.clear()
            if self._read < self._written:
                self._file.seek(self._read)
                chunk = self._file.read(_CHUNK)
                self._read += len(chunk)
                yield chunk
            elif self._ended:
                return
            else:
                await self._news.wait()

    def _too_long(self) -> InputTooLarge:
        return InputTooLarge(f"the line is longer than {counted(self._line_limit, 'byte')}")

    def close(self) -> None:
        """Drop what was not read."""
        self._file.close()
