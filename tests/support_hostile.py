"""What every hostile request must meet: a problem with a 4xx status, in less than a second."""

import time
from typing import Any

import httpx

from ecsquote.api.http.problem_types import type_of

MAX_SECONDS = 1.0
"""Of processor time, the client's and the server's together: what other processes do must not fail a test."""


def refused(answer: httpx.Response, *statuses: int) -> dict[str, Any]:
    """The problem of an answer that must be one of these statuses."""
    assert answer.status_code in statuses, answer.text[:500]
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["title"]
    assert problem["detail"]
    assert problem["type"] == type_of(problem["status"])
    assert problem["type"].startswith("/problems/")
    for error in problem.get("errors", []):
        assert error.keys() == {"pointer", "message"}
        assert error["message"]
    return problem


ATTEMPTS = 3
"""Other threads of the process count too, such as what a server before it has left to do."""


def timed(client: httpx.Client, method: str, url: str, **more: Any) -> httpx.Response:
    for _ in range(ATTEMPTS):
        started = time.process_time()
        answer = client.request(method, url, **more)
        if time.process_time() - started < MAX_SECONDS:
            break
    else:
        raise AssertionError(f"{method} {url} takes more than {MAX_SECONDS} s of processor time")
    return answer
