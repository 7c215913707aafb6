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
    """The answer, in less than a second; the first attempt, before anything is remembered, in less than three."""
    took: list[float] = []
    while not took or (took[-1] >= MAX_SECONDS and len(took) < ATTEMPTS):
        started = time.process_time()
        answer = client.request(method, url, **more)
        took.append(time.process_time() - started)
    assert took[-1] < MAX_SECONDS
    assert took[0] < ATTEMPTS * MAX_SECONDS
    return answer
