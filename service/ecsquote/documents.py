"""Strict JSON documents: exact numbers, every key once, only values that can be priced and kept.

The API reads request bodies with it and the command line files, so that both refuse the same documents.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any, NoReturn

from ecsquote.errors import Fault, InputError, InputTooLarge, UnreadableInput
from ecsquote.faults.pointers import pointer

MAX_DEPTH = 64
MAX_VALUES = 400_000
"""Values in one document: 500 services with their hourly counts and definitions need about half of it."""
MAX_ENTRIES = 10_000
"""Entries in one object or list; the longest that a request can use holds a few thousand."""
MAX_INTEGER = 10**18
MAX_DECIMAL_DIGITS = 60
MAX_DECIMAL_MAGNITUDE = 30
MAX_FAULTS = 100
_LARGE_NUMBER = re.compile(rb"[0-9]{18}|[0-9][eE]")

_Path = tuple["_Path", str | int] | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large a document may be."""

    depth: int = MAX_DEPTH
    values: int = MAX_VALUES
    entries: int = MAX_ENTRIES


REQUEST_BOUNDS = Bounds()


def parse_object(text: bytes) -> dict[str, Any]:
    """The JSON object in a text, numbers as int or Decimal.

    UnreadableInput if it is not JSON, InputError if it is JSON of another kind, InputTooLarge over a bound.
    """
    document = _decoded(_text(text), REQUEST_BOUNDS)
    if not isinstance(document, dict):
        raise InputError("the request must be a JSON object", [Fault("", "must be a JSON object: {…}")])
    if not _plain(text):
        check_values(document, REQUEST_BOUNDS)
    return document


def parse_json(text: str, bounds: Bounds) -> Any:
    """The JSON value in a text, within bounds of its own; errors as for `parse_object`."""
    document = _decoded(text, bounds)
    check_values(document, bounds)
    return document


def check_values(document: object, bounds: Bounds) -> None:
    """Raise InputError for values that no field can hold, or a document over a bound."""
    if faults := list(islice(_faults(document, bounds), MAX_FAULTS)):
        raise InputError("the request holds values that cannot be used", faults)


def _text(text: bytes) -> str:
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"the document is not UTF-8: byte {error.start} cannot be read") from None


def _decoded(text: str, bounds: Bounds) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise UnreadableInput(
            f"the document is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise _too_deep(bounds) from None
    except ValueError as error:  # an integer of thousands of digits
        raise UnreadableInput(f"the document holds a number that cannot be read: {error}") from None


def _plain(text: bytes) -> bool:
    """True where the text alone shows that no value in it can be at fault, so that none needs to be looked at.

    Short enough for no bound on values and entries, too few brackets for the depth, no character but ASCII, no escape
    that could make another, and no number of 18 digits in a row or with an exponent.
    """
    return (
        len(text) <= MAX_ENTRIES
        and text.count(b"{") + text.count(b"[") < MAX_DEPTH
        and text.isascii()
        and b"\\u" not in text
        and _LARGE_NUMBER.search(text) is None
    )


def _too_deep(bounds: Bounds) -> UnreadableInput:
    return UnreadableInput(f"the document is nested deeper than {bounds.depth} levels")


def _decimal(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:  # an exponent of 19 digits or more
        raise UnreadableInput("the document holds a number that cannot be read: its exponent is too long") from None


def _refuse_constant(name: str) -> NoReturn:
    raise UnreadableInput(f"the document is not JSON: {name} is not a JSON number")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        key, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise UnreadableInput(f"the document names {key[:100]!r} twice in one object")
    return document


_DECODER = json.JSONDecoder(
    parse_float=_decimal, parse_constant=_refuse_constant, object_pairs_hook=_unique_keys, strict=True
)


def _faults(document: object, bounds: Bounds) -> Iterator[Fault]:
    """Values that no field can hold: text that databases refuse, numbers beyond any quantity."""
    for value, path in _values(document, bounds):
        if isinstance(value, dict | list) and len(value) > bounds.entries:
            yield Fault(_pointer(path), f"must have at most {bounds.entries:,} entries, not {len(value):,}")
        if isinstance(value, dict):
            for key in value:
                if message := _text_fault(key):
                    yield Fault(_pointer(path), f"the key {key[:100]!a} {message}")
        elif message := _text_fault(value) if isinstance(value, str) else _number_fault(value):
            yield Fault(_pointer(path), message)


def _values(document: object, bounds: Bounds) -> Iterator[tuple[Any, _Path]]:
    """Every value with its place, level by level, so that depth costs no stack."""
    level: list[tuple[Any, _Path]] = [(document, None)]
    depth = count = 0
    while level:
        depth += 1
        count += len(level)
        if depth > bounds.depth:
            raise _too_deep(bounds)
        if count > bounds.values:
            raise InputTooLarge(f"the document holds more than {bounds.values:,} values")
        yield from level
        level = [item for value, path in level for item in _inside(value, path, bounds)]


def _inside(value: object, path: _Path, bounds: Bounds) -> Iterator[tuple[Any, _Path]]:
    """What is in a value; nothing in one of too many entries, which is at fault already."""
    if not isinstance(value, dict | list) or len(value) > bounds.entries:
        return
    if isinstance(value, dict):
        yield from ((item, (path, key)) for key, item in value.items())
    else:
        yield from ((item, (path, index)) for index, item in enumerate(value))


def _text_fault(text: str) -> str | None:
    if text.isascii():
        return "must not hold a NUL character" if "\0" in text else None
    if "\0" in text:
        return "must not hold a NUL character"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "must not hold half of a surrogate pair"
    return None


def _number_fault(value: object) -> str | None:
    if isinstance(value, Decimal):
        digits = len(value.as_tuple().digits)
        if digits > MAX_DECIMAL_DIGITS or abs(value.adjusted()) > MAX_DECIMAL_MAGNITUDE:
            return "is a number beyond any quantity or price"
    elif isinstance(value, int) and abs(value) > MAX_INTEGER:
        return "is a number beyond any quantity or price"
    return None


def _pointer(path: _Path) -> str:
    return pointer(tuple(_keys(path))[::-1])


def _keys(path: _Path) -> Iterator[str | int]:
    while path is not None:
        path, key = path
        yield key
