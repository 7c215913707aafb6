"""Reading request bodies: never more than a bound, and only what says that it is JSON."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from ecsquote.counted import counted
from ecsquote.documents import parse_object
from ecsquote.errors import InputTooLarge
from ecsquote.faults.collected import input_error

Model = TypeVar("Model", bound=BaseModel)

CURL_DEFAULT_TYPE = "application/x-www-form-urlencoded"
"""What `curl -d @file` says of any body unless it is told otherwise; no form is served here."""


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body; InputTooLarge as soon as it is announced or found to be longer than `limit` bytes."""
    if request.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise HTTPException(415, "send the body as it is, without Content-Encoding: nothing is unpacked here")
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
    """The whole body of a request that says it sends JSON, or nothing of its own; 415 otherwise."""
    kind = content_type(request)
    says_json = kind in ("application/json", "", CURL_DEFAULT_TYPE) or kind.endswith("+json")
    if not says_json or passed_off(request):
        raise HTTPException(415, "send the body as Content-Type: application/json")
    return await read_body(request, limit)


def passed_off(request: Request) -> bool:
    """True where a web page sends a body without saying that it is JSON.

    Those are the bodies that a browser sends to another site, this machine's own servers too, without asking it first.
    Source: "Simple requests", https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS
    """
    return "origin" in request.headers and content_type(request) in ("", CURL_DEFAULT_TYPE)


def content_type(request: Request) -> str:
    """What the request says its body is, without parameters and in lower case; empty if it does not say."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def too_large(limit: int) -> InputTooLarge:
    """The error for a body over its bound."""
    return InputTooLarge(f"the body is larger than {counted(limit, 'byte')}")


def read_model(body: bytes, model: type[Model]) -> Model:
    """Read a JSON body as a model; raises InputError with every fault."""
    document = parse_object(body)
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise input_error(error, document, model) from None
