"""One call of the API, described once for both clients: what is sent, and how the answer is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, ParamSpec, TypeVar
from urllib.parse import quote

import orjson
from pydantic import TypeAdapter

P = ParamSpec("P")
T = TypeVar("T")
Body = Mapping[str, Any]
"""A JSON object as the API takes it; numbers may be Decimals."""


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """What is sent, and how the answer is read; `again` says that it may be sent twice."""

    read: Callable[[bytes], T]
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = None
    admin: bool = False
    again: bool = True


class Operation(Generic[P, T]):
    """An operation of the API: its place there, and the function that describes a call of it.

    `variant` names a second form of an operation, which answers with another type.
    """

    def __init__(self, method: str, path: str, variant: str | None, describe: Callable[P, Call[T]]) -> None:
        self.__name__ = describe.__name__
        self.__doc__ = describe.__doc__
        self.method = method
        self.path = path
        self.variant = variant
        self.describe = describe

    def url(self, call: Call[T]) -> str:
        """The path with its parameters in it, each one segment whatever it holds."""
        return self.path.format_map({name: quote(value, safe="") for name, value in call.path.items()})


def operation(method: str, path: str, variant: str | None = None) -> Callable[[Callable[P, Call[T]]], Operation[P, T]]:
    """Declare an operation: the method and path of the OpenAPI document."""
    return lambda describe: Operation(method, path, variant, describe)


def document(kind: type[T]) -> Callable[[bytes], T]:
    """Reads an answer of JSON as a type of the API; fields that the type does not have are left out."""
    adapter = cache(lambda: TypeAdapter(kind))  # made when the first answer comes
    return lambda content: adapter().validate_json(content)


def text(content: bytes) -> str:
    """Reads an answer of text."""
    return content.decode()


def raw(content: bytes) -> bytes:
    """Takes an answer as it is."""
    return content


def nothing(_: bytes) -> None:
    """Reads an answer that has no content."""


def said(**parameters: Any) -> dict[str, Any]:
    """The parameters that were given."""
    return {name: value for name, value in parameters.items() if value is not None}


def encoded(body: Body) -> bytes:
    """A body as JSON; Decimals as strings, exact. TypeError for what is no JSON."""
    return orjson.dumps(body, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        raise TypeError("a set is no JSON type")
    return str(value)
