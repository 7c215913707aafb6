"""Routes for handlers that read the request themselves and write their answer as bytes."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response


class RawRoute(APIRoute):
    """Calls its handler with the request alone.

    FastAPI's own work for a request (dependencies, validation, serialisation) costs as much as a small quote.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler itself."""
        handler: Callable[[Request], Coroutine[Any, Any, Response]] = self.endpoint
        return handler
