"""The shared state of all resources: settings, price catalogs, stored quotes, worker threads, and who asks."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, TypeVar

import anyio
from fastapi import Depends
from starlette.requests import HTTPConnection, Request

from ecsquote.api.http.disconnects import unless_gone
from ecsquote.api.runtime.authorization import Authorization
from ecsquote.api.runtime.callers import PASSER_BY, Caller
from ecsquote.api.runtime.deadlines import ended_after
from ecsquote.api.runtime.quote_writer import QuoteWriter
from ecsquote.api.runtime.rate_limits import RateLimits
from ecsquote.api.runtime.refresh_scheduler import RefreshScheduler
from ecsquote.api.runtime.search_pool import SearchPool
from ecsquote.pricing.store.catalogs import Catalogs
from ecsquote.quotes.quoter import Quoter
from ecsquote.quotes.store import QuoteStore
from ecsquote.settings import Settings

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Context:
    """The shared state, created when the app starts.

    Each request has its `caller` in it, and `quotes` are only those that the caller may see.
    """

    settings: Settings
    catalogs: Catalogs
    quoter: Quoter
    quotes: QuoteStore
    quote_writer: QuoteWriter
    threads: anyio.CapacityLimiter
    refresh_scheduler: RefreshScheduler
    authorization: Authorization
    rates: RateLimits
    searches: SearchPool | None = None
    """None: large searches run in threads, as catalogs that are given to the app exist in this process alone."""
    caller: Caller = PASSER_BY

    async def in_thread(self, work: Callable[..., Result], *arguments: object) -> Result:
        """Run work in a thread, so that other requests do not wait for it."""
        return await anyio.to_thread.run_sync(work, *arguments, limiter=self.threads)

    async def in_search(self, work: Callable[..., Result], *arguments: object, seconds: float | None = None) -> Result:
        """Run work that searches for fleets, which ends with the best ones after a time, by default a quote's."""
        seconds = self.settings.quote_seconds if seconds is None else seconds
        return await self.in_thread(ended_after, seconds, work, *arguments)

    async def in_process(
        self,
        request: Request | None,
        work: Callable[..., Result],
        *arguments: object,
        seconds: float | None = None,
    ) -> Result:
        """Do `work(quoter, *arguments)`, a large search, in a process, until the client of the request has gone.

        Without a request it waits for its turn however many wait; with one, ServerBusy says that the queue is full.
        """
        if self.searches is None:
            return await self.in_thread(work, self.quoter, *arguments)
        version = (await self.in_thread(self.catalogs.current)).version
        seconds = self.settings.quote_seconds if seconds is None else seconds
        search = self.searches.run(version, work, *arguments, seconds=seconds, waits=request is None)
        return await (search if request is None else unless_gone(request, search))


def context_of(connection: HTTPConnection) -> Context:
    """Return the context of a request: that of its app, with its caller."""
    context: Context = connection.app.state.context
    caller: Caller = connection.state.caller
    return replace(context, caller=caller, quotes=context.quotes.seen_by(caller.sees))


InContext = Annotated[Context, Depends(context_of)]
