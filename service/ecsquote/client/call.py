"""A call of the API, described once for both clients: the request, and the reader of its answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, ParamSpec, TypeVar
from urllib.parse import quote

import orjson
from pydantic import TypeAdapter

from ecsquote.client.upload import Form

P = ParamSpec("P")
T = TypeVar("T")
Body = Mapping[str, Any]
"""A JSON object for the API; numbers may be Decimals."""


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """A request and the reader of its answer; `again` marks requests that may be retried."""

    read: Callable[[bytes], T]
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = None
    form: Form | None = None
    admin: bool = False
    again: bool = True


class Operation(Generic[P, T]):
    """An operation of the API: its method and path, and the function that describes a call.

    `variant` names a second form of an operation that returns another type.
    """

    def __init__(self, method: str, path: str, variant: str | None, describe: Callable[P, Call[T]]) -> None:
        self.__name__ = describe.__name__
        self.__doc__ = describe.__doc__
        self.method = method
        self.path = path
        self.variant = variant
        self.describe = describe

    def url(self, call: Call[T]) -> str:
        """Return the path with its parameters, each quoted as one segment."""
        return self.path.format_map({name: quote(value, safe="") for name, value in call.path.items()})


def operation(method: str, path: str, variant: str | None = None) -> Callable[[Callable[P, Call[T]]], Operation[P, T]]:
    """Declare an operation by its method and path in the OpenAPI document."""
    return lambda describe: Operation(method, path, variant, describe)


def document(kind: type[T]) -> Callable[[bytes], T]:
    """Return a reader of JSON answers of a type; unknown fields are ignored."""
    adapter = cache(lambda: TypeAdapter(kind))  # created for the first answer
    return lambda content: adapter().validate_json(content)


def text(content: bytes) -> str:
    """Read an answer as text."""
    return content.decode()


def raw(content: bytes) -> bytes:
    """Return an answer unchanged."""
    return content


def nothing(_: bytes) -> None:
    """Read an answer without content."""


def said(**parameters: Any) -> dict[str, Any]:
    """Return the parameters that are not None."""
    return {name: value for name, value in parameters.items() if value is not None}


def encoded(body: Body) -> bytes:
    """Encode a body as JSON, Decimals as exact strings; raises TypeError for other types."""
    return orjson.dumps(body, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        raise TypeError("a set is not a JSON type")
    return str(value)
