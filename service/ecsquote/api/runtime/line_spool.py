"""The lines of a streamed body, buffered on disk, so that reading never waits for answers."""

import asyncio
from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile

from starlette.requests import Request

from ecsquote.api.http.request_bodies import too_large
from ecsquote.counted import counted
from ecsquote.errors import EcsquoteError, InputTooLarge

IN_MEMORY_BYTES = 8 * 1024 * 1024
MOST_BLANK_LINES = 10_000
_CHUNK = 64 * 1024


class LineSpool:
    """The lines of a request's body.

    A client that reads no answer before it has sent everything would deadlock with a server that stops reading until
    its answer is read.
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
        """Read the body to its end or its limit."""
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

    async def lines(self) -> AsyncIterator[bytes | EcsquoteError]:
        """Yield each line that is not blank, without its end; an error in place of one that is too long or cut off.

        After MOST_BLANK_LINES nothing more is read.
        """
        rest, skipping, blank = bytearray(), False, 0
        async for chunk in self._chunks():
            rest += chunk
            *whole, last = rest.split(b"\n")
            for line in whole:
                if not skipping and not line.strip():
                    blank += 1
                    if blank > MOST_BLANK_LINES:
                        yield InputTooLarge(f"the batch has more than {counted(MOST_BLANK_LINES, 'blank line')}")
                        return
                elif not skipping:
                    yield bytes(line) if len(line) <= self._line_limit else self._too_long()
                skipping = False
            rest = last
            await asyncio.sleep(0)  # a chunk of short lines takes milliseconds: others have their turn
            if len(rest) > self._line_limit:
                if not skipping:
                    yield self._too_long()
                rest, skipping = bytearray(), True
        if self._failure is not None:
            yield self._failure
        elif rest.strip() and not skipping:
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
        """Discard the buffer."""
        self._file.close()
