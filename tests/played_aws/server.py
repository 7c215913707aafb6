"""An AWS to refresh from, on this machine: indexes, offers, Savings Plans and feeds, laid out and worded as AWS's are.

Every file has an ETag, is packed where the client can unpack it and it is not too large, and is served from the middle
where a Range asks for it. A fault can be put in the way of any request.
"""

import gzip
import hashlib
import json
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import unquote

from played_aws import plan_maps
from played_aws.decoys import with_odd_terms
from played_aws.feeds import advisor_file, fargate_spot_feed
from played_aws.offers import KnownRegion, offer_rows
from played_aws.plans import savings_plan_offer
from played_aws.retold import Retold
from played_aws.rows import DISCLAIMER, SERVICE_NAMES, Offer, Row, offer_csv, offer_json

VERSION = "20260925123456"
PUBLISHED = "2026-09-25T12:34:56Z"
PLANS = "AWSComputeSavingsPlan"
LARGEST_PACKED = 10 << 20
"""AWS packs the smaller files; the largest come as they are."""


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next requests whose path holds `path`."""

    path: str
    times: int = 1
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    """Bytes after which the connection breaks."""
    body: Callable[[bytes], bytes] | None = None
    """Changes the file; the length and the packing fit it."""
    packed: Callable[[bytes], bytes] | None = None
    """Changes the packed bytes; the length fits them."""
    length: int | None = None
    """A Content-Length that is not true."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, aws: "PlayedAws") -> None:
        self.aws = aws
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is not a fault of the server; any other error is."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as socketserver gave them


class _Handler(BaseHTTPRequestHandler):
    """Answers one connection of a client."""

    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16
    server: _Server

    def do_GET(self) -> None:
        """Every request is a GET."""
        aws = self.server.aws
        aws.requests.append(self.path)
        fault = aws.take_fault(self.path) or Fault("")
        if fault.status is not None:
            self._answer(fault.status, fault.headers, b"", fault)
        elif (found := aws.body(self.path)) is None:
            self._answer(404, {}, b"", fault)
        elif isinstance(found, Retold):
            self._answer_file({"ETag": f'"{found.path.name}-{found.region}"'}, found)
        else:
            self._answer_bytes(found, fault)

    def _answer_bytes(self, body: bytes, fault: Fault) -> None:
        etag = f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
        if self.headers.get("If-None-Match") == etag:
            self._answer(304, {"ETag": etag}, b"", fault)
            return
        headers = {"ETag": etag, "Content-Type": "application/json", **fault.headers}
        body = fault.body(body) if fault.body else body
        if "gzip" in self.headers.get("Accept-Encoding", "") and len(body) < LARGEST_PACKED:
            body = gzip.compress(body, 1, mtime=0)
            headers["Content-Encoding"] = "gzip"
            body = fault.packed(body) if fault.packed else body
        wanted = self.headers.get("Range", "")
        if wanted.startswith("bytes=") and self.headers.get("If-Range") == etag:
            first = int(wanted[6:].rstrip("-"))
            headers["Content-Range"] = f"bytes {first}-{len(body) - 1}/{len(body)}"
            self._answer(206, headers, body[first:], fault)
        else:
            self._answer(200, headers, body, fault)

    def _answer_file(self, headers: Mapping[str, str], told: "Retold") -> None:
        self._begin(200, headers, told.size)
        for piece in told.pieces():
            self.wfile.write(piece)

    def _answer(self, status: int, headers: Mapping[str, str], body: bytes, fault: Fault) -> None:
        self._begin(status, headers, len(body) if fault.length is None else fault.length)
        end = len(body) if fault.cut_after is None else fault.cut_after
        self.wfile.write(body[:end])
        self.wfile.flush()
        self.server.aws.bytes_served += len(body[:end])
        if fault.length is not None or end < len(body):
            self.close_connection = True

    def _begin(self, status: int, headers: Mapping[str, str], length: int) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(length)}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """The requests are listed, not printed."""


class PlayedAws:
    """The server; use it as a context manager. `requests` lists what was asked for."""

    def __init__(
        self,
        regions: Mapping[str, KnownRegion],
        services: Sequence[str] = tuple(SERVICE_NAMES),
        *,
        version: str = VERSION,
        odd_terms: bool = True,
        all_software: bool = False,
    ) -> None:
        self.regions = dict(regions)
        self.services = tuple(services)
        self.version = version
        self.odd_terms = odd_terms
        self.all_software = all_software
        self.faults: list[Fault] = []
        self.requests: list[str] = []
        self.bytes_served = 0
        self.on_exit = ExitStack()
        """What clients of this AWS want closed with it."""
        self._cache: dict[str, bytes | Retold] = {}
        self._lock = threading.Lock()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The base address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def fargate_spot_url(self) -> str:
        """The Fargate Spot feed."""
        return f"{self.url}/fargate-spot-prices.json"

    @property
    def spot_advisor_url(self) -> str:
        """The Spot advisor's file."""
        return f"{self.url}/spot-advisor-data.json"

    def __enter__(self) -> "PlayedAws":
        """Begin to answer."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Fall silent."""
        self._server.shutdown()
        self._server.server_close()
        self.on_exit.close()

    def publish(self, regions: Mapping[str, KnownRegion], version: str) -> None:
        """New prices under a new version, from the next request on."""
        with self._lock:
            self.regions = dict(regions)
            self.version = version
            self._cache.clear()

    def put(self, path: str, body: bytes | Retold) -> None:
        """Serve these bytes, or this file, under a path, whatever would be there."""
        self._cache[path] = body

    def take_fault(self, path: str) -> Fault | None:
        """The fault that stands in a request's way, if one does."""
        with self._lock:
            for fault in self.faults:
                if fault.path in path and fault.times > 0:
                    fault.times -= 1
                    return fault
        return None

    def body(self, path: str) -> bytes | Retold | None:
        """What is at a path; None where AWS would say that nothing is."""
        with self._lock:
            if path not in self._cache:
                made = self._made(path)
                if made is None:
                    return None
                self._cache[path] = made
            return self._cache[path]

    def rows(self, service_code: str, region: str) -> list[Row]:
        """The rows of an offer, decoys and odd terms among them."""
        rows = offer_rows(self.regions[region], service_code, all_software=self.all_software)
        if not self.odd_terms:
            return rows
        return [with_odd_terms(row) if number % 7 == 0 else row for number, row in enumerate(rows)]

    def _made(self, path: str) -> bytes | None:
        pieces = path.strip("/").split("/")
        if path == "/fargate-spot-prices.json":
            return fargate_spot_feed(self.regions.values())
        if path == "/spot-advisor-data.json":
            return advisor_file(self.regions.values())
        if pieces[-1] == "region_index.json":
            return self._region_index(pieces)
        if len(pieces) == 7 and pieces[5] in self.regions:
            return self._offer(pieces)
        found = plan_maps.page_file(self.regions, unquote(path))
        if path == "/offers/v1.0/aws/index.json":
            found = {"publicationDate": PUBLISHED, "offers": {code: _offer_entry(code) for code in self.services}}
        return None if found is None else _json(found)

    def _region_index(self, pieces: list[str]) -> bytes | None:
        code = pieces[3]
        if pieces[0] == "savingsPlan":
            entries = [
                {
                    "regionCode": region,
                    "versionUrl": f"/savingsPlan/v1.0/aws/{PLANS}/{self.version}/{region}/index.json",
                }
                for region in self.regions
            ]
            empty = f"/savingsPlan/v1.0/aws/{PLANS}/current/default/empty.json"
            entries.append({"regionCode": "xx-nowhere-1", "versionUrl": empty})
            return _json({"publicationDate": PUBLISHED, "regions": entries, "formatVersion": "v1.0"})
        root = f"/offers/v1.0/aws/{code}/{self.version}"
        regions = {
            region: {"regionCode": region, "currentVersionUrl": f"{root}/{region}/index.json"}
            for region in (*self.regions, "xx-nowhere-1")
        }
        return _json(
            {"formatVersion": "v1.0", "disclaimer": DISCLAIMER, "publicationDate": PUBLISHED, "regions": regions}
        )

    def _offer(self, pieces: list[str]) -> bytes:
        code, version, region, name = pieces[3:]
        if pieces[0] == "savingsPlan":
            return savings_plan_offer(self.regions[region], version, PUBLISHED)
        writer = offer_csv if name.endswith(".csv") else offer_json
        return "".join(writer(Offer(code, version, PUBLISHED), self.rows(code, region))).encode()


def _json(document: object) -> bytes:
    return json.dumps(document, indent=2, separators=(",", " : ")).encode()


def _offer_entry(code: str) -> dict[str, str]:
    root = f"/offers/v1.0/aws/{code}"
    entry = {
        "offerCode": code,
        "versionIndexUrl": f"{root}/index.json",
        "currentVersionUrl": f"{root}/current/index.json",
        "currentRegionIndexUrl": f"{root}/current/region_index.json",
    }
    if code in ("AmazonEC2", "AmazonECS"):
        plans = f"/savingsPlan/v1.0/aws/{PLANS}/current"
        entry |= {
            "savingsPlanVersionIndexUrl": f"{plans}/index.json",
            "currentSavingsPlanIndexUrl": f"{plans}/region_index.json",
        }
    return entry
