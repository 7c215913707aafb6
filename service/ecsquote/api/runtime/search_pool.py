"""Processes for large searches: a few at a time, a bounded queue, and an end for work that nobody waits for."""

import asyncio
import os
import pickle
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from ecsquote.api.runtime.search_process import HEADER, framed
from ecsquote.errors import EcsquoteError, ServerBusy
from ecsquote.settings import Settings

Result = TypeVar("Result")

GRACE_SECONDS = 20
"""How long after its end a search may still write down its best plan, before its process is ended."""
MOST_SEARCHES = 500
"""After this number of searches a process is replaced, so that it holds no memory for ever."""
_MODULE = "ecsquote.api.runtime.search_process"


def default_processes() -> int:
    """One less than the cores that this process may use, at least 1: the server itself needs one."""
    return max(1, len(os.sched_getaffinity(0)) - 1)


class SearchPool:
    """Starts processes when they are first needed; work beyond their number waits."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._size = settings.search_processes or default_processes()
        self._free = asyncio.Semaphore(self._size)
        self._idle: list[_Searcher] = []
        self._busy: set[_Searcher] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self.waiting = 0
        self.running = 0
        self.refused = 0

    async def run(
        self, version: str, work: Callable[..., Result], *arguments: object, seconds: float, waits: bool = False
    ) -> Result:
        """Do `work(quoter, *arguments)` with a catalog version in a process.

        ServerBusy where the queue is full, unless the caller `waits`, and where the work does not end in time. Work
        that is cancelled ends at once.
        """
        if self._free.locked() and not waits and self.waiting >= self._settings.search_queue:
            self.refused += 1
            raise ServerBusy("the server runs as many searches as it can, and its queue is full; try again later")
        self.waiting += 1
        try:
            await self._free.acquire()
        finally:
            self.waiting -= 1
        self.running += 1
        try:
            result: Result = await self._in_process((version, work, arguments), seconds + GRACE_SECONDS)
            return result
        finally:
            self.running -= 1
            self._free.release()

    async def _in_process(self, asked: tuple[Any, ...], seconds: float) -> Any:
        searcher = self._idle.pop() if self._idle else _Searcher(await self._start())
        self._busy.add(searcher)
        try:
            async with asyncio.timeout(seconds):
                done, result = await searcher.ask(asked)
        except TimeoutError:
            self._end(searcher)
            raise ServerBusy("the search did not end in its time; send fewer services or hours") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            self._end(searcher)
            raise ServerBusy("the search was ended, as it needed too much memory or its process was stopped") from None
        except BaseException:
            self._end(searcher)
            raise
        self._busy.discard(searcher)
        if searcher.searches < MOST_SEARCHES:
            self._idle.append(searcher)
        else:
            self._end(searcher)
        if done:
            return result
        if isinstance(result, EcsquoteError):
            raise result
        raise RuntimeError("a search failed; its process has logged why")

    async def _start(self) -> Process:
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", _MODULE, stdin=PIPE, stdout=PIPE)
        assert process.stdin is not None  # noqa: S101 - asked for above
        process.stdin.write(framed(self._settings))
        return process

    def hurry(self) -> None:
        """Let the searches under way answer with the best that they have."""
        for searcher in self._busy:
            searcher.hurry()

    def _end(self, searcher: "_Searcher") -> None:
        self._busy.discard(searcher)
        ending = asyncio.get_running_loop().create_task(searcher.end())
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)

    async def close(self) -> None:
        """End all processes."""
        for searcher in (*self._idle, *self._busy):
            self._end(searcher)
        self._idle.clear()
        await asyncio.gather(*self._ending)


class _Searcher:
    """One process, and how many searches it has done."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.searches = 0

    async def ask(self, asked: tuple[Any, ...]) -> tuple[bool, Any]:
        """The answer to one piece of work."""
        self.searches += 1
        incoming, outgoing = self._process.stdin, self._process.stdout
        assert incoming is not None and outgoing is not None  # noqa: S101, PT018 - both are pipes
        incoming.write(framed(asked))
        await incoming.drain()
        header = await outgoing.readexactly(HEADER.size)
        body = await outgoing.readexactly(HEADER.unpack(header)[0])
        answer: tuple[bool, Any] = pickle.loads(body)  # noqa: S301 - written by the process that was started above
        return answer

    def hurry(self) -> None:
        """Let the search under way answer with the best that it has."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGUSR1)

    async def end(self) -> None:
        """End the process, whatever it does."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
        await self._process.wait()
