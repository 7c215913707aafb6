"""What a client may meet, in one tree; a problem of the server keeps all that the server said.

ClientError
├── Unreachable            no answer: no connection, a time-out, a broken answer
├── UnexpectedAnswer       an answer that no version of the API gives, as of a proxy
└── Problem                the server refuses, with its status, detail and faults (RFC 9457)
    ├── Refused            400, 413, 415, 422: the request is wrong; `errors` names each place
    ├── NotAllowed         401, 403: the administrator's key is missing or wrong
    ├── Missing            404: nothing is kept under this name
    ├── Conflicting        409: the idempotency key was used for another request, or a refresh runs
    ├── Busy               429, 503: not now; the client has tried several times
    └── ServerFault        any other 5xx
"""

from collections.abc import Mapping

import orjson

from ecsquote.errors import ClientError, Fault

MAX_DETAIL_CHARACTERS = 500


class Unreachable(ClientError):
    """The server did not answer."""


class UnexpectedAnswer(ClientError):
    """The answer is not the API's."""


class Problem(ClientError):
    """The server's refusal; `errors` are the faults with their JSON pointers, for a bad request."""

    def __init__(self, status: int, title: str, detail: str, faults: tuple[Fault, ...]) -> None:
        listed = "".join(f"\n  {fault.pointer or '/'}: {fault.message}" for fault in faults)
        super().__init__(f"{status} {title}: {detail}{listed}")
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = faults


class Refused(Problem):
    """The request is wrong."""


class NotAllowed(Problem):
    """The administrator's key is missing or wrong."""


class Missing(Problem):
    """Nothing is kept under this name."""


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
    """The error of an answer that is no success."""
    kind = _KINDS.get(status, ServerFault if status >= 500 else Refused)
    try:
        document = orjson.loads(content)
        faults = tuple(Fault(each["pointer"], each["message"]) for each in document.get("errors") or ())
        return kind(status, document["title"], document["detail"], faults)
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        text = content[:MAX_DETAIL_CHARACTERS].decode(errors="replace").strip()
        if status in (429, 502, 503, 504):
            return Busy(status, "the server or what is before it is busy", text, ())
        return UnexpectedAnswer(f"status {status}, and no problem document: {text!r}")
