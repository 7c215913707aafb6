"""The types of problems (RFC 9457), one for each status, and the page that each `type` leads to."""

from html import escape
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

PREFIX = "/problems/"
NO_TYPE = "about:blank"
"""RFC 9457's type of a problem that says no more than its status."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class ProblemType(NamedTuple):
    """A kind of problem: `name` ends its address and never changes; `remedy` says what to do."""

    name: str
    title: str
    meaning: str
    remedy: str


TYPES = {
    400: ProblemType(
        "unreadable", "The request cannot be read", "The body is not what its media type says, or it ended early.",
        "Send a whole JSON document in UTF-8; the detail says where reading stopped.",
    ),
    401: ProblemType(
        "key-needed", "A key is needed", "There was no key or token, or one that is unknown, expired or revoked.",
        "Send Authorization: Bearer KEY; an administrator makes keys with ecsquote keys create.",
    ),
    403: ProblemType(
        "not-allowed", "Not allowed", "The scope of the key or token does not allow this, or a foreign page asked.",
        "Use a key of the scope that WWW-Authenticate names.",
    ),
    404: ProblemType(
        "not-found", "Not found", "Nothing is kept under this address, or it belongs to another caller.",
        "Check the address; the list endpoints show what there is.",
    ),
    405: ProblemType(
        "method-not-allowed", "Method not allowed", "This address does not take the method.",
        "Allow lists those it takes.",
    ),
    406: ProblemType(
        "format-not-available", "Format not available", "The answer has no form that Accept names.",
        "Ask for one of the formats that the detail lists.",
    ),
    409: ProblemType(
        "conflict", "The request conflicts with an earlier one",
        "The Idempotency-Key was used for another request, or the same work is under way.",
        "Use a new Idempotency-Key for a new request; wait for the work that is under way.",
    ),
    413: ProblemType(
        "too-large", "The request is too large", "A documented limit of size or of work is exceeded.",
        "Send less at once; the settings of the server hold its limits.",
    ),
    414: ProblemType("url-too-long", "The URL is too long", "The address is over the server's limit.", "Shorten it."),
    415: ProblemType(
        "unsupported-content-type", "Unsupported content type", "The body has a media type that is not taken here.",
        "Send the media type that the detail names.",
    ),
    421: ProblemType(
        "wrong-host", "Wrong host", "The server does not answer under the name in Host.",
        "Use another name, or add this one to ECSQUOTE_ALLOWED_HOSTS.",
    ),
    422: ProblemType(
        "invalid-request", "The request is not valid",
        "Fields are wrong, or AWS itself would refuse the workload; errors lists every fault with its JSON pointer.",
        "Correct what errors lists; each message says what would be right.",
    ),
    429: ProblemType(
        "too-many-requests", "Too many requests", "The rate of this key is exceeded.",
        "Wait as many seconds as Retry-After says.",
    ),
    500: ProblemType(
        "internal-error", "Internal server error",
        "The server failed in a way that nobody foresaw; its log has the cause.",
        "Report it with the request.",
    ),
    501: ProblemType(
        "not-installed", "Not installed", "The server lacks an optional extra that this needs.",
        "Install the extra that the detail names.",
    ),
    503: ProblemType(
        "unavailable", "Service unavailable",
        "There is no price catalog, the database or the identity provider does not answer, or the server is full.",
        "Try again after as many seconds as Retry-After says.",
    ),
    507: ProblemType(
        "storage-full", "No space left", "The disk of the database is full.",
        "Free space on the server; nothing was kept.",
    ),
}  # fmt: skip
_BY_NAME = {each.name: (status, each) for status, each in TYPES.items()}


def type_of(status: int) -> str:
    """The `type` of a status's problems: a reference relative to the server."""
    return f"{PREFIX}{TYPES[status].name}" if status in TYPES else NO_TYPE


def _page(request: Request) -> HTMLResponse:
    found = _BY_NAME.get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    status, kind = found
    title = escape(kind.title)
    text = (
        f'<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title} · ecsquote</title></head>\n'
        f"<body>\n<h1>{title}</h1>\n<p>Status {status}. {escape(kind.meaning)}</p>\n<p>{escape(kind.remedy)}</p>\n"
        "</body>\n</html>\n"
    )
    return HTMLResponse(text, headers=HEADERS)


def problem_pages() -> list[Route]:
    """The route of every problem type's page; it holds no data."""
    return [Route(f"{PREFIX}{{name}}", _page, methods=["GET"])]
