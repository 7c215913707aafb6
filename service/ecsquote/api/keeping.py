"""Keeping quotes as they come: those that arrive while one transaction is written share the next one."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from ecsquote.quotes.kept import IdempotencyKey, KeptQuote
from ecsquote.quotes.store import QuoteStore

MAX_TOGETHER = 200

_Waiting = tuple[KeptQuote, IdempotencyKey | None, "asyncio.Future[KeptQuote]"]


class Keeper:
    """Writes to a store from one thread; a quote counts as kept, and is answered, once its transaction is done.

    A transaction costs several times what a row costs, and SQLite has one writer anyway.
    """

    def __init__(self, store: QuoteStore) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keeper")
        self._waiting: list[_Waiting] = []
        self._writer: asyncio.Task[None] | None = None

    async def keep(self, quote: KeptQuote, key: IdempotencyKey | None = None) -> KeptQuote:
        """The quote once it is kept, or the first one of its key; Conflict, StoreError."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[KeptQuote] = loop.create_future()
        self._waiting.append((quote, key, done))
        if self._writer is None:
            self._writer = loop.create_task(self._write())
        return await done

    def close(self) -> None:
        """Wait for the transaction under way."""
        self._thread.shutdown()

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting[:MAX_TOGETHER], self._waiting[MAX_TOGETHER:]
            try:
                results = await loop.run_in_executor(self._thread, _add, self._store, batch)
            except BaseException as error:  # each request is told; none may wait for ever
                results = [error] * len(batch)
            for (_, _, done), result in zip(batch, results, strict=True):
                if done.cancelled():
                    continue
                if isinstance(result, KeptQuote):
                    done.set_result(result)
                else:
                    done.set_exception(result)
        self._writer = None


def _add(store: QuoteStore, batch: Sequence[_Waiting]) -> list[KeptQuote | BaseException]:
    """Those without a key together; each key alone, for one may be taken."""
    plain = [quote for quote, key, _ in batch if key is None]
    failure: BaseException | None = None
    try:
        if plain:
            store.add_all(plain)
    except Exception as error:
        failure = error
    return [_add_keyed(store, quote, key) if key else failure or quote for quote, key, _ in batch]


def _add_keyed(store: QuoteStore, quote: KeptQuote, key: IdempotencyKey) -> KeptQuote | BaseException:
    try:
        return store.add(quote, key)
    except Exception as error:
        return error
