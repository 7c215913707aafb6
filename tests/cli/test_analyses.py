"""The analysis commands: tables for people, JSON for programs, exit codes."""

import json

import pytest

from support_cli import EXAMPLES, Ecsquote

WEB = EXAMPLES / "web-service.json"
FARGATE = ("--launch-option", "FARGATE")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["break-even", *FARGATE, "--up-to", "3", "--service", "storefront"], "1 to 3   Fargate"),
        (["break-even", *FARGATE, "--axis", "capacity_percent"], "1 to 100   Fargate"),
        (["what-if", *FARGATE, "--to-region", "eu-west-1"], "in eu-west-1"),
        (["sensitivity", *FARGATE, "--percent", "5"], "storefront: hourly_demand"),
        (["commitments", *FARGATE, "--curve"], " best"),
        (["range", *FARGATE], "with a range: storefront"),
    ],
)
def test_tables(ecsquote: Ecsquote, command: list[str], words: str) -> None:
    done = ecsquote(*command, WEB)
    assert (done.returncode, done.stderr) == (0, "")
    assert words in done.stdout


@pytest.mark.parametrize(
    ("command", "field"),
    [
        ("break-even", "stretches"),
        ("what-if", "changes"),
        ("sensitivity", "inputs"),
        ("commitments", "curves"),
        ("range", "options"),
    ],
)
def test_json(ecsquote: Ecsquote, command: str, field: str) -> None:
    done = ecsquote(command, *FARGATE, "--format", "json", EXAMPLES / "my-task.json", "--region", "us-east-1")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[field]


@pytest.mark.parametrize(
    "arguments",
    [
        ["range", "nowhere.json"],
        ["break-even", WEB, "--service", "nobody"],
        ["break-even", WEB, "--up-to", "1"],
        ["sensitivity", WEB, "--percent", "much"],
        ["sensitivity", WEB, "--launch-option", "EXTERNAL"],
        ["what-if", WEB, *(["--to-region", "eu-west-1"] * 21)],
    ],
)
def test_wrong_input_leaves_with_2(ecsquote: Ecsquote, arguments: list[str]) -> None:
    done = ecsquote(*arguments)
    assert done.returncode == 2, done.stderr
    assert done.stderr
    assert not done.stdout
