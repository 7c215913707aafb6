"""Every error as application/problem+json (RFC 9457): the one map from error classes to HTTP statuses."""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match

from ecsquote import errors
from ecsquote.api.http.problem_types import TYPES, type_of

PROBLEM_JSON = "application/problem+json"
MAX_FAULTS = 100
_LOG = logging.getLogger("ecsquote.api")

STATUSES: Mapping[type[errors.EcsquoteError], int] = {
    errors.UnreadableInput: 400,
    errors.InputTooLarge: 413,
    errors.InputError: 422,
    errors.ImportRefused: 422,
    errors.NotFound: 404,
    errors.IdempotencyKeyReused: 409,
    errors.RefreshRunning: 409,
    errors.RateExceeded: 429,
    errors.OptionUnavailable: 422,
    errors.CatalogError: 503,
    errors.ExtraMissing: 501,
    errors.StoreError: 503,
    errors.ServerBusy: 503,
}


def problem_document(status: int, detail: str, faults: Sequence[errors.Fault] = ()) -> dict[str, Any]:
    """Return the body of a problem."""
    document: dict[str, Any] = {
        "type": type_of(status),
        "title": TYPES[status].title if status in TYPES else HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if faults:
        document["errors"] = [{"pointer": fault.pointer, "message": fault.message} for fault in faults[:MAX_FAULTS]]
        if len(faults) > MAX_FAULTS:
            document["detail"] += f" (the first {MAX_FAULTS} of {len(faults)} faults are listed)"
    return document


@contextmanager
def located_at(pointer: str) -> Iterator[None]:
    """Give an InputError without faults this pointer."""
    try:
        yield
    except errors.InputError as error:
        if error.faults:
            raise
        raise errors.InputError(str(error), [errors.Fault(pointer, str(error))]) from None


def document_of(error: errors.EcsquoteError) -> dict[str, Any]:
    """Return the problem for an error of the tree; every 422 lists its faults, if only one of the whole."""
    status = next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 500)
    if status == 500:
        return crash_document()
    faults = error.faults if isinstance(error, errors.InputError | errors.NotFound) else ()
    if status == 422 and not faults:
        faults = (errors.Fault("", str(error)),)
    return problem_document(status, without_folders(str(error)) if status >= 500 else str(error), faults)


def without_folders(text: str) -> str:
    """The text with the last name of each absolute path alone: where a server keeps its files is nobody's business."""
    return _ABSOLUTE_PATH.sub(r"\1", text)


_ABSOLUTE_PATH = re.compile(r"(?<![\w.:/])/(?:[^/\n:'\"]+/)+([^/\s:'\"]*)")


def crash_document() -> dict[str, Any]:
    """Return the problem for an unexpected error; it reveals nothing internal."""
    return problem_document(500, "an unexpected error; the server has logged it")


def problem_response(document: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """Return a problem as an HTTP response."""
    return Response(_encode(document), document["status"], headers, media_type=PROBLEM_JSON)


def _encode(document: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(document)
    except TypeError:  # a lone surrogate, echoed in a message
        return orjson.dumps(_readable(document))


def _readable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, Mapping):
        return {key: _readable(item) for key, item in value.items()}
    return [_readable(item) for item in value] if isinstance(value, list) else value


async def _known(_: Request, error: Exception) -> Response:
    assert isinstance(error, errors.EcsquoteError)  # noqa: S101 - registered for this class alone
    return known_error_response(error)


def known_error_response(error: errors.EcsquoteError) -> Response:
    """Return the response to an error of the tree; the log has those that are the server's own."""
    document = document_of(error)
    if document["status"] >= 500:
        _LOG.error("%s: %s%s", type(error).__name__, error, _cause(error))
    if isinstance(error, errors.RateExceeded):
        return problem_response(document, {"Retry-After": str(error.retry_after_seconds)})
    return problem_response(document, {"Retry-After": "5"} if document["status"] == 503 else None)


def _cause(error: Exception) -> str:
    """What lies behind an error, on the same line of the log: an outage meets many requests."""
    cause = error.__cause__
    lines = str(cause).splitlines() if cause is not None else []
    return f" ({type(cause).__name__}: {lines[0]})" if lines else ""


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    details = {404: "no resource has this URL", 405: "this URL does not allow that method"}
    detail = details.get(error.status_code) if error.detail == HTTPStatus(error.status_code).phrase else None
    headers = {"Allow": _methods(request)} if error.status_code == 405 else error.headers
    return problem_response(problem_document(error.status_code, detail or str(error.detail)), headers)


def _methods(request: Request) -> str:
    """List every method of a URL (RFC 9110, 10.2.1), which several routes may share."""
    routes = [route for route in request.app.router.routes if route.matches(request.scope)[0] is not Match.NONE]
    methods = {method for route in routes for method in getattr(route, "methods", None) or ()}
    return ", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods))


async def _parameters(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class alone
    # loc is ("query", name) or, within a list, ("query", name, index): the name leads, as a pointer does.
    faults = [
        errors.Fault("".join(f"/{part}" for part in fault["loc"][1:] or fault["loc"]), fault["msg"])
        for fault in error.errors()
    ]
    return problem_response(problem_document(422, "the parameters of the request are not valid", faults))


async def _gone(_: Request, __: Exception) -> Response:
    return problem_response(problem_document(400, "the body ended before its Content-Length"))


def answer_with_problems(app: FastAPI) -> None:
    """Answer every error of an app with a problem; `RequestLog` does it for unexpected ones."""
    app.add_exception_handler(errors.EcsquoteError, _known)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _parameters)
    app.add_exception_handler(ClientDisconnect, _gone)
