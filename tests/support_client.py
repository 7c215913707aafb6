"""For tests of the client: the operations that it declares, and servers that answer what a test wants."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ecsquote.client import catalog_operations, operations
from ecsquote.client.call import Operation

DECLARED: dict[str, Operation[Any, Any]] = {
    name: value
    for described in (operations, catalog_operations)
    for name, value in vars(described).items()
    if isinstance(value, Operation)
}
"""By name."""


class Scripted:
    """A server that answers by a script, the last answer for ever, and remembers what it was asked."""

    def __init__(self, *answers: tuple[int, dict[str, str], bytes]) -> None:
        self.answers = list(answers)
        self.seen: list[tuple[str, str, dict[str, str]]] = []

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        handler.rfile.read(int(handler.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.seen.append((handler.command, handler.path, headers))
        status, more, content = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **more}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content)


@contextmanager
def answering(script: Scripted) -> Iterator[str]:
    """The address of a running server with a script."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            script.answer(self)

        do_POST = do_DELETE = do_GET  # noqa: N815 - likewise

        def log_message(self, *_: object) -> None:
            """Nothing: the test's own output stays readable."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
