"""Read request bodies: at most a limit, and only if they are declared as JSON."""

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
"""What `curl -d @file` sends for any body by default."""
YAML_TYPES = ("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml")


async def read_body(request: Request, limit: int) -> bytes:
    """Return the body; raises InputTooLarge as soon as it is known to be longer than `limit` bytes."""
    if request.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise HTTPException(415, "send the body without Content-Encoding; compressed bodies are not supported")
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
    """Return the body of a request that declares JSON, or no type; status 415 otherwise."""
    if not _says_json(request) or passed_off(request):
        raise HTTPException(415, "send the body as Content-Type: application/json")
    return await read_body(request, limit)


async def read_document_body(request: Request, limit: int) -> bytes:
    """Return the body of a request that declares JSON, YAML or no type; status 415 otherwise."""
    if not (_says_json(request) or content_type(request) in YAML_TYPES) or passed_off(request):
        raise HTTPException(415, "send the body as Content-Type: application/json or application/yaml")
    return await read_body(request, limit)


def _says_json(request: Request) -> bool:
    kind = content_type(request)
    return kind in ("application/json", "", CURL_DEFAULT_TYPE) or kind.endswith("+json")


def passed_off(request: Request) -> bool:
    """Return whether a web page sends a body without declaring JSON.

    A browser sends such bodies to another site, even to a server on the same machine, without asking it first.
    Source: "Simple requests", https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS
    """
    return "origin" in request.headers and content_type(request) in ("", CURL_DEFAULT_TYPE)


def content_type(request: Request) -> str:
    """Return the declared content type, without parameters and in lower case; empty if there is none."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def too_large(limit: int) -> InputTooLarge:
    """Return the error for a body over its limit."""
    return InputTooLarge(f"the body is larger than {counted(limit, 'byte')}")


def read_model(body: bytes, model: type[Model]) -> Model:
    """Read a JSON body as a model; raises InputError with every fault."""
    document = parse_object(body)
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise input_error(error, document, model) from None
