"""A host of pull requests for tests: a real HTTP server that keeps comments as GitHub's and GitLab's APIs do."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "t0ken-that-nobody-may-see"  # noqa: S105 - made up, for a host made up
_PLACES = {
    "github": (r"/repos/shop/infrastructure/issues/7/comments", r"/repos/shop/infrastructure/issues/comments/(\d+)"),
    "gitlab": (r"/projects/42/merge_requests/7/notes", r"/projects/42/merge_requests/7/notes/(\d+)"),
}
_UPDATES = {"github": "PATCH", "gitlab": "PUT"}


@dataclass
class ReviewHost:
    """What the server holds and what it was asked: comments by id, and (method, path) of each request."""

    kind: str
    url: str = ""
    comments: dict[int, str] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    """Statuses to answer the next requests with, before any is served."""

    def answer(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, object]:
        """As the host would: 401 for a wrong token, 404 for what is not there."""
        parts = urlsplit(target)
        self.asked.append((method, parts.path))
        if self.answers:
            return self.answers.pop(0), {}
        expected = {"github": ("Authorization", f"Bearer {TOKEN}"), "gitlab": ("PRIVATE-TOKEN", TOKEN)}[self.kind]
        if headers.get(expected[0]) != expected[1]:
            return 401, {}
        several, one = _PLACES[self.kind]
        if re.fullmatch(several, parts.path):
            return self._several(method, parse_qs(parts.query), body)
        found = re.fullmatch(one, parts.path)
        if found is None or int(found[1]) not in self.comments or method != _UPDATES[self.kind]:
            return 404, {}
        self.comments[int(found[1])] = json.loads(body)["body"]
        return 200, {"id": int(found[1])}

    def _several(self, method: str, query: dict[str, list[str]], body: bytes) -> tuple[int, object]:
        if method == "POST":
            identity = max(self.comments, default=0) + 1
            self.comments[identity] = json.loads(body)["body"]
            return 201, {"id": identity}
        size, page = int(query["per_page"][0]), int(query["page"][0])
        rows = [{"id": identity, "body": text} for identity, text in self.comments.items()]
        return 200, rows[(page - 1) * size : page * size]


@contextmanager
def review_host(kind: str) -> Iterator[ReviewHost]:
    """A running host, "github" or "gitlab"."""
    host = ReviewHost(kind)

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, document = host.answer(self.command, self.path, self.headers, body)
            text = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PATCH = do_PUT = _serve  # noqa: N815 - http.server's own names

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        host.url = f"http://127.0.0.1:{server.server_port}"
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
