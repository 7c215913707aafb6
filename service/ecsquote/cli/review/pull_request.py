"""The pull request that a CI job runs for, as GitHub Actions and GitLab CI/CD describe it in environment variables.

Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/variables and
https://docs.gitlab.com/ci/variables/predefined_variables/
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ecsquote.cli.review.review_comments import Review

MAX_EVENT_BYTES = 32 * 1024 * 1024
NO_TOKEN = "no token to comment with: set {name}"  # noqa: S105 - no password, what to say without one


@dataclass(frozen=True, slots=True)
class PullRequest:
    """What the job is about: the revision that the change starts from, and where to comment."""

    base: str | None = None
    review: Review | None = None
    no_review: str = "this is not a pull request job"
    """Why there is no place to comment."""


def pull_request(environment: Mapping[str, str]) -> PullRequest:
    """The pull or merge request of this job; an empty one elsewhere."""
    if environment.get("CI_MERGE_REQUEST_IID"):
        return _on_gitlab(environment)
    event = _event(environment.get("GITHUB_EVENT_PATH", ""))
    if isinstance(event.get("pull_request"), dict):
        return _on_github(environment, event["pull_request"])
    return PullRequest()


def _on_github(environment: Mapping[str, str], asked: Mapping[str, Any]) -> PullRequest:
    base = asked.get("base")
    revision = base.get("sha") if isinstance(base, dict) else None
    number, repository = asked.get("number"), environment.get("GITHUB_REPOSITORY", "")
    token = environment.get("GITHUB_TOKEN", "")
    if not token or not repository or not isinstance(number, int):
        return PullRequest(revision, None, NO_TOKEN.format(name="GITHUB_TOKEN"))
    api_url = environment.get("GITHUB_API_URL") or "https://api.github.com"
    return PullRequest(revision, Review.on_github(api_url, repository, number, token))


def _on_gitlab(environment: Mapping[str, str]) -> PullRequest:
    revision = environment.get("CI_MERGE_REQUEST_DIFF_BASE_SHA") or None
    names = ("CI_API_V4_URL", "CI_PROJECT_ID", "CI_MERGE_REQUEST_IID")
    api_url, project, number = (environment.get(name, "") for name in names)
    token = environment.get("GITLAB_TOKEN", "")
    if not token or not api_url or not project.isdigit() or not number.isdigit():
        return PullRequest(revision, None, NO_TOKEN.format(name="GITLAB_TOKEN"))
    return PullRequest(revision, Review.on_gitlab(api_url, project, int(number), token))


def _event(path: str) -> Mapping[str, Any]:
    """What GitHub wrote about the event; nothing where there is no such file."""
    try:
        file = Path(path)
        if not path or file.stat().st_size > MAX_EVENT_BYTES:
            return {}
        event = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return event if isinstance(event, dict) else {}
