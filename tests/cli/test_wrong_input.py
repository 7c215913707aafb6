"""Wrong input: one clear line a fault, exit code 2, nothing on standard output."""

import json
from pathlib import Path

import pytest

from support_cli import EXAMPLES, Ecsquote

MY_TASK = EXAMPLES / "my-task.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files that are wrong in different ways."""
    request = json.loads((EXAMPLES / "windows-service.json").read_text())
    (tmp_path / "empty.json").touch()
    (tmp_path / "blank.json").write_text(" \n")
    (tmp_path / "nothing").mkdir()
    (tmp_path / "text.json").write_text("family: web\n")
    (tmp_path / "readme.txt").write_text("Read me: first: second\n")
    (tmp_path / "main.json").write_text('resource "aws_ecs_service" "web" {\n  desired_count = 2\n}\n')
    (tmp_path / "latin.json").write_bytes('{"name": "é"}'.encode("latin-1"))
    (tmp_path / "list.json").write_text("[]")
    (tmp_path / "twice.json").write_text('{"region": "us-east-1", "region": "eu-west-1"}')
    (tmp_path / "field.json").write_text(json.dumps({**request, "regoin": "x", "hours_per_month": "-1"}))
    (tmp_path / "region.json").write_text(json.dumps({**request, "region": "eu-moon-1"}))
    return tmp_path


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("none.json", "this file does not exist"),
        ("", "hold several workloads"),
        ("nothing", "is a folder without a file"),
        ("empty.json", "is empty"),
        ("blank.json", "is empty"),
        ("text.json", "holds no workload that is known; taken are a quote request"),
        ("readme.txt", "neither JSON nor YAML"),
        ("main.json", "seems to be Terraform text: give its folder"),
        ("latin.json", "not UTF-8"),
        ("list.json", "seems to be a list that holds no container definitions"),
        ("twice.json", "'region' twice"),
        ("field.json", "/regoin"),
        ("region.json", "/region: "),
    ],
)
def test_a_wrong_file_is_named_with_what_is_wrong(ecsquote: Ecsquote, folder: Path, name: str, words: str) -> None:
    path = folder / name
    done = ecsquote("quote", path, "--tasks", "2") if name == "none.json" else ecsquote("quote", path)
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = (line for line in done.stderr.splitlines() if words in line)
    assert line.startswith(f"ecsquote: {path}: ")


def test_all_faults_of_all_files_come_at_once(ecsquote: Ecsquote, folder: Path) -> None:
    done = ecsquote("quote", MY_TASK, folder / "field.json", folder / "empty.json", "--region", "us-east-1")
    assert done.returncode == 2
    assert done.stdout == "", "nothing is priced while something is wrong"
    for words in ("field.json: /regoin: ", "field.json: /hours_per_month: ", "empty.json: is empty"):
        assert words in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("quote",),
        ("quote", str(MY_TASK), "--format", "yaml"),
        ("quote", str(MY_TASK), "--launch-option", "LAMBDA"),
        ("quote", str(MY_TASK), "--region", "us-east-1", "--tasks", "many"),
        ("quote", str(MY_TASK), "--region", "us-east-1", "--tasks", "-1"),
        ("quote", str(MY_TASK), "--region", "us-east-1", "--explain", "--format", "json"),
        ("quote", str(MY_TASK), "--region", "us-east-1", "--catalog-version", "1999-01-01"),
        ("quote", str(MY_TASK), "--region", "us-east-1", "--output", "/nowhere/quote.txt"),
        ("quote", str(EXAMPLES / "cluster.json"), "--tasks", "3"),
        ("sensitivity", str(MY_TASK), "--region", "us-east-1", "--percent", "nan"),
        ("sensitivity", str(MY_TASK), "--region", "us-east-1", "--percent", "0"),
        ("qoute",),
        ("prices", "show", "--region", "eu-moon-1"),
        ("prices", "import", "/nowhere"),
        ("serve", "--port", "65536"),
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_leaves_with_2(ecsquote: Ecsquote, arguments: tuple[str, ...]) -> None:
    done = ecsquote(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.strip()


def test_a_wrong_setting_is_named(ecsquote: Ecsquote) -> None:
    done = ecsquote("quote", MY_TASK, "--region", "us-east-1", env={"ECSQUOTE_PORT": "many"})
    assert done.returncode == 2
    assert "ECSQUOTE_PORT" in done.stderr
