"""EC2's DescribeSpotPriceHistory on this machine, as AWS's query protocol spells it, page by page."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

PAGE = 3
"""Records of one answer: few, so that a short history has several pages."""


@dataclass(frozen=True, slots=True)
class SpotChange:
    """A price that began to hold in a zone at a time."""

    zone: str
    instance_type: str
    price: str
    since: datetime
    product: str = "Linux/UNIX"


class PlayedSpotHistory:
    """An EC2 endpoint that knows Spot prices and refuses everything else; `with` starts and stops it."""

    def __init__(self, changes: Sequence[SpotChange]) -> None:
        self.changes = list(changes)
        self.asked: list[str] = []
        played = self

        class _Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers["Content-Length"])
                form = {name: values[0] for name, values in parse_qs(self.rfile.read(size).decode()).items()}
                status, body = played.answer(form)
                self.send_response(status)
                self.send_header("Content-Type", "text/xml;charset=UTF-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing on the terminal."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "PlayedSpotHistory":
        """Answers until the block ends."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, form: dict[str, str]) -> tuple[int, bytes]:
        """One page of changes, newest first as AWS gives them."""
        self.asked.append(form["Action"])
        if form["Action"] != "DescribeSpotPriceHistory":
            refused = "<Code>UnauthorizedOperation</Code><Message>not allowed here</Message>"
            return 403, f"<Response><Errors><Error>{refused}</Error></Errors></Response>".encode()
        ordered = sorted(self.changes, key=lambda change: change.since, reverse=True)
        start = int(form.get("NextToken", "0"))
        items = "".join(map(_item, ordered[start : start + PAGE]))
        token = str(start + PAGE) if start + PAGE < len(ordered) else ""
        name = "DescribeSpotPriceHistoryResponse"
        body = f"<spotPriceHistorySet>{items}</spotPriceHistorySet><nextToken>{token}</nextToken>"
        return 200, f'<{name} xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">{body}</{name}>'.encode()


def _item(change: SpotChange) -> str:
    fields = {
        "instanceType": change.instance_type,
        "productDescription": change.product,
        "spotPrice": change.price,
        "timestamp": f"{change.since:%Y-%m-%dT%H:%M:%S.000Z}",
        "availabilityZone": change.zone,
    }
    return "<item>" + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items()) + "</item>"
