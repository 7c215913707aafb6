"""HTTP to AWS's public files: one host, bounded answers, retries with backoff and Retry-After."""

import ssl
import time
import zlib
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from ecsquote.errors import SourceError
from ecsquote.pricing.sources.source import Clock

T = TypeVar("T")

MAX_SMALL_BYTES = 64 << 20
"""Bound on an index or a feed; the largest is under 10 MB."""
MAX_RETRY_AFTER_SECONDS = 120.0
ATTEMPTS = 5
_GZIP = 16 + zlib.MAX_WBITS
_ABSENT_STATUSES = frozenset({403, 404})
_RETRIED_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
TIMEOUT = httpx.Timeout(60.0, connect=10.0)


class Retriable(Exception):
    """The request may succeed if it is made again; `retry_after` is what the server asks for, in seconds."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


@cache
def trusted_authorities() -> ssl.SSLContext:
    """What every client of a process trusts, read once: it takes longer than most downloads."""
    return httpx.create_ssl_context()


class AwsFiles:
    """GET requests below one base address; a path in an index cannot lead anywhere else."""

    def __init__(
        self,
        base_url: str,
        *,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.base_url = checked_base(base_url)
        self.clock = clock or Clock()
        self.http = httpx.Client(
            transport=transport,
            verify=trusted_authorities(),
            timeout=TIMEOUT,
            follow_redirects=False,
            headers={"User-Agent": "ecsquote", "Accept-Encoding": "gzip"},
        )
        self.sleep = sleep

    def close(self) -> None:
        """Give the connections back."""
        self.http.close()

    def address(self, path: str) -> str:
        """The full address of a path that an index gave; SourceError if it leaves the base address."""
        parts = urlsplit(path)
        base = urlsplit(self.base_url)
        foreign = (parts.scheme or parts.netloc) and (parts.scheme, parts.netloc) != (base.scheme, base.netloc)
        odd = any(piece in ("", ".", "..") for piece in parts.path.strip("/").split("/")) or "\\" in path or "%" in path
        if foreign or odd or parts.query or parts.fragment:
            raise SourceError(f"the path {path[:200]!r} leads away from {self.base_url}")
        return f"{self.base_url}/{parts.path.lstrip('/')}"

    def get(self, path: str, etag: str | None = None) -> tuple[bytes | None, str | None]:
        """A small file and its ETag; None where it has not changed since the ETag. SourceError otherwise."""
        address = self.address(path) if path else self.base_url
        headers = {"If-None-Match": etag} if etag else {}
        return self.retrying(lambda: self._get_once(address, headers))

    def find(self, path: str) -> bytes | None:
        """A small file; None where the host has none (404), or shows none (403 of a bucket that is not listed)."""
        address = self.address(path)
        return self.retrying(lambda: self._find_once(address))

    def _find_once(self, address: str) -> bytes | None:
        with self.http.stream("GET", address) as response:
            if response.status_code in _ABSENT_STATUSES:
                return None
            self.check_status(response, address)
            return _small_body(response, address)

    def _get_once(self, address: str, headers: Mapping[str, str]) -> tuple[bytes | None, str | None]:
        with self.http.stream("GET", address, headers=dict(headers)) as response:
            if response.status_code == httpx.codes.NOT_MODIFIED:
                return None, response.headers.get("ETag")
            self.check_status(response, address)
            return _small_body(response, address), response.headers.get("ETag")

    def check_status(self, response: httpx.Response, address: str) -> None:
        """Retriable or SourceError for anything but success."""
        status = response.status_code
        if status in _RETRIED_STATUSES:
            raise Retriable(f"{address} answers {status}", self._retry_after(response.headers.get("Retry-After")))
        if status not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
            raise SourceError(f"{address} answers {status}")

    def retrying(self, attempt: Callable[[], T]) -> T:
        """Make a request again while that may help; SourceError with the last reason when it does not."""
        waits = Retrying(
            retry=retry_if_exception_type((Retriable, httpx.TransportError)),
            stop=stop_after_attempt(ATTEMPTS),
            wait=_wait,
            sleep=self.sleep or time.sleep,
            reraise=True,
        )
        try:
            return waits(attempt)
        except Retriable as reason:
            raise SourceError(f"{reason}, {ATTEMPTS} times in a row") from reason
        except httpx.HTTPError as error:
            raise SourceError(f"{self.base_url} does not answer: {type(error).__name__} {error}".rstrip()) from error

    def _retry_after(self, text: str | None) -> float | None:
        if not text:
            return None
        if text.isascii() and text.isdigit():
            return float(text)
        try:
            return max(0.0, (parsedate_to_datetime(text) - self.clock.now()).total_seconds())
        except (ValueError, TypeError):
            return None


def _small_body(response: httpx.Response, address: str) -> bytes:
    """The body, unpacked piece by piece, so that a few bytes cannot become more than the bound."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("gzip", "identity", ""):
        raise SourceError(f"{address} is packed as {encoding[:40]}, which was not asked for")
    unpacker = zlib.decompressobj(_GZIP) if encoding == "gzip" else None
    body = bytearray()
    try:
        for chunk in response.iter_raw():
            body += chunk if unpacker is None else unpacker.decompress(chunk, MAX_SMALL_BYTES + 1 - len(body))
            if len(body) > MAX_SMALL_BYTES:
                raise SourceError(f"{address} is larger than {MAX_SMALL_BYTES >> 20} MiB; it is not read on")
    except zlib.error as error:
        raise SourceError(f"{address} cannot be unpacked: {error}") from error
    if unpacker is not None and not unpacker.eof:
        raise Retriable(f"{address} broke off within its gzip data")
    return bytes(body)


_BACKOFF = wait_random_exponential(multiplier=0.5, max=30)


def _wait(state: RetryCallState) -> float:
    """What the server asks for, within a bound; else exponential backoff with jitter."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, Retriable) and error.retry_after is not None:
        return min(error.retry_after, MAX_RETRY_AFTER_SECONDS)
    return _BACKOFF(state)


def checked_base(url: str) -> str:
    """A base address without its last slash; SourceError unless it is plain http or https without a user."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise SourceError("a price source's address must be http:// or https:// with a host, without user or query")
    return url.rstrip("/")
