"""What both clients share: settings of the connection, the request that a call becomes, retries, and its answer."""

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
"""Statuses that say: later."""
MAX_WAIT_SECONDS = 30.0
NDJSON = "application/x-ndjson"
BATCH = "/v1/quotes/batch"
_USER_AGENT = "ecsquote-client"


class PageOf(Protocol[Row_co]):
    """Part of a list, as the API answers it."""

    @property
    def items(self) -> Sequence[Row_co]:
        """The rows."""

    @property
    def next_cursor(self) -> str | None:
        """What to ask for next, None at the end."""


class Later(Exception):
    """An attempt that may be made again; carries what to raise in the end, and when the server wants it."""

    def __init__(self, error: ClientError, after_seconds: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.after_seconds = after_seconds


class Connection:
    """How a server is reached; the administrator's key is sent with what needs it alone, and shown nowhere."""

    def __init__(self, base_url: str, *, timeout: float, retries: int, admin_key: str | None) -> None:
        self._admin_key = admin_key
        self.base_url = base_url
        self._retries = retries
        self.http_options: dict[str, Any] = {
            "base_url": base_url,
            "timeout": timeout,
            "headers": {"User-Agent": _USER_AGENT},
        }

    def __repr__(self) -> str:
        """Without the key."""
        return f"{type(self).__name__}({self.base_url!r})"

    def request_options(self, operation: Operation[Any, T], call: Call[T]) -> dict[str, Any]:
        """The request as httpx takes it."""
        headers = dict(call.headers)
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        if call.admin and self._admin_key is not None:
            headers["Authorization"] = f"Bearer {self._admin_key}"
        return {
            "method": operation.method,
            "url": operation.url(call),
            "params": call.query,
            "headers": headers,
            "content": None if call.body is None else encoded(call.body),
        }

    def retrying(self, call: Call[Any]) -> dict[str, Any]:
        """Tenacity's settings for a call: what may be sent again is, with growing pauses."""
        return {
            "retry": retry_if_exception(lambda error: isinstance(error, Later)),
            "stop": stop_after_attempt(1 + self._retries if call.again else 1),
            "wait": _wait,
            "reraise": True,
        }


def _wait(state: RetryCallState) -> float:
    """What the server asks for (Retry-After), else a random time that doubles with each attempt."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, Later) and error.after_seconds is not None:
        return min(error.after_seconds, MAX_WAIT_SECONDS)
    return wait_random_exponential(multiplier=0.2, max=MAX_WAIT_SECONDS)(state)


def not_answered(error: httpx.HTTPError, base_url: str) -> Later:
    """A request without an answer."""
    return Later(Unreachable(f"{base_url} does not answer: {error or type(error).__name__}"))


def read_answer(call: Call[T], status: int, headers: Mapping[str, str], content: bytes) -> T:
    """The result of an answer; raises its ClientError, or Later where that may pass."""
    if status in AGAIN:
        raise Later(problem_of(status, content), _seconds(headers.get("retry-after")))
    if not 200 <= status < 300:
        raise problem_of(status, content)
    try:
        return call.read(content)
    except (ValidationError, UnicodeDecodeError) as error:
        raise UnexpectedAnswer(f"the answer is not what this version of the client knows: {error}") from None


def _seconds(retry_after: str | None) -> float | None:
    return float(retry_after) if retry_after is not None and retry_after.isdigit() else None


def batch_lines(bodies: Iterable[Body]) -> Iterator[bytes]:
    """Quote requests as NDJSON."""
    for body in bodies:
        yield encoded(body) + b"\n"


class LineReader:
    """Whole lines out of pieces; newlines alone end a line."""

    def __init__(self) -> None:
        self._rest = b""

    def lines(self, piece: bytes) -> Iterator[bytes]:
        """The lines that a piece completes."""
        *whole, self._rest = (self._rest + piece).split(b"\n")
        yield from filter(None, whole)

    def end(self) -> None:
        """UnexpectedAnswer where the answer broke off within a line."""
        if self._rest:
            raise UnexpectedAnswer("the answer broke off within a line")


_READ_QUOTE = document(QuoteDocument)


def read_batch_line(line: bytes) -> QuoteDocument | Problem:
    """A quote, or the problem that stands in its place."""
    found = orjson.loads(line)
    if "options" in found:
        return _READ_QUOTE(line)
    error = problem_of(int(found.get("status", 500)), line)
    if not isinstance(error, Problem):
        raise error
    return error
