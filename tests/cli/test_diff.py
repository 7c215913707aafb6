"""`ecsquote diff`: files, git revisions and kept quotes, in every format, and what it refuses."""

import json
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from support_cli import COMMAND, EXAMPLES, TIMEOUT_SECONDS, Ecsquote, environment
from support_git import begin_repository, git

TASK_MONTH = Decimal("182.5") * Decimal("0.04048") + 365 * Decimal("0.004445")
"""0.25 vCPU and 0.5 GB for 730 hours in us-east-1: $9.010025."""
FARGATE = ("--launch-option", "FARGATE", "--region", "us-east-1")


def request(tasks: str, **more: Any) -> str:
    definition = json.loads((EXAMPLES / "my-task.json").read_text())
    service = {"name": "web", "task_definition": definition, "load": {"tasks": tasks}}
    return json.dumps({"region": "us-east-1", "services": [service], **more})


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two tasks at the tag v1, three in the working tree."""
    folder = tmp_path / "repository"
    begin_repository(folder, {"ecs/web.json": request("2")}, tag="v1")
    (folder / "ecs" / "web.json").write_text(request("3"))
    return folder


def change(document: str) -> Decimal:
    return Decimal(json.loads(document)["change"])


def assert_only_warns_of_prices(told: str) -> None:
    """Both sides are priced from the same catalog, so each warning is printed once, without a name in front."""
    lines = told.splitlines()
    beginnings = [line.removeprefix("ecsquote: ").partition(" ")[0] for line in lines]
    assert set(beginnings) <= {"Prices", "Read", "Spot"}
    assert len(set(lines)) == len(lines)
    assert sum("AmazonECS (2025-10-27)" in line for line in lines) == 1, "the shipped Fargate prices are of that day"


def test_two_files_as_a_table(ecsquote: Ecsquote, tmp_path: Path) -> None:
    for tasks in ("2", "3"):
        (tmp_path / tasks).write_text(request(tasks, name=f"{tasks} tasks"))
    done = ecsquote("diff", tmp_path / "2", tmp_path / "3", *FARGATE)
    assert done.returncode == 0
    assert_only_warns_of_prices(done.stderr)
    assert "2 tasks in us-east-1 → 3 tasks in us-east-1" in done.stdout
    assert "$18.02   $27.03   +$9.01   +50 %" in done.stdout
    assert "365 → 547.5" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 120


def test_a_file_as_it_was_at_a_revision(ecsquote: Ecsquote, repository: Path) -> None:
    file = repository / "ecs" / "web.json"
    done = ecsquote("diff", file, "--base-ref", "v1", "--format", "json", *FARGATE)
    assert done.returncode == 0
    assert_only_warns_of_prices(done.stderr)
    assert change(done.stdout) == TASK_MONTH


def test_revision_and_file_as_git_spells_them(repository: Path) -> None:
    git(repository, "commit", "--quiet", "--all", "--message", "three tasks")
    arguments = ("diff", "v1:ecs/web.json", "HEAD:ecs/web.json", "--format", "json", *FARGATE)
    done = subprocess.run(
        [COMMAND, *arguments],
        cwd=repository,
        env=environment(repository),
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    assert change(done.stdout) == TASK_MONTH


def test_markdown_for_a_pull_request(ecsquote: Ecsquote, repository: Path) -> None:
    file = repository / "ecs" / "web.json"
    done = ecsquote("diff", file, "--base-ref", "v1", "--format", "markdown", *FARGATE)
    assert "**18.02 → 27.03** a month: **+9.01**, +50 %" in done.stdout


def test_a_revision_that_is_none_is_refused(ecsquote: Ecsquote, repository: Path) -> None:
    done = ecsquote("diff", repository / "ecs" / "web.json", "--base-ref=--output=x", *FARGATE)
    assert (done.returncode, done.stdout) == (2, "")
    assert "web.json at --output=x: '--output=x' is not a valid git revision" in done.stderr


def test_a_file_that_was_not_there_yet(ecsquote: Ecsquote, repository: Path) -> None:
    new = repository / "ecs" / "new.json"
    new.write_text(request("1"))
    done = ecsquote("diff", new, "--base-ref", "v1", *FARGATE)
    assert done.returncode == 2
    assert "new.json at v1: this file does not exist at that revision" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("a.json",), "name BEFORE and AFTER"),
        (("a.json", "b.json", "--base-ref", "v1"), "goes with one FILE"),
        (("-", "-"), "standard input can be read once"),
        (("nowhere.json", "nowhere.json"), "nowhere.json: this file does not exist"),
        (("0" * 32, "1" * 32), f"{'0' * 32}: there is no quote with this id"),
        (("0" * 32, "1" * 32, "--region", "us-east-1"), "a kept quote never changes"),
    ],
)
def test_a_command_that_is_wrong(ecsquote: Ecsquote, arguments: tuple[str, ...], said: str) -> None:
    done = ecsquote("diff", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_fault_names_its_file_and_place(ecsquote: Ecsquote, tmp_path: Path) -> None:
    (tmp_path / "wrong.json").write_text(request("2", regoin="x"))
    done = ecsquote("diff", tmp_path / "wrong.json", EXAMPLES / "web-service.json")
    assert done.returncode == 2
    assert "wrong.json/regoin: " in done.stderr


def test_missing_prices_leave_with_3(ecsquote: Ecsquote, tmp_path: Path) -> None:
    region = "ap-southeast-6"  # no price of secrets is shipped there
    (tmp_path / "before.json").write_text(request("2", region=region))
    (tmp_path / "after.json").write_text(request("2", region=region, usage={"secrets": {"count": 1}}))
    done = ecsquote("diff", tmp_path / "before.json", tmp_path / "after.json", "--launch-option", "FARGATE")
    assert done.returncode == 3
    assert "Unavailable after: Fargate: no price for AWSSecretsManager" in " ".join(done.stdout.split())


def test_the_same_file_under_another_catalog(ecsquote: Ecsquote) -> None:
    shipped = json.loads(ecsquote("prices", "versions", "--format", "json").stdout)
    version = (shipped if isinstance(shipped, list) else shipped["versions"])[0]["version"]
    file = EXAMPLES / "my-task.json"
    done = ecsquote("diff", file, "--base-catalog", version, "--format", "json", *FARGATE)
    assert done.returncode == 0, done.stderr
    assert change(done.stdout) == 0
    unknown = ecsquote("diff", file, "--base-catalog", "1999-01-01", *FARGATE)
    assert unknown.returncode == 2


def test_a_plan_alone_is_compared_with_what_stands_before_it(ecsquote: Ecsquote, tmp_path: Path) -> None:
    made = json.loads((EXAMPLES / "inputs" / "plan.json").read_text())
    arguments = ("--launch-option", "FARGATE", "--format", "json")
    new = ecsquote("diff", EXAMPLES / "inputs" / "plan.json", *arguments)
    month = Decimal(json.loads(new.stdout)["after"]["monthly"])
    assert month > 3 * 730 * (Decimal("0.5") * Decimal("0.04048") + Decimal("0.004445"))
    assert change(new.stdout) == month
    root = made["planned_values"]["root_module"]
    gone = {**made, "planned_values": {"root_module": {}}, "resource_changes": []}
    (tmp_path / "gone.json").write_text(json.dumps({**gone, "prior_state": {"values": {"root_module": root}}}))
    done = ecsquote("diff", tmp_path / "gone.json", *arguments)
    before, after = (Decimal(json.loads(done.stdout)[side]["monthly"]) for side in ("before", "after"))
    assert (after, change(done.stdout)) == (Decimal(0), -before)
    assert before > 0
    (tmp_path / "none.json").write_text(json.dumps(gone))
    nothing = ecsquote("diff", tmp_path / "none.json")
    assert nothing.returncode == 2
    assert "holds no ECS service" in nothing.stderr
