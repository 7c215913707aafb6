"""The example scripts run as they stand, and print what their page says."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from support_cli import COMMAND, EXAMPLES, ROOT, TIMEOUT_SECONDS, Ecsquote, environment
from support_client import Scripted, answering
from support_tables import REGIONS, fargate, write_tables

SCRIPTS = EXAMPLES / "scripts"
PAGE = (SCRIPTS / "README.md").read_text(encoding="utf-8")
SHOWN: dict[str, tuple[list[str], str]] = {
    Path(words[1]).name: (words[2:], output)
    for command, output in re.findall(r"```\n\$ (python .*)\n((?:.*\n)*?)```", PAGE)
    if (words := shlex.split(command))
}
"""Script: the arguments that the page shows, and what it then prints."""


def run(script: str, *arguments: str, home: Path, cwd: Path = ROOT) -> "subprocess.CompletedProcess[str]":
    path = f"{COMMAND.parent}:/usr/bin:/bin"
    done = subprocess.run(
        [sys.executable, SCRIPTS / script, *arguments],
        cwd=cwd,
        env=environment(home, PATH=path),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture
def workloads(tmp_path: Path) -> Path:
    """A folder to run in, with two workloads and the budgets of the examples."""
    (tmp_path / "workloads").mkdir()
    (tmp_path / "examples").symlink_to(EXAMPLES)
    for name in ("web-service.json", "gpu-service.json"):
        (tmp_path / "workloads" / name).write_text((EXAMPLES / name).read_text())
    return tmp_path


def test_every_script_is_shown_and_run_here() -> None:
    assert SHOWN.keys() == {script.name for script in SCRIPTS.glob("*.py")}
    assert all(f"def test_{Path(name).stem}" in Path(__file__).read_text() for name in SHOWN)


def test_nightly_budget_guard(workloads: Path, tmp_path: Path) -> None:
    arguments, output = SHOWN["nightly_budget_guard.py"]
    chat = Scripted((200, {}, b"ok"))
    with answering(chat) as url:
        done = run("nightly_budget_guard.py", *arguments, "--webhook", url, home=tmp_path, cwd=workloads)
    assert (done.returncode, done.stdout) == (1, output)
    assert [(method, path) for method, path, _ in chat.seen] == [("POST", "/")]
    assert (workloads / "budgets.md").read_text().startswith("### ECS budgets")


def test_nightly_budget_guard_without_workloads(tmp_path: Path) -> None:
    done = run("nightly_budget_guard.py", str(tmp_path), home=tmp_path)
    assert (done.returncode, "no workloads" in done.stderr) == (2, True)


def test_cheapest_region(tmp_path: Path) -> None:
    arguments, output = SHOWN["cheapest_region.py"]
    done = run("cheapest_region.py", *arguments, home=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, output, "")
    (ireland,) = (line for line in output.splitlines() if line.startswith("eu-west-1"))
    quoted = Ecsquote(tmp_path)("quote", EXAMPLES / "web-service.json", "--region", "eu-west-1", *arguments[1:])
    assert ireland.split()[2] in quoted.stdout, "the same figure as the command's"


def test_savings_plan_review(tmp_path: Path) -> None:
    arguments, output = SHOWN["savings_plan_review.py"]
    done = run("savings_plan_review.py", *arguments, home=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, output, "")


def test_what_moved(tmp_path: Path) -> None:
    arguments, output = SHOWN["what_moved.py"]
    alone = run("what_moved.py", *arguments, home=tmp_path)
    assert (alone.returncode, "is kept" in alone.stdout) == (0, True)
    rows = [fargate("vcpu", "0.05", region="us-east-1"), fargate("memory_gb", "0.005", region="us-east-1")]
    write_tables(tmp_path / "tables", {"regions.csv": REGIONS, "fargate.csv": rows})
    imported = Ecsquote(tmp_path)("prices", "import", tmp_path / "tables", "--version", "raised")
    assert imported.returncode == 0, imported.stderr
    done = run("what_moved.py", *arguments, home=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, output, "")
