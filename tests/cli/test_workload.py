"""Files of every form on the command line: read, shown, priced, compared and held against budgets."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from support_cli import EXAMPLES, Ecsquote

PLANS = Path(__file__).parents[1] / "inputs" / "terraform" / "plans"
FARGATE = ("--launch-option", "FARGATE")
CONTAINER = {"name": "app", "image": "app", "environment": [{"name": "PASSWORD", "value": "hunter2"}]}
DEFINITION = {
    "family": "web", "cpu": "1024", "memory": "2048", "networkMode": "awsvpc", "containerDefinitions": [CONTAINER],
}  # fmt: skip
SERVICE = {"serviceName": "web", "taskDefinition": "web", "desiredCount": 2, "launchType": "FARGATE"}
TASK_MONTH = 36.04
"""730 × (0.04048 + 2 × 0.004445) = 36.0401, rounded to cents."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "task.json").write_text(json.dumps(DEFINITION))
    (tmp_path / "service.json").write_text(json.dumps(SERVICE))
    (tmp_path / "compose.yaml").write_text("services: {web: {image: web, cpus: 1, mem_limit: 2g}, db: {image: db}}\n")
    return tmp_path


def monthly(text: str) -> str:
    (option,) = json.loads(text)["options"]
    return f"{float(option['monthly']):.2f}"


def test_a_service_and_its_definition_are_one_workload(ecsquote: Ecsquote, folder: Path) -> None:
    files = (folder / "service.json", folder / "task.json")
    done = ecsquote("quote", *files, "--region", "us-east-1", *FARGATE, "--format", "json")
    assert monthly(done.stdout) == f"{2 * TASK_MONTH:.2f}"
    assert json.loads(done.stdout)["workload"]["complete"] is True
    assert "hunter2" not in done.stdout


def test_a_folder_is_a_cluster(ecsquote: Ecsquote, folder: Path) -> None:
    (folder / "compose.yaml").unlink()
    done = ecsquote("quote", folder, "--region", "us-east-1", *FARGATE, "--format", "json")
    assert monthly(done.stdout) == f"{2 * TASK_MONTH:.2f}"


def test_bare_task_definitions_are_quoted_one_by_one(ecsquote: Ecsquote, folder: Path) -> None:
    files = (folder / "task.json", EXAMPLES / "my-task.json")
    done = ecsquote("quote", *files, "--region", "us-east-1", *FARGATE, "--format", "json")
    assert len(json.loads(done.stdout)) == 2


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--tasks", "3"), f"{3 * TASK_MONTH:.2f}"),
        (("--runs", "730", "--seconds", "3600"), f"{TASK_MONTH:.2f}"),  # one hour 730 times
        (("--set", "services.0.load.tasks=4"), f"{4 * TASK_MONTH:.2f}"),
        (("--set", "hours_per_month=365"), f"{TASK_MONTH / 2:.2f}"),
    ],
)
def test_common_questions_need_no_file(
    ecsquote: Ecsquote, folder: Path, arguments: tuple[str, ...], expected: str
) -> None:
    done = ecsquote("quote", folder / "task.json", "--region", "us-east-1", *FARGATE, "--format", "json", *arguments)
    assert monthly(done.stdout) == expected


def test_a_service_file_goes_with_a_bare_task_definition(ecsquote: Ecsquote, folder: Path) -> None:
    (folder / "service.json").write_text(json.dumps({**SERVICE, "taskDefinition": "something-else:7"}))
    arguments = ("--service-file", folder / "service.json", "--region", "us-east-1", *FARGATE, "--format", "json")
    done = ecsquote("quote", folder / "task.json", *arguments)
    assert monthly(done.stdout) == f"{2 * TASK_MONTH:.2f}"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--set", "usage"), "--set takes NAME=VALUE"),
        (("--param", "=x"), "--param takes NAME=VALUE"),
        (("--default-size", "big"), "--default-size takes CPU/MEMORY"),
        (("--default-size", "x/1 GB"), "--default-size takes CPU/MEMORY"),
        (("--runs", "3"), "--runs and --seconds go together"),
        (("--set", "region.x=3"), "there is nothing named 'x' to set"),
    ],
)
def test_malformed_options_are_named(ecsquote: Ecsquote, folder: Path, arguments: tuple[str, ...], words: str) -> None:
    done = ecsquote("quote", folder / "task.json", "--region", "us-east-1", *arguments)
    assert done.returncode == 2
    assert words in done.stderr


def test_what_a_file_leaves_open_is_named_and_strict_refuses_it(ecsquote: Ecsquote, folder: Path) -> None:
    arguments = ("quote", folder / "compose.yaml", "--region", "us-east-1", *FARGATE)
    done = ecsquote(*arguments)
    assert done.returncode == 0
    assert "At least" in done.stdout
    assert "db (task definition): cpu: deploy.resources.limits.cpus is not given; not priced" in done.stdout
    strict = ecsquote(*arguments, "--strict")
    assert (strict.returncode, strict.stdout) == (2, done.stdout)
    whole = ecsquote(*arguments, "--strict", "--default-size", "0.5 vCPU/1 GB")
    assert (whole.returncode, "At least" in whole.stdout) == (0, False)


def test_a_file_that_gives_nothing_to_price_names_what_would_help(ecsquote: Ecsquote, folder: Path) -> None:
    (folder / "compose.yaml").write_text("services: {db: {image: db}}\n")
    done = ecsquote("quote", folder / "compose.yaml", "--region", "us-east-1")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--default-size" in done.stderr


def test_the_workload_is_shown_with_its_notes(ecsquote: Ecsquote, folder: Path) -> None:
    done = ecsquote("workload", folder / "compose.yaml", "--region", "us-east-1")
    assert done.returncode == 0
    reading = json.loads(done.stdout)
    assert (reading["format"], reading["complete"]) == ("compose", False)
    assert "unknown workload: cpu" in done.stderr
    assert ecsquote("workload", folder / "compose.yaml", "--region", "us-east-1", "--strict").returncode == 2


def test_only_the_requests_can_be_shown_and_quoted_again(ecsquote: Ecsquote, folder: Path) -> None:
    files = (folder / "service.json", folder / "task.json")
    shown = ecsquote("workload", *files, "--region", "us-east-1", "--requests", "--format", "yaml").stdout
    request: dict[str, Any] = yaml.safe_load(shown)
    assert request["region"] == "us-east-1"
    (folder / "request.yaml").write_text(shown)
    again = ecsquote("quote", folder / "request.yaml", *FARGATE, "--format", "json")
    assert monthly(again.stdout) == f"{2 * TASK_MONTH:.2f}"


def test_a_plan_alone_is_compared_before_and_after(ecsquote: Ecsquote) -> None:
    plan = PLANS / "update-with-prior-state.json"
    done = ecsquote("diff", plan, "--region", "eu-west-1", *FARGATE, "--format", "json")
    assert done.returncode == 0
    kinds = {
        (line["kind"], line["service"]) for option in json.loads(done.stdout)["options"] for line in option["lines"]
    }
    assert ("rose", "web") in kinds
    assert ("gone", "old") in kinds
    assert ecsquote("diff", EXAMPLES / "web-service.json").returncode == 2


def budgets(folder: Path, limit: str) -> Path:
    path = folder / "budgets.yml"
    budget = {"name": "all", "launch_option": "FARGATE", "limit": {"amount": limit}}
    path.write_text(yaml.safe_dump({"version": 1, "budgets": [budget]}))
    return path


@pytest.mark.parametrize(
    ("known", "limit", "verdict", "code"),
    [
        ("workload", "30", "exceeded", 1),  # what is known alone is 36.04
        ("workload", "40", "unpriced", 3),  # the database may cost anything
        ("usage", "40", "within", 0),
        ("usage", "30", "exceeded", 1),
    ],
)
def test_a_budget_judges_what_is_known(
    ecsquote: Ecsquote, folder: Path, known: str, limit: str, verdict: str, code: int
) -> None:
    file = folder / "compose.yaml"
    if known == "usage":
        file = folder / "template.json"
        file.write_text(json.dumps(SCALED))
    arguments = ("--region", "us-east-1", "--format", "json", "--budgets", budgets(folder, limit))
    done = ecsquote("budget", "check", file, *arguments)
    assert json.loads(done.stdout)["verdict"] == verdict, done.stdout
    assert done.returncode == code
    if known == "usage":
        assert any("at least this: 1 unknown value" in warning for warning in json.loads(done.stdout)["warnings"])


SCALED = {
    "Resources": {
        "Task": {
            "Type": "AWS::ECS::TaskDefinition",
            "Properties": {
                "Family": "web", "Cpu": "1024", "Memory": "2048", "NetworkMode": "awsvpc",
                "ContainerDefinitions": [{"Name": "app", "Image": "app"}],
            },
        },
        "Web": {
            "Type": "AWS::ECS::Service",
            "Properties": {"TaskDefinition": {"Ref": "Task"}, "LaunchType": "FARGATE"},
        },
        "Scaling": {
            "Type": "AWS::ApplicationAutoScaling::ScalableTarget",
            "Properties": {
                "MinCapacity": 1, "MaxCapacity": 8, "ResourceId": {"Fn::Sub": "service/default/${Web.Name}"},
            },
        },
    }
}  # fmt: skip


@pytest.mark.parametrize("document", ["request", "budgets", "usage", "quote"])
def test_schemas_are_printed(ecsquote: Ecsquote, document: str) -> None:
    done = ecsquote("schema", document)
    assert done.returncode == 0
    assert json.loads(done.stdout)["$schema"].startswith("https://json-schema.org/")


def test_a_usage_file_is_written_filled_in_and_taken(ecsquote: Ecsquote, folder: Path) -> None:
    (folder / "template.json").write_text(json.dumps(SCALED))
    arguments = (folder / "template.json", "--region", "us-east-1")
    asked = ecsquote("usage", "init", *arguments)
    assert yaml.safe_load(asked.stdout) == {"Web": {"average_tasks": None}}
    (folder / "usage.yml").write_text(asked.stdout.replace("average_tasks: null", "average_tasks: 2.5"))
    done = ecsquote("quote", *arguments, *FARGATE, "--usage", folder / "usage.yml", "--format", "json")
    assert monthly(done.stdout) == f"{2.5 * 36.0401:.2f}"
