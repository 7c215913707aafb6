"""The GitHub Action, run as GitHub runs it: action.yml's own step in a throw-away repository, against a real host.

The repository starts with ten tasks, $49.37 a month (see support_pull_request).
"""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from support_cli import COMMAND, ROOT, environment
from support_git import begin_repository, git
from support_pull_request import BUDGETS, workload
from support_reviews import TOKEN, ReviewHost, review_host


@dataclass
class Job:
    """A pull request's checkout and the host that it is on."""

    checkout: Path
    host: ReviewHost
    home: Path

    def commit(self, files: dict[str, str | None]) -> None:
        """One commit on the pull request's branch; None removes a file."""
        for name, text in files.items():
            if text is None:
                (self.checkout / name).unlink()
            else:
                (self.checkout / name).write_text(text)
        git(self.checkout, "add", "--all")
        git(self.checkout, "commit", "--quiet", "--message", "a change")

    def run(self, **inputs: str) -> "subprocess.CompletedProcess[str]":
        """The Action's step, its expressions filled in as GitHub does."""
        action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
        given = {name: str(field.get("default", "")) for name, field in action["inputs"].items()}
        given |= {"workloads": "workloads/*.json", "token": TOKEN} | inputs
        step = next(step for step in action["runs"]["steps"] if step.get("id") == "gate")
        values = {
            name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda match: given[match[1]], text)
            for name, text in step["env"].items()
        }
        assert not [text for text in values.values() if "${{" in text]
        told = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_API_URL": self.host.url,
            "GITHUB_EVENT_PATH": str(self.home / "event.json"),
            "GITHUB_OUTPUT": str(self.home / "output"),
            "GITHUB_REPOSITORY": "shop/infrastructure",
            "GITHUB_STEP_SUMMARY": str(self.home / "summary"),
            "NO_PROXY": "127.0.0.1",
            "RUNNER_TEMP": str(self.home / "runner"),
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.checkout,
            env=environment(self.home, **told, **values),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert TOKEN not in done.stdout + done.stderr
        return done


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    """A pull request of which nothing is changed yet."""
    checkout, home = tmp_path / "checkout", tmp_path / "home"
    installed = home / "runner" / "ecsquote" / "bin"
    installed.mkdir(parents=True)
    (installed / "ecsquote").symlink_to(COMMAND)
    files = {"workloads/shop.json": workload(10), "ecsquote-budgets.yml": BUDGETS}
    begin_repository(checkout, files, "before")
    git(checkout, "checkout", "--quiet", "-b", "change")
    base = subprocess.run(["git", "rev-parse", "before"], cwd=checkout, capture_output=True, check=True, text=True)
    event = {"pull_request": {"number": 7, "base": {"sha": base.stdout.strip()}}}
    (home / "event.json").write_text(json.dumps(event))
    with review_host("github") as host:
        yield Job(checkout, host, home)


def test_a_change_that_adds_thirty_percent_is_stopped_with_the_lines_and_one_that_saves_passes(job: Job) -> None:
    job.commit({"workloads/shop.json": workload(13)})
    stopped = job.run()
    assert stopped.returncode == 1, stopped.stderr
    (comment,) = job.host.comments.values()
    # 13 × $4.937 = $64.181; the vCPUs are 3 × 100 × $0.04048 more, the memory 3 × 200 × $0.004445
    for words in ("exceeded", "$64.18", "$49.37", "+30.0 %", "payments@example.com"):
        assert words in comment.replace("\\", "")
    lines = [line.replace("\\", "") for line in comment.splitlines() if "fargate_compute" in line]
    assert [re.findall(r"Fargate \w+|\+\$[\d.]+", line) for line in lines] == [
        ["Fargate vCPU", "+$12.14"],
        ["Fargate memory", "+$2.67"],
    ]
    assert (job.home / "output").read_text() == "verdict=exceeded\nexit-code=1\n"
    assert (job.home / "summary").read_text() == stopped.stdout

    job.commit({"workloads/shop.json": workload(9)})
    passed = job.run()
    assert passed.returncode == 0, passed.stderr
    (comment,) = job.host.comments.values()
    assert "✅ within" in comment
    assert "-10.0 %" in comment.replace("\\", "")
    assert [method for method, _ in job.host.asked] == ["GET", "POST", "GET", "PATCH"]


def test_what_cannot_be_checked_is_commented_on_and_stopped(job: Job) -> None:
    job.commit({"ecsquote-budgets.yml": "version: 1\nbudgets: []\n"})
    done = job.run()
    assert done.returncode == 2
    assert "ecsquote-budgets.yml:2: /budgets: must have at least 1" in done.stderr
    (comment,) = job.host.comments.values()
    assert "could not be checked" in comment
    assert "ecsquote-budgets.yml:2" in comment


def test_the_gitlab_job_does_the_same(job: Job) -> None:
    job.commit({"workloads/shop.json": workload(13)})
    example = yaml.safe_load((ROOT / "examples" / "ci" / "gitlab-ci.yml").read_text(encoding="utf-8"))["budgets"]
    event = json.loads((job.home / "event.json").read_text())
    with review_host("gitlab") as host:
        told = {
            "CI_API_V4_URL": host.url,
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": event["pull_request"]["base"]["sha"],
            "CI_MERGE_REQUEST_IID": "7",
            "CI_PROJECT_ID": "42",
            "GITLAB_TOKEN": TOKEN,
            "NO_PROXY": "127.0.0.1",
            "PATH": f"{job.home / 'runner' / 'ecsquote' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        }
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", "\n".join(example["script"])],
            cwd=job.checkout,
            env=environment(job.home, **told, **example["variables"]),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 1, done.stderr
        (comment,) = host.comments.values()
    (report,) = example["artifacts"]["paths"]
    assert (job.checkout / report).read_text() in comment
    assert "+30.0 %" in comment
    assert TOKEN not in done.stdout + done.stderr


def test_the_workflow_gives_inputs_that_the_action_has() -> None:
    workflow = yaml.safe_load((ROOT / "examples" / "ci" / "github-workflow.yml").read_text(encoding="utf-8"))
    (job,) = workflow["jobs"].values()
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    (step,) = [step for step in job["steps"] if "/ecsquote@" in step["uses"]]
    assert set(step["with"]) <= set(action["inputs"])
    assert {name for name, field in action["inputs"].items() if field.get("required")} <= set(step["with"])
    assert workflow["permissions"]["pull-requests"] == "write"


def test_the_action_names_only_inputs_that_it_has() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    action = yaml.safe_load(text)
    assert set(re.findall(r"inputs\.([a-z-]+)", text)) <= set(action["inputs"])
    assert action["runs"]["using"] == "composite"
