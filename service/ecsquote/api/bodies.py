"""Reading request bodies: bounded bytes, then strict JSON with exact numbers, then values that can be kept."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NoReturn

from starlette.exceptions import HTTPException
from starlette.requests import Request

from ecsquote.errors import Fault, InputError, InputTooLarge, UnreadableInput

MAX_DEPTH = 64
MAX_VALUES = 400_000
"""Values in one document: 500 services with their hourly counts and definitions need about half of it."""
MAX_INTEGER = 10**18
MAX_DECIMAL_DIGITS = 60
MAX_DECIMAL_MAGNITUDE = 30
MAX_FAULTS = 100

_Path = tuple["_Path", str | int] | None


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body; InputTooLarge as soon as it is announced or found to be longer than `limit` bytes."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise too_large(limit)
    chunks: list[bytes] = []
    length = 0
    async for chunk in request.stream():
        length += len(chunk)
        if length > limit:
            raise too_large(limit)
        chunks.append(chunk)
    return b"".join(chunks)


async def read_json_body(request: Request, limit: int) -> bytes:
    """The whole body of a request that says it sends JSON, or says nothing; 415 otherwise."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise HTTPException(415, "send the body as Content-Type: application/json")
    return await read_body(request, limit)


def too_large(limit: int) -> InputTooLarge:
    """The error for a body over its bound."""
    return InputTooLarge(f"the body is larger than {limit:,} bytes")


def parse_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a body. UnreadableInput if it is not JSON, InputError if JSON that is of no use here."""
    try:
        document = _DECODER.decode(body.decode())
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"the body is not UTF-8: byte {error.start} cannot be read") from None
    except json.JSONDecodeError as error:
        raise UnreadableInput(
            f"the body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:  # an integer of thousands of digits
        raise UnreadableInput(f"the body holds a number that cannot be read: {error}") from None
    if not isinstance(document, dict):
        raise InputError("the request must be a JSON object", [Fault("", "must be a JSON object: {…}")])
    if faults := _faults(document):
        raise InputError("the request holds values that cannot be used", faults)
    return document


def _too_deep() -> UnreadableInput:
    return UnreadableInput(f"the body is nested deeper than {MAX_DEPTH} levels")


def _refuse_constant(name: str) -> NoReturn:
    raise UnreadableInput(f"the body is not JSON: {name} is not a JSON number")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        seen: set[str] = set()
        key = next(key for key, _ in pairs if key in seen or seen.add(key))
        raise UnreadableInput(f"the body names {key[:100]!r} twice in one object")
    return document


_DECODER = json.JSONDecoder(
    parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_unique_keys, strict=True
)


def _faults(document: dict[str, Any]) -> list[Fault]:
    """Values that no field can hold: text that databases refuse, numbers beyond any quantity."""
    faults: list[Fault] = []
    level: list[tuple[Any, _Path]] = [(document, None)]
    values = depth = 0
    while level:
        depth += 1
        values += len(level)
        if depth > MAX_DEPTH:
            raise _too_deep()
        if values > MAX_VALUES:
            raise InputTooLarge(f"the body holds more than {MAX_VALUES:,} values")
        below: list[tuple[Any, _Path]] = []
        for value, path in level:
            if isinstance(value, dict):
                below.extend((item, (path, key)) for key, item in value.items())
                for key in value:
                    if message := _text_fault(key):
                        faults.append(Fault(_pointer(path), f"the key {ascii(key[:100])} {message}"))
            elif isinstance(value, list):
                below.extend((item, (path, index)) for index, item in enumerate(value))
            elif message := _text_fault(value) if isinstance(value, str) else _number_fault(value):
                faults.append(Fault(_pointer(path), message))
            if len(faults) >= MAX_FAULTS:
                return faults
        level = below
    return faults


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
    return "".join(f"/{_escape(str(key))}" for key in reversed(list(_keys(path))))


def _keys(path: _Path) -> Iterator[str | int]:
    while path is not None:
        path, key = path
        yield key


def _escape(key: str) -> str:
    """RFC 6901, and no lone surrogate that the answer could not be written with."""
    return key.replace("~", "~0").replace("/", "~1").encode(errors="replace").decode()
