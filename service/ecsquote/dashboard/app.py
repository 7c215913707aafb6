"""The server that people start: the REST API with the pages of the dashboard in front."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ecsquote.api.app import create_app
from ecsquote.dashboard.routes import Dashboard
from ecsquote.pricing.store.catalogs import Catalogs
from ecsquote.settings import Settings, load_settings

API_PATHS = ("/v1/", "/healthz", "/readyz", "/metrics", "/openapi.json")


def create_site(settings: Settings, catalog_store: Catalogs | None = None, *, insecure_open: bool = False) -> FastAPI:
    """The API and the dashboard; `/openapi.json` describes the API alone. The dashboard's own files need no key."""
    dashboard = Dashboard(settings)
    pages = dashboard.routes()
    app = create_app(settings, catalog_store, open_routes=pages, insecure_open=insecure_open)
    app.router.routes.extend(pages)
    of_the_router = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        threading.Thread(target=dashboard.warm, name="charts-script", daemon=True).start()
        async with of_the_router(app):
            yield

    app.router.lifespan_context = lifespan
    of_the_api = app.exception_handlers[HTTPException]

    async def lost(request: Request, error: Exception) -> Response:
        """A person who follows a wrong link gets a page, a program its problem."""
        wants_page = "text/html" in request.headers.get("accept", "")
        path = request.url.path
        if getattr(error, "status_code", 0) == 404 and wants_page and not path.startswith(API_PATHS):
            return dashboard.not_found()
        answer: Response = await of_the_api(request, error)  # type: ignore[misc] # FastAPI types it as sync or async
        return answer

    app.add_exception_handler(HTTPException, lost)
    return app


def application() -> FastAPI:
    """The site with the settings of this process, for `uvicorn --factory ecsquote.dashboard.app:application`."""
    return create_site(load_settings())
