"""Create the app from its settings; it opens nothing before it starts."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial

import anyio
from fastapi import FastAPI, params
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.routing import BaseRoute

import ecsquote
from ecsquote.api import (
    analyses,
    analyses_price_history,
    bill_checks,
    budget_checks,
    catalog_jobs,
    catalogs,
    charts,
    comparisons,
    health,
    instance_types,
    prices,
    quotes,
    quotes_batch,
    regions,
    savings_plans,
    scans,
    workloads,
)
from ecsquote.api.http.openapi_schemas import write_openapi
from ecsquote.api.http.problem_types import problem_pages
from ecsquote.api.http.problems import answer_with_problems
from ecsquote.api.http.raw_routes import with_dependencies
from ecsquote.api.middleware.access import AccessControl
from ecsquote.api.middleware.head_requests import HeadRequests
from ecsquote.api.middleware.request_log import Metrics, RequestLog
from ecsquote.api.middleware.unread_bodies import UnreadBodies
from ecsquote.api.runtime.authorization import Authorization
from ecsquote.api.runtime.catalog_cache import CatalogCache
from ecsquote.api.runtime.context import Context
from ecsquote.api.runtime.identity_provider import IdentityProvider
from ecsquote.api.runtime.key_ring import KeyRing
from ecsquote.api.runtime.quote_writer import QuoteWriter
from ecsquote.api.runtime.rate_limits import RateLimits
from ecsquote.api.runtime.refresh_scheduler import RefreshScheduler
from ecsquote.api.runtime.retention import follow_retention
from ecsquote.api.runtime.search_pool import SearchPool
from ecsquote.calculator.request import QuoteRequest
from ecsquote.errors import CatalogError
from ecsquote.pricing.store.catalogs import Catalogs
from ecsquote.pricing.store.opening import open_store
from ecsquote.quotes.quoter import Quoter
from ecsquote.quotes.store import QuoteStore
from ecsquote.settings import Settings

_LOG = logging.getLogger("ecsquote.api")


def create_app(
    settings: Settings,
    catalog_store: Catalogs | None = None,
    dependencies: Sequence[params.Depends] = (),
    *,
    open_routes: Sequence[BaseRoute] = (),
    insecure_open: bool = False,
) -> FastAPI:
    """Return the REST API.

    `catalog_store` replaces the one that the settings name. `dependencies` run before every operation, before its body
    is read: a check that all requests must pass. `open_routes` are answered without a key. `insecure_open` lets other
    machines in while there are no keys. ExtraMissing for an issuer of tokens without the extra oidc.
    """
    provider = IdentityProvider.of(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        catalogs = CatalogCache(catalog_store or open_store(settings))
        refresh_scheduler = RefreshScheduler(settings, catalogs.look_again)
        store = await anyio.to_thread.run_sync(QuoteStore.open, settings.database_location)
        quote_writer = QuoteWriter(store)
        searches = SearchPool(settings) if catalog_store is None else None
        try:
            await anyio.to_thread.run_sync(_warm, catalogs)
            quoter = Quoter(catalogs, settings.stale_days)
            threads = anyio.CapacityLimiter(settings.quote_threads)
            authorization = Authorization(settings, KeyRing(store.keys), provider, insecure_open=insecure_open)
            rates = RateLimits(settings.rate, settings.batch_rate)
            app.state.context = Context(
                settings,
                catalogs,
                quoter,
                store,
                quote_writer,
                threads,
                refresh_scheduler,
                authorization,
                rates,
                searches,
            )
            _watch(metrics, searches, catalogs)
            followers = [
                asyncio.create_task(catalogs.follow()),
                asyncio.create_task(follow_retention(store, settings.retention_days)),
            ]
            if settings.refresh_hours:
                followers.append(asyncio.create_task(refresh_scheduler.follow_schedule(catalogs)))
            yield
            for follower in followers:
                follower.cancel()
            await asyncio.gather(*followers, return_exceptions=True)
            await anyio.to_thread.run_sync(refresh_scheduler.stop)
        finally:
            if searches is not None:
                await searches.close()
            quote_writer.close()
            store.close()

    metrics = Metrics()
    app = FastAPI(
        title="ecsquote",
        summary="What an Amazon ECS workload costs on every launch option",
        version=ecsquote.__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.metrics = metrics
    app.state.stopping = False
    bodies: tuple[type[BaseModel], ...] = (
        QuoteRequest,
        comparisons.ComparisonRequest,
        catalog_jobs.RefreshRequest,
        *analyses.BODIES,
        *budget_checks.BODIES,
        analyses_price_history.PriceHistoryRequest,
    )
    app.openapi = partial(write_openapi, app, bodies)  # type: ignore[method-assign]  # FastAPI's own way to extend it
    resources = (
        quotes_batch,
        quotes,
        workloads,
        comparisons,
        analyses,
        analyses_price_history,
        charts,
        budget_checks,
        bill_checks,
        scans,
        regions,
        instance_types,
        prices,
        savings_plans,
        catalogs,
        catalog_jobs,
        health,
    )
    for resource in resources:
        for route in resource.router.routes:  # include_router would match each of them twice
            app.router.routes.append(with_dependencies(route, dependencies) if isinstance(route, APIRoute) else route)
    answer_with_problems(app)
    pages = problem_pages()
    app.router.routes.extend(pages)
    app.add_middleware(AccessControl, open_routes=(*open_routes, *pages))
    app.add_middleware(HeadRequests)
    app.add_middleware(RequestLog, metrics=metrics)
    app.add_middleware(UnreadBodies)
    return app


def _watch(metrics: Metrics, searches: SearchPool | None, catalogs: Catalogs) -> None:
    """Let the metrics read what they show whenever they are asked for."""
    if searches is not None:
        metrics.searches_running.set_function(lambda: searches.running)
        metrics.searches_waiting.set_function(lambda: searches.waiting)
        metrics.searches_refused.set_function(lambda: searches.refused)

    def age_seconds() -> float:
        try:
            return (datetime.now(UTC) - catalogs.current().published_at).total_seconds()
        except CatalogError:
            return float("nan")

    metrics.catalog_age.set_function(age_seconds)


def _warm(catalogs: Catalogs) -> None:
    """Load the catalog before the first request; without a catalog the app starts, and /readyz reports it."""
    try:
        catalogs.current()
    except CatalogError as error:
        _LOG.error("no price catalog: %s", error)
