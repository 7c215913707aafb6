"""How output meets a terminal, a pipe and a reader who leaves early."""

import os
import pty
import subprocess
from pathlib import Path

import pytest

from support_cli import COMMAND, EXAMPLES, Ecsquote, environment

QUOTE = ("quote", str(EXAMPLES / "my-task.json"), "--region", "us-east-1")


def on_a_terminal(home: Path, **env: str) -> str:
    """What a user with a terminal of 80 columns sees."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [COMMAND, *QUOTE],
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env=environment(home, **{"TERM": "xterm-256color", "COLUMNS": "80", **env}),
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 65_536)
        except OSError:  # Linux's end of file on a terminal
            break
        if not part:
            break
        seen += part
    os.close(ours)
    assert child.wait(timeout=60) == 0
    return seen.decode().replace("\r\n", "\n")


def test_a_terminal_gets_colour_and_its_own_width(tmp_path: Path) -> None:
    seen = on_a_terminal(tmp_path)
    assert "\x1b[1;32m" in seen, "the cheapest option stands out"
    assert "$9.01" in seen


def test_no_color_is_honoured(tmp_path: Path) -> None:
    seen = on_a_terminal(tmp_path, NO_COLOR="1")
    assert "\x1b[1;32m" not in seen
    assert "$9.01" in seen


@pytest.mark.parametrize("size", [{"COLUMNS": "²"}, {"COLUMNS": "0"}, {"LINES": "9" * 5000}])
def test_sizes_that_are_none_are_the_terminals_own(tmp_path: Path, size: dict[str, str]) -> None:
    assert "$9.01" in on_a_terminal(tmp_path, **size)


@pytest.mark.parametrize("columns", [70, 200])
def test_columns_say_how_wide(ecsquote: Ecsquote, columns: int) -> None:
    done = ecsquote(*QUOTE, env={"COLUMNS": str(columns)})
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= columns


@pytest.mark.parametrize("columns", ["0", "²", "wide", "-5", "9" * 5000])
def test_columns_that_are_no_width_are_as_if_not_set(ecsquote: Ecsquote, columns: str) -> None:
    done = ecsquote(*QUOTE, env={"COLUMNS": columns})
    assert done.returncode == 0, done.stderr
    assert "$9.01" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 120


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize(
    "arguments",
    [
        (*QUOTE, "--format", "table"),
        (*QUOTE, "--format", "json"),
        (*QUOTE, "--format", "csv"),
        ("prices", "versions"),
        ("prices", "versions", "--format", "json"),
        ("prices", "show", "--format", "json"),
        ("prices", "show", "--region", "us-east-1", "--service", "AmazonECS"),
        ("prices", "history", *QUOTE[1:]),
        ("budget", "schema"),
        ("--help",),
        ("--version",),
    ],
    ids=" ".join,
)
def test_a_full_disk_is_told_in_one_line(ecsquote: Ecsquote, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = ecsquote(*arguments, stdout=full)
    assert done.returncode == 2
    assert done.stderr == "ecsquote: standard output cannot be written: No space left on device\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_told_whether_output_is_buffered_or_not(ecsquote: Ecsquote, unbuffered: str) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = ecsquote("budget", "schema", stdout=full, env={"PYTHONUNBUFFERED": unbuffered})
    told = "ecsquote: standard output cannot be written: No space left on device\n"
    assert (done.returncode, done.stderr) == (2, told)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_reader_who_leaves_early_sees_no_error(tmp_path: Path, form: str) -> None:
    command = subprocess.Popen(
        [COMMAND, "prices", "show", "--format", form],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path),
    )
    assert command.stdout is not None
    assert command.stderr is not None
    assert command.stdout.readline().startswith((b"service_code,", b"["))
    command.stdout.close()
    errors = command.stderr.read()
    command.stderr.close()
    assert command.wait(timeout=60) == 141
    assert errors == b""


def test_a_terminal_without_the_signs_still_gets_the_figures(ecsquote: Ecsquote) -> None:
    done = ecsquote(*QUOTE, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0, done.stderr
    assert "$9.01" in done.stdout


def test_version_and_help(ecsquote: Ecsquote) -> None:
    assert ecsquote("--version").stdout.startswith("ecsquote, version ")
    text = ecsquote("--help").stdout
    for command in ("quote", "prices", "serve"):
        assert f"\n  {command} " in text
