"""The errors of the client in one tree; a problem carries everything that the server reported.

ClientError
├── Unreachable            no answer: no connection, a timeout or a broken answer
├── UnexpectedAnswer       an answer that is not from the API, for example from a proxy
└── Problem                an error of the server with status, detail and faults (RFC 9457)
    ├── Refused            400, 413, 415, 422: the request is not valid; `errors` has a pointer to each fault
    ├── NotAllowed         401, 403: the key is missing or wrong, or its scope does not allow the request
    ├── Missing            404: the resource does not exist
    ├── Conflicting        409: the idempotency key was used for another request, or a refresh is running
    ├── Busy               429, 503: the server is busy; the client has retried
    └── ServerFault        any other 5xx
"""

from collections.abc import Mapping

import orjson

from ecsquote.errors import ClientError, Fault, with_faults

MAX_DETAIL_CHARACTERS = 500


class Unreachable(ClientError):
    """The server did not answer."""


class UnexpectedAnswer(ClientError):
    """The answer is not from the API."""


class Problem(ClientError):
    """A problem document of the server; `errors` are the faults of a request with their JSON pointers."""

    def __init__(self, status: int, title: str, detail: str, faults: tuple[Fault, ...]) -> None:
        super().__init__(with_faults(f"{status} {title}: {detail}", faults))
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = faults


class Refused(Problem):
    """The request is not valid."""


class NotAllowed(Problem):
    """The administrator's key is missing or wrong."""


class Missing(Problem):
    """The resource does not exist."""


class Conflicting(Problem):
    """The request conflicts with an earlier one."""


class Busy(Problem):
    """The server cannot answer now."""


class ServerFault(Problem):
    """The server failed."""


_KINDS: Mapping[int, type[Problem]] = {
    **dict.fromkeys((400, 405, 406, 413, 414, 415, 422), Refused),
    **dict.fromkeys((401, 403), NotAllowed),
    404: Missing,
    409: Conflicting,
    **dict.fromkeys((429, 503), Busy),
}


def problem_of(status: int, content: bytes) -> ClientError:
    """Return the error for an answer that is not a success."""
    kind = _KINDS.get(status, ServerFault if status >= 500 else Refused)
    try:
        document = orjson.loads(content)
        faults = tuple(Fault(each["pointer"], each["message"]) for each in document.get("errors") or ())
        return kind(status, document["title"], document["detail"], faults)
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        text = content[:MAX_DETAIL_CHARACTERS].decode(errors="replace").strip()
        if status in (429, 502, 503, 504):
            return Busy(status, "the server or a proxy is busy", text, ())
        return UnexpectedAnswer(f"status {status}, and no problem document: {text!r}")
