"""Drain unread request bodies before an error is sent, so that the client receives the error.

Most clients read no answer before they have sent everything; if the connection is closed earlier they report "reset by
peer" instead of the status. Source: "lingering close", RFC 9112, 9.6.
"""

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 64 * 1024 * 1024
MOST_SECONDS = 10.0
"""Draining stops at either limit."""
REFUSED = 400


class UnreadBodies:
    """ASGI middleware. A client that waits for "100 Continue" has sent nothing yet and gets its answer at once."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; before an error is sent, read the rest of the body."""
        if scope["type"] != "http" or not _sends_body(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        body = _Body(receive)

        async def send_after_body(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= REFUSED:
                await body.read_away()
                if not body.ended:  # what still comes is not read: uvicorn would discard it for as long as it comes
                    message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        await self._app(scope, body.receive, send_after_body)


class _Body:
    """A request's body, and whether it has come to its end."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.ended = False

    async def receive(self) -> Message:
        """The next part."""
        message = await self._receive()
        self.ended = not message.get("more_body", False)
        return message

    async def read_away(self) -> None:
        """The rest, kept nowhere."""
        left = MOST_BYTES
        try:
            async with asyncio.timeout(MOST_SECONDS):
                while left > 0 and not self.ended:
                    left -= len((await self.receive()).get("body", b""))
        except TimeoutError:
            return


def _sends_body(headers: Headers) -> bool:
    has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    return has_body and headers.get("expect", "").lower() != "100-continue"
