"""One comment on a pull request of GitHub or a merge request of GitLab: found again by its mark, and kept up to date.

The token comes from the environment, goes into one header to one host, and is never printed.
Sources: https://docs.github.com/en/rest/issues/comments and https://docs.gitlab.com/api/notes/#merge-requests
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from ecsquote.errors import CommentRefused

TIMEOUT = httpx.Timeout(30.0, connect=10.0)
ATTEMPTS = 3
PER_PAGE = 100
MAX_PAGES = 50
_RETRIED = frozenset((429, 500, 502, 503, 504))


@dataclass(frozen=True, slots=True)
class Review:
    """Where the comments of one pull request are: GitHub's or GitLab's API."""

    comments_url: str
    """Lists comments and takes new ones."""
    comment_url: str
    """Where one of them is changed, before its id."""
    update_method: str
    headers: dict[str, str]
    max_characters: int

    @classmethod
    def on_github(cls, api_url: str, repository: str, number: int, token: str) -> "Review":
        """A pull request; `repository` is owner/name."""
        issues = f"{api_url.rstrip('/')}/repos/{repository}/issues"
        headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        return cls(f"{issues}/{number}/comments", f"{issues}/comments", "PATCH", headers, 65_536)

    @classmethod
    def on_gitlab(cls, api_url: str, project: str, number: int, token: str) -> "Review":
        """A merge request; `project` is the project's id."""
        notes = f"{api_url.rstrip('/')}/projects/{project}/merge_requests/{number}/notes"
        return cls(notes, notes, "PUT", {"PRIVATE-TOKEN": token}, 1_000_000)


def put_comment(review: Review, key: str, markdown: str) -> str:
    """Post the comment of this key, or change the one that is there; says which. Raises CommentRefused."""
    mark = f"<!-- ecsquote budgets: {key} -->"
    body = f"{mark}\n{markdown}"
    if len(body) > review.max_characters:
        note = "\n\n… (cut: longer than a comment may be)\n"
        body = body[: review.max_characters - len(note)] + note
    try:
        with httpx.Client(timeout=TIMEOUT, follow_redirects=False, headers=review.headers) as client:
            found = next((each for each in _comments(client, review) if str(each.get("body")).startswith(mark)), None)
            if found is None:
                _send(client, "POST", review.comments_url, {"body": body})
                return "posted"
            _send(client, review.update_method, f"{review.comment_url}/{int(found['id'])}", {"body": body})
            return "updated"
    except (httpx.InvalidURL, KeyError, TypeError, ValueError):
        raise CommentRefused("the host of the pull request answers in a way that is not understood") from None


def _comments(client: httpx.Client, review: Review) -> Iterator[dict[str, Any]]:
    for page in range(1, MAX_PAGES + 1):
        address = f"{review.comments_url}?per_page={PER_PAGE}&page={page}"
        comments = _send(client, "GET", address).json()
        yield from comments
        if len(comments) < PER_PAGE:
            return


def _send(client: httpx.Client, method: str, address: str, document: dict[str, str] | None = None) -> httpx.Response:
    """One answer of the 200s; what may pass is tried again."""
    what = f"{method} {address.partition('?')[0]}"
    failure = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(attempt)
        try:
            answer = client.request(method, address, json=document)
        except httpx.TransportError as error:
            failure = f"{what}: {type(error).__name__}"
            continue
        if answer.is_success:
            return answer
        failure = f"{what} answers {answer.status_code}"
        if answer.status_code not in _RETRIED:
            break
    raise CommentRefused(failure)
