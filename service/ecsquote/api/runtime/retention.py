"""Delete quotes that are older than the settings allow, and forget idempotency keys after a day."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import anyio

from ecsquote.counted import counted
from ecsquote.errors import EcsquoteError
from ecsquote.quotes.store import QuoteStore

LOOK_SECONDS = 600.0
KEY_HOURS = 24
"""How long a repeated request with the same Idempotency-Key answers with the first quote."""
_LOG = logging.getLogger("ecsquote.api")


async def follow_retention(store: QuoteStore, days: int | None) -> None:
    """Delete what is too old, now and again, until cancelled; `days`: None keeps every quote."""
    while True:
        try:
            await anyio.to_thread.run_sync(forget, store, days, datetime.now(UTC))
        except EcsquoteError as error:
            _LOG.error("old quotes were not deleted: %s", error)
        await asyncio.sleep(LOOK_SECONDS)


def forget(store: QuoteStore, days: int | None, now: datetime) -> None:
    """Delete quotes older than `days`, a few at a time, and forget keys older than KEY_HOURS."""
    store.forget_keys(now - timedelta(hours=KEY_HOURS))
    if days is None:
        return
    deleted = 0
    while count := store.delete_older(now - timedelta(days=days)):
        deleted += count
    if deleted:
        _LOG.info("%s older than %s deleted", counted(deleted, "quote"), counted(days, "day"))
