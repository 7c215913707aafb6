"""The log line and the metrics of every request, and the handler of unexpected errors."""

import logging
import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ecsquote.api.http.problems import crash_document, problem_document, problem_response
from ecsquote.api.runtime.logs import REQUEST_ID, request_id

MAX_TARGET_BYTES = 8192
_LOG = logging.getLogger("ecsquote.api")
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """The metrics of one app, in their own registry."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route")
        self.requests = Counter(
            "ecsquote_http_requests_total", "Requests answered", (*labels, "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "ecsquote_http_request_seconds",
            "Seconds from the request to the end of its answer",
            labels,
            buckets=_SECONDS,
            registry=self.registry,
        )

        self.searches_running = self._gauge("ecsquote_searches_running", "Large searches in processes")
        self.searches_waiting = self._gauge("ecsquote_searches_waiting", "Large searches that wait for a process")
        self.searches_refused = self._gauge("ecsquote_searches_refused", "Large searches refused since the start")
        self.catalog_age = self._gauge("ecsquote_catalog_age_seconds", "Age of the price catalog in use")

    def _gauge(self, name: str, words: str) -> Gauge:
        return Gauge(name, words, registry=self.registry)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """One answered request."""
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(method, route).observe(seconds)


class RequestLog:
    """ASGI middleware. Logs method, path, status and time; never a body, a query or a header."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, then log and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0
        identity = request_id(next((value for name, value in scope["headers"] if name == b"x-request-id"), None))
        REQUEST_ID.set(identity)

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message.setdefault("headers", [])
                added = [(b"x-request-id", identity.encode())]
                if not any(name.lower() == b"x-content-type-options" for name, _ in headers):
                    added.append((b"x-content-type-options", b"nosniff"))
                message["headers"] = [*headers, *added]
            await send(message)

        try:
            if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > MAX_TARGET_BYTES:
                problem = problem_document(414, f"the URL is longer than {MAX_TARGET_BYTES:,} bytes")
                await problem_response(problem)(scope, receive, watch)
            else:
                await self._app(scope, receive, watch)
        except Exception:
            _LOG.exception("%s %s failed", scope["method"], printable(scope["path"]))
            if status:  # the answer has started: closing the connection is the only signal left
                raise
            await problem_response(crash_document())(scope, receive, watch)
        finally:
            self._finish(scope, status, time.perf_counter() - started)

    def _finish(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unknown")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.count(method, route, status, seconds)
        if _LOG.isEnabledFor(logging.INFO):
            _LOG.info("%s %s %d %.1f ms", method, printable(scope["path"]), status, seconds * 1000)


_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


def printable(path: str) -> str:
    """A path or method that cannot forge a log line."""
    return path[:200] if path.isascii() and path.isprintable() else ascii(path[:200])
