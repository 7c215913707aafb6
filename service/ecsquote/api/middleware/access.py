"""Keys, host names and rates, checked before a request is routed; one audit line for each change and refusal."""

import logging
from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ecsquote.api.http.problems import known_error_response, problem_document, problem_response
from ecsquote.api.middleware.request_log import printable
from ecsquote.api.runtime.context import Context
from ecsquote.api.runtime.scopes import needed_scope
from ecsquote.errors import EcsquoteError
from ecsquote.quotes.access_keys import Scope as KeyScope

_AUDIT = logging.getLogger("ecsquote.audit")
REFUSALS = frozenset((401, 403, 421, 429))


class AccessControl:
    """ASGI middleware. Nothing of a body is read before its request is allowed.

    `open_routes` hold no data and need no key: the pages of the dashboard and their files.
    """

    def __init__(self, app: ASGIApp, open_routes: Sequence[BaseRoute]) -> None:
        self._app = app
        self._open_routes = open_routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass an allowed request on with its caller; answer any other with its problem."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        context: Context = scope["app"].state.context
        who = f"nobody known at {(scope.get('client') or ('?',))[0]}"
        status = 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            caller = await context.authorization.caller_of(scope, open_to_all=self._open_to_all(scope))
            who = caller.name
            context.rates.count_request(caller)
        except (HTTPException, EcsquoteError) as error:
            await _refusal(error)(scope, receive, watch)
        else:
            scope.setdefault("state", {})["caller"] = caller
            await self._app(scope, receive, watch)
        finally:
            _audit(who, scope, status)

    def _open_to_all(self, scope: Scope) -> bool:
        if scope["path"].startswith("/v1/"):
            return False
        return any(route.matches(scope)[0] is Match.FULL for route in self._open_routes)


def _refusal(error: HTTPException | EcsquoteError) -> Response:
    if isinstance(error, EcsquoteError):
        return known_error_response(error)
    return problem_response(problem_document(error.status_code, str(error.detail)), error.headers)


def _audit(who: str, scope: Scope, status: int) -> None:
    method, path = scope["method"], scope["path"]
    if status in REFUSALS or needed_scope(method, path, scope["query_string"]) is not KeyScope.READ:
        _AUDIT.info("%s: %s %s %d", who, printable(method), printable(path), status)
