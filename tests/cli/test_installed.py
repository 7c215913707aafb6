"""The installed command started from nothing, once for each way of ending: most other tests fork it.

Terminals and readers who leave early are in test_terminal.py.
"""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from support_cli import COMMAND, EXAMPLES, TIMEOUT_SECONDS, Ecsquote, environment

QUOTE = ("quote", str(EXAMPLES / "my-task.json"), "--region", "us-east-1")
HEAVY = {"pydantic", "numpy", "pyarrow", "rich", "fastapi", "starlette", "uvicorn", "sqlalchemy", "boto3", "httpx"}


@pytest.fixture
def installed(tmp_path: Path) -> Ecsquote:
    """`ecsquote` as a shell starts it."""
    return Ecsquote(tmp_path / "home", installed=True)


def imported(home: Path, *arguments: str, code: int, **told: str) -> set[str]:
    """The packages that a call imports; it must leave with this exit code."""
    done = subprocess.run(
        [COMMAND, *arguments],
        env=environment(home, PYTHONPROFILEIMPORTTIME="1", **told),
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT_SECONDS,
    )
    assert done.returncode == code, done.stderr
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}


def test_a_quote(installed: Ecsquote) -> None:
    done = installed(*QUOTE)
    assert (done.returncode, done.stderr) == (0, "")
    assert "$9.01" in done.stdout


def test_a_refusal(installed: Ecsquote) -> None:
    done = installed("quote", "none.json")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "ecsquote: none.json: this file does not exist\n")


def test_the_version(installed: Ecsquote) -> None:
    done = installed("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("ecsquote, version ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk(installed: Ecsquote) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = installed(*QUOTE, stdout=full)
    told = "ecsquote: standard output cannot be written: No space left on device\n"
    assert (done.returncode, done.stderr) == (2, told)


def test_an_interruption(tmp_path: Path) -> None:
    request = tmp_path / "request.json"
    os.mkfifo(request)
    with subprocess.Popen([COMMAND, "quote", request], env=environment(tmp_path), stderr=subprocess.PIPE) as command:
        with request.open("w", encoding="utf-8"):  # waits until the command reads it
            command.send_signal(signal.SIGINT)
            assert command.wait(timeout=TIMEOUT_SECONDS) == 130
        assert command.stderr is not None
        assert command.stderr.read() == b""


def test_a_quote_does_not_import_what_it_does_not_need(tmp_path: Path) -> None:
    names = imported(tmp_path, *QUOTE, code=0)
    assert "pydantic" in names
    assert names.isdisjoint({"fastapi", "starlette", "uvicorn", "sqlalchemy", "pandas", "boto3", "httpx"})


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--help",), 0),
        (("quote", "--help"), 0),
        (("prices", "--help"), 0),
        (("budget", "gate", "--help"), 0),
        (("quote", "my.json", "--format", "yaml"), 2),
        (("sensitivity", "my.json", "--percent", "0"), 2),
        (("serve", "--port", "65536"), 2),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else None,
)
def test_help_and_refusals_import_nothing_heavy(tmp_path: Path, arguments: tuple[str, ...], code: int) -> None:
    assert imported(tmp_path, *arguments, code=code).isdisjoint(HEAVY)


def test_a_wrong_setting_is_told_before_the_api_is_imported(tmp_path: Path) -> None:
    names = imported(tmp_path, "serve", code=2, ECSQUOTE_PORT="65536")
    assert names.isdisjoint({"fastapi", "starlette", "uvicorn", "numpy", "pyarrow"})
