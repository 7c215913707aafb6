"""HEAD for every GET: the same status and headers without a body (RFC 9110, 9.3.2)."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadRequests:
    """ASGI middleware. A route that lists HEAD itself would appear as a separate operation in OpenAPI."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a HEAD as its GET and drop the body."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        asked = {**scope, "method": "GET"}  # the server's own scope stays HEAD: it announces a length and sends none
        try:
            await self._app(asked, receive, send_head)
        finally:
            if "route" in asked:
                scope["route"] = asked["route"]  # what the log and the metrics name
