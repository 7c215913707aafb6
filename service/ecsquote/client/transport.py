"""The common parts of both clients: connection settings, requests, retries and answers."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import httpx
import orjson
from pydantic import ValidationError
from tenacity import RetryCallState, retry_if_exception, stop_after_attempt, wait_random_exponential

from ecsquote.client.call import Body, Call, Operation, document, encoded
from ecsquote.client.errors import Problem, UnexpectedAnswer, Unreachable, problem_of
from ecsquote.contract.quotes import QuoteDocument
from ecsquote.errors import ClientError

T = TypeVar("T")
Row_co = TypeVar("Row_co", covariant=True)
AGAIN = frozenset((429, 503))
"""Statuses of requests to retry."""
MAX_WAIT_SECONDS = 30.0
API_KEY_VARIABLE = "ECSQUOTE_API_KEY"
"""The environment variable with the key of a client that is given none."""
NDJSON = "application/x-ndjson"
BATCH = "/v1/quotes/batch"
_USER_AGENT = "ecsquote-client"


class PageOf(Protocol[Row_co]):
    """A page of a list."""

    @property
    def items(self) -> Sequence[Row_co]:
        """The rows."""

    @property
    def next_cursor(self) -> str | None:
        """The cursor of the next page; None at the end."""


class Later(Exception):
    """A failed attempt that may be retried: the error to raise after the last one, and the server's Retry-After."""

    def __init__(self, error: ClientError, after_seconds: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.after_seconds = after_seconds


class Connection:
    """The connection to a server; keys are never printed, and the administrator's only sent where it is needed."""

    def __init__(
        self, base_url: str, *, timeout: float, retries: int, api_key: str | None, admin_key: str | None
    ) -> None:
        self._admin_key = admin_key
        self._api_key = api_key if api_key is not None else os.environ.get(API_KEY_VARIABLE)
        self.base_url = base_url
        self._retries = retries
        self.http_options: dict[str, Any] = {
            "base_url": base_url,
            "timeout": timeout,
            "headers": {"User-Agent": _USER_AGENT},
        }

    def __repr__(self) -> str:
        """Show the client without its key."""
        return f"{type(self).__name__}({self.base_url!r})"

    def request_options(self, operation: Operation[Any, T], call: Call[T]) -> dict[str, Any]:
        """Return the arguments of the request for httpx."""
        headers = dict(call.headers)
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        headers |= self.authorization(self._admin_key if call.admin else None)
        return {
            "method": operation.method,
            "url": operation.url(call),
            "params": call.query,
            "headers": headers,
            "content": None if call.body is None else encoded(call.body),
        }

    def authorization(self, key: str | None = None) -> dict[str, str]:
        """Return the header that carries a key, else the client's own; none without a key."""
        sent = key or self._api_key
        return {"Authorization": f"Bearer {sent}"} if sent else {}

    def retrying(self, call: Call[Any]) -> dict[str, Any]:
        """Return Tenacity's settings for a call; pauses grow with each retry."""
        return {
            "retry": retry_if_exception(lambda error: isinstance(error, Later)),
            "stop": stop_after_attempt(1 + self._retries if call.again else 1),
            "wait": _wait,
            "reraise": True,
        }


def _wait(state: RetryCallState) -> float:
    """Return the seconds of Retry-After, else a random time whose range doubles with each attempt."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, Later) and error.after_seconds is not None:
        return min(error.after_seconds, MAX_WAIT_SECONDS)
    return wait_random_exponential(multiplier=0.2, max=MAX_WAIT_SECONDS)(state)


def not_answered(error: httpx.HTTPError, base_url: str) -> Later:
    """Return the error for a request without an answer."""
    return Later(Unreachable(f"{base_url} does not answer: {error or type(error).__name__}"))


def read_answer(call: Call[T], status: int, headers: Mapping[str, str], content: bytes) -> T:
    """Return the result of an answer; raises its ClientError, or Later if it may be retried."""
    if status in AGAIN:
        raise Later(problem_of(status, content), _seconds(headers.get("retry-after")))
    if not 200 <= status < 300:
        raise problem_of(status, content)
    try:
        return call.read(content)
    except (ValidationError, UnicodeDecodeError) as error:
        raise UnexpectedAnswer(f"the answer does not match this version of the client: {error}") from None


def _seconds(retry_after: str | None) -> float | None:
    return float(retry_after) if retry_after is not None and retry_after.isdigit() else None


def batch_lines(bodies: Iterable[Body]) -> Iterator[bytes]:
    """Encode quote requests as NDJSON."""
    for body in bodies:
        yield encoded(body) + b"\n"


class LineReader:
    """Complete lines out of pieces; only newlines end a line."""

    def __init__(self) -> None:
        self._rest = b""

    def lines(self, piece: bytes) -> Iterator[bytes]:
        """Yield the lines that a piece completes."""
        *whole, self._rest = (self._rest + piece).split(b"\n")
        yield from filter(None, whole)

    def end(self) -> None:
        """Raise UnexpectedAnswer if the answer ended within a line."""
        if self._rest:
            raise UnexpectedAnswer("the answer ended within a line")


_READ_QUOTE = document(QuoteDocument)


def read_batch_line(line: bytes) -> QuoteDocument | Problem:
    """Read a quote, or the problem in its place."""
    found = orjson.loads(line)
    if "options" in found:
        return _READ_QUOTE(line)
    error = problem_of(int(found.get("status", 500)), line)
    if not isinstance(error, Problem):
        raise error
    return error
