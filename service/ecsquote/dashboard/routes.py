"""The routes of the dashboard: pages, scripts and styles, with security headers."""

import logging
import threading
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import ecsquote
from ecsquote.charts.bundle import bundle_name, javascript_bundle
from ecsquote.charts.chart import Wish
from ecsquote.charts.drawing import ChartFormat, draw_chart
from ecsquote.dashboard.content_policy import policy
from ecsquote.dashboard.files import Asset, read_assets, read_pages, version_of
from ecsquote.dashboard.page_provider import issuer_origin, provider_tags
from ecsquote.errors import ExtraMissing, NotFound
from ecsquote.settings import Settings

_LOG = logging.getLogger("ecsquote.dashboard")
SECURITY_HEADERS = {
    "Content-Security-Policy": policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
FOR_EVER = "public, max-age=31536000, immutable"
PAGES = {"/": "compare", "/quotes": "quotes", "/quotes/compare": "difference", "/quotes/{id}": "quote"}
PAGES |= {"/budgets": "budgets", "/account": "account", "/bill": "bill", "/signed-in": "signed-in"}
METHODS = ["GET"]
_ANY_OPTION = {"launch_option": "FARGATE", "cpu_architecture": "X86_64", "available": True, "monthly": "1"}
_ANY_QUOTE = {"region": "us-east-1", "options": [_ANY_OPTION]}


class Dashboard:
    """The pages of one server."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.data_dir / "scripts"
        self._assets = read_assets()
        self._version = version_of(self._assets)
        self._charts = _charts_script()
        address = f"/assets/charts/{self._charts}" if self._charts else ""
        preload = f'<link rel="modulepreload" href="{address}">' if address else ""
        words = {"assets": f"/assets/{self._version}", "charts": address, "preload": preload}
        words |= {"provider": provider_tags(settings)}
        origin = issuer_origin(settings)
        self._page_headers = SECURITY_HEADERS | {
            "Content-Security-Policy": policy(connect=(origin,) if origin else ()),
            "Cache-Control": "no-cache",
        }
        self._pages = read_pages({**words, "version": ecsquote.__version__})
        self._bundle: Asset | None = None
        self._bundle_lock = threading.Lock()

    def routes(self) -> list[Route]:
        """Return every route of the dashboard."""
        return [
            *(Route(path, self._page_route(page), methods=METHODS) for path, page in PAGES.items()),
            Route("/favicon.ico", self._icon, methods=METHODS),
            Route("/assets/charts/{name}", self._chart_script, methods=METHODS),
            Route("/assets/{version}/{name}", self._asset, methods=METHODS),
        ]

    def not_found(self) -> Response:
        """Return the page for an unknown URL."""
        return self._page("not-found", 404)

    def warm(self) -> None:
        """Prepare the script and the packages that the first chart needs; does nothing without the charts extra."""
        if self._charts:
            try:
                self._bundle_asset()
                draw_chart("launch-options", _ANY_QUOTE, ChartFormat.VEGA_LITE, Wish())
            except ExtraMissing as error:
                _LOG.error("no charts: %s", error)

    def _page(self, name: str, status: int = 200) -> Response:
        return Response(self._pages[name], status, self._page_headers, media_type="text/html")

    def _page_route(self, name: str) -> Callable[[Request], Response]:
        def page(_: Request) -> Response:
            return self._page(name)

        return page

    def _icon(self, request: Request) -> Response:
        return _sent(request, self._assets["icon.svg"], "no-cache")

    def _asset(self, request: Request) -> Response:
        """Return a file under the URL of any version, so that pages opened before an upgrade keep working."""
        asset = self._assets.get(request.path_params["name"])
        if asset is None:
            raise NotFound("this file does not exist")
        current = request.path_params["version"] == self._version
        return _sent(request, asset, FOR_EVER if current else "no-cache")

    def _chart_script(self, request: Request) -> Response:
        if not self._charts or request.path_params["name"] != self._charts:
            raise NotFound("this file does not exist")
        return _sent(request, self._bundle_asset(), FOR_EVER)

    def _bundle_asset(self) -> Asset:
        with self._bundle_lock:
            if self._bundle is None:
                self._bundle = Asset.of(javascript_bundle(self._folder), "text/javascript")
            return self._bundle


def _charts_script() -> str | None:
    try:
        return bundle_name()
    except ExtraMissing:
        return None


def _sent(request: Request, asset: Asset, cache_control: str) -> Response:
    headers = {**SECURITY_HEADERS, "Cache-Control": cache_control, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(asset.compressed, headers=headers, media_type=asset.media_type)
    return Response(asset.content, headers=headers, media_type=asset.media_type)
