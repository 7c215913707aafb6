"""The keys of the database in memory, read again every few seconds: a change holds on every replica within ten."""

import asyncio
import hmac
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import anyio

from ecsquote.errors import StoreError
from ecsquote.quotes.access_keys import AccessKey, KeyStore, hash_of

MAX_AGE_SECONDS = 5.0
UNKNOWN_AGE_SECONDS = 1.0
"""Keys are read again sooner for a key that is not among them: it may have just been made."""
READ_SECONDS = 5.0
PAUSE_SECONDS = 1.0
"""After a failure, requests fail at once for this time."""


class KeyRing:
    """The keys of one server process. Requests that need them at the same time share one reading."""

    def __init__(self, store: KeyStore) -> None:
        self._store = store
        self._keys: Sequence[AccessKey] = ()
        self._read_at = self._failed_at = float("-inf")
        self._reading: asyncio.Task[None] | None = None
        self._limiter = anyio.CapacityLimiter(2)

    @property
    def in_use(self) -> bool:
        """Whether there has ever been a key, as of the last reading."""
        return bool(self._keys)

    async def read(self, max_age_seconds: float = MAX_AGE_SECONDS) -> None:
        """Read the keys if the last reading is older; StoreError if the database does not answer."""
        if time.monotonic() - self._read_at < max_age_seconds:
            return
        if time.monotonic() - self._failed_at < PAUSE_SECONDS:
            raise StoreError("the database of keys does not answer; try again later")
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())
        await asyncio.shield(self._reading)

    async def find(self, key: str) -> AccessKey | None:
        """The active key that a caller presents; None for one that is unknown, expired or revoked."""
        await self.read()
        found = self._find(key)
        if found is None:
            await self.read(UNKNOWN_AGE_SECONDS)
            found = self._find(key)
        return found

    def _find(self, key: str) -> AccessKey | None:
        """Compare with every key, each in constant time, so that the time says nothing about them."""
        now, given = datetime.now(UTC), hash_of(key)
        found = None
        for one in self._keys:
            if hmac.compare_digest(given, one.key_hash) and one.active(now):
                found = one
        return found

    async def _read(self) -> None:
        started = time.monotonic()
        try:
            with anyio.fail_after(READ_SECONDS):
                self._keys = await anyio.to_thread.run_sync(
                    self._store.all, limiter=self._limiter, abandon_on_cancel=True
                )
        except (StoreError, TimeoutError) as error:
            self._failed_at = time.monotonic()
            raise StoreError("the database of keys does not answer; try again later") from error
        self._read_at = started


def matches(key: str, key_hash: str) -> bool:
    """Whether a key has this SHA-256, compared in constant time."""
    return hmac.compare_digest(hash_of(key), key_hash)
