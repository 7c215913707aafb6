"""Routes for handlers that read the request themselves and write their answer as bytes."""

import inspect
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fastapi import params
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response


class RawRoute(APIRoute):
    """Call the handler with the request alone, after the dependencies of the route, if it has any.

    FastAPI's own work per request (dependencies, validation, serialization) costs as much as a small quote, so a route
    without dependencies goes without it.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler itself, or FastAPI's handler where there are dependencies to run first."""
        if self.dependant.dependencies:
            return super().get_route_handler()
        handler: Callable[[Request], Coroutine[Any, Any, Response]] = self.endpoint
        return handler


_PARAMETERS = tuple(name for name in inspect.signature(APIRoute).parameters if name != "dependencies")


def with_dependencies(route: APIRoute, dependencies: Sequence[params.Depends]) -> APIRoute:
    """Return a copy of a route that runs `dependencies` before its own; the route itself where there are none."""
    if not dependencies:
        return route
    arguments = {name: getattr(route, name) for name in _PARAMETERS}
    return type(route)(**arguments, dependencies=[*dependencies, *route.dependencies])
