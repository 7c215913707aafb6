"""What every resource works with: settings, price catalogs, kept quotes and the threads that price."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

import anyio
from fastapi import Depends
from starlette.requests import HTTPConnection

from ecsquote.api.runtime.quote_writer import QuoteWriter
from ecsquote.api.runtime.refresh_scheduler import RefreshScheduler
from ecsquote.pricing.store.catalogs import Catalogs
from ecsquote.quotes.quoter import Quoter
from ecsquote.quotes.store import QuoteStore
from ecsquote.settings import Settings

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Context:
    """Handed to every resource; made when the app starts."""

    settings: Settings
    catalogs: Catalogs
    quoter: Quoter
    quotes: QuoteStore
    quote_writer: QuoteWriter
    threads: anyio.CapacityLimiter
    refresh_scheduler: RefreshScheduler

    async def in_thread(self, work: Callable[..., Result], *arguments: object) -> Result:
        """Work that would keep other requests waiting, done aside."""
        return await anyio.to_thread.run_sync(work, *arguments, limiter=self.threads)


def context_of(connection: HTTPConnection) -> Context:
    """The context of the app that a request came to."""
    context: Context = connection.app.state.context
    return context


InContext = Annotated[Context, Depends(context_of)]
