"""Options that change the request: what runs today, Spot, the fleet's profile and its instance types."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from support_cli import EXAMPLES, Ecsquote

MY_TASK = EXAMPLES / "my-task.json"
ASKED = (MY_TASK, "--region", "us-east-1")


def quote(ecsquote: Ecsquote, *options: str | Path) -> dict[str, Any]:
    done = ecsquote("quote", *ASKED, "--format", "json", *options)
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_current_names_what_runs_today(ecsquote: Ecsquote) -> None:
    found = quote(ecsquote, "--current", "FARGATE", "--launch-option", "FARGATE_SPOT")
    # 730 hours of 0.25 vCPU at 0.04048 and 0.5 GB at 0.004445: today is priced for the comparison alone
    assert found["current"]["monthly"] == "9.010025"
    assert [option["launch_option"] for option in found["options"]] == ["FARGATE_SPOT"]
    (spot,) = found["options"]
    assert Decimal(spot["change_from_current"]["monthly"]) == Decimal(spot["monthly"]) - Decimal("9.010025")
    assert quote(ecsquote, "--current", "none", "--launch-option", "FARGATE")["current"] is None


def test_no_spot_leaves_every_spot_option_out(ecsquote: Ecsquote) -> None:
    names = {option["launch_option"] for option in quote(ecsquote, "--no-spot")["options"]}
    assert names == {"FARGATE", "EC2_ON_DEMAND", "MANAGED_INSTANCES", "EXTERNAL"}
    refused = ecsquote("quote", *ASKED, "--no-spot", "--launch-option", "FARGATE_SPOT")
    assert refused.returncode == 2
    assert "spot is false" in refused.stderr


def test_the_profile_and_the_types_of_a_fleet(ecsquote: Ecsquote) -> None:
    asked = ("--launch-option", "EC2_ON_DEMAND", "--instance-types", "m5.*", "--instance-types", "t3.nano")
    found = quote(ecsquote, *asked, "--fleet-profile", "cheapest")
    assert found["request"]["fleet"]["instance_types"] == ["m5.*", "t3.nano"]
    assert found["request"]["fleet"]["scale_in_minutes"] == 0, "cheapest keeps no instance after its last task"
    assert quote(ecsquote, *asked)["request"]["fleet"]["scale_in_minutes"] == 15
    refused = ecsquote("quote", *ASKED, "--instance-types", "m99.*")
    assert (refused.returncode, "m99.*" in refused.stderr) == (2, True)


def test_the_options_keep_what_else_the_request_says_of_its_fleet(ecsquote: Ecsquote, tmp_path: Path) -> None:
    request = json.loads((EXAMPLES / "cluster.json").read_text())
    file = tmp_path / "cluster.json"
    file.write_text(json.dumps(request))
    asked = ("--fleet-profile", "cheapest", "--launch-option", "FARGATE", "--format", "json")
    fleet = json.loads(ecsquote("quote", file, *asked).stdout)["request"]["fleet"]
    assert (fleet["profile"], fleet["target_capacity_percent"]) == ("cheapest", 90)


@pytest.mark.parametrize("command", [("diff", MY_TASK), ("what-if",), ("break-even",), ("commitments",), ("range",)])
def test_every_command_about_a_workload_takes_them(ecsquote: Ecsquote, command: tuple[str | Path, ...]) -> None:
    done = ecsquote(*command, *ASKED, "--current", "FARGATE", "--no-spot", "--instance-types", "t3.*")
    assert done.returncode in {0, 2}, done.stderr
    assert "No such option" not in done.stderr
    assert "Spot" not in done.stdout


def test_a_diff_begins_with_what_runs_today(ecsquote: Ecsquote) -> None:
    options = ("--region", "us-east-1", "--no-spot", "--format", "json")
    for current in ("FARGATE", "EC2_ON_DEMAND"):
        found = json.loads(ecsquote("diff", MY_TASK, MY_TASK, *options, "--current", current).stdout)
        assert found["current"] == current
        assert found["options"][0]["launch_option"] == current
    unknown = json.loads(ecsquote("diff", MY_TASK, MY_TASK, *options).stdout)
    assert unknown["current"] is None
    assert unknown["options"][0]["launch_option"] == "FARGATE", "the cheapest of 9.01, 17.58 and more"


def test_a_diff_for_a_pull_request_is_of_what_runs_today(ecsquote: Ecsquote, tmp_path: Path) -> None:
    more = tmp_path / "more.json"
    more.write_text(MY_TASK.read_text().replace('"cpu": "256"', '"cpu": "512"').replace('"cpu": 256', '"cpu": 512'))
    options = ("--region", "us-east-1", "--current", "FARGATE")
    markdown = ecsquote("diff", MY_TASK, MY_TASK, *options, "--format", "markdown").stdout
    assert "Today, FARGATE, X86_64: **9.01 → 9.01** a month: **+0.00**" in markdown
    table = ecsquote("diff", MY_TASK, MY_TASK, *options).stdout
    assert "Fargate (today)" in table
