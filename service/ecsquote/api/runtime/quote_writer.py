"""Write quotes in groups: those that arrive during one transaction share the next."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from ecsquote.quotes.kept import IdempotencyKey, KeptQuote
from ecsquote.quotes.store import QuoteStore

MAX_TOGETHER = 200

Result = TypeVar("Result")

_Waiting = tuple[KeptQuote, IdempotencyKey | None, "asyncio.Future[KeptQuote]"]


class QuoteWriter:
    """Write to a store from one thread; a quote is answered once its transaction is committed.

    A transaction costs several times as much as a row, and SQLite has one writer anyway.
    """

    def __init__(self, store: QuoteStore) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="quote-writer")
        self._waiting: list[_Waiting] = []
        self._writer: asyncio.Task[None] | None = None

    async def write(self, quote: KeptQuote, key: IdempotencyKey | None = None) -> KeptQuote:
        """Store a quote and return it, or the first quote of its key; raises IdempotencyKeyReused or StoreError."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[KeptQuote] = loop.create_future()
        self._waiting.append((quote, key, done))
        if self._writer is None:
            self._writer = loop.create_task(self._write_waiting())
        return await done

    def close(self) -> None:
        """Wait for the current transaction."""
        self._thread.shutdown()

    async def _write_waiting(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting[:MAX_TOGETHER], self._waiting[MAX_TOGETHER:]
            outcomes = await loop.run_in_executor(self._thread, _keep_all, self._store, batch)
            for (_, _, done), outcome in zip(batch, outcomes, strict=True):
                if done.cancelled():
                    continue
                if isinstance(outcome, KeptQuote):
                    done.set_result(outcome)
                else:
                    done.set_exception(outcome)
        self._writer = None


def _keep_all(store: QuoteStore, batch: Sequence[_Waiting]) -> list[KeptQuote | Exception]:
    """Write quotes without a key in one transaction and each other quote alone, as its key may be in use."""
    plain = [quote for quote, key, _ in batch if key is None]
    together = _outcome(lambda: store.add_all(plain)) if plain else None
    return [
        (together if isinstance(together, Exception) else quote)
        if key is None
        else _outcome(partial(store.add, quote, key))
        for quote, key, _ in batch
    ]


def _outcome(work: Callable[[], Result]) -> Result | Exception:
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - the waiting request must receive it, whatever it is
        return error
