"""Container definitions: exact, bounded, and without what a program keeps to itself; secrets are in no estate."""

import json
from decimal import Decimal
from typing import Any

import pytest

from ecsquote.inputs.estate.resources import Unresolved
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.terraform.containers import (
    MAX_LENGTH,
    container_definitions,
    sensitive_container_definitions,
)
from ecsquote.inputs.terraform.plan import plan_estate, planned_before
from support_terraform import PLANS, load_plan

SECRETS = ("hunter2", "correct-horse", "tr0ub4dor", "hush-hush", "s3cr3t")
"""The passwords and tokens of the plans in this folder."""


def test_numbers_are_exact() -> None:
    (container,) = container_definitions('[{"name": "a", "cpu": 10, "share": 0.1}]')
    assert (container["cpu"], container["share"]) == (10, Decimal("0.1"))


def test_values_of_programs_and_tokens_of_log_drivers_are_left_out() -> None:
    given = {
        "name": "a",
        "memory": 512,
        "command": ["--key", "k"],
        "entryPoint": ["sh"],
        "environment": [{"name": "K", "value": "k"}],
        "dockerLabels": {"k": "k"},
        "logConfiguration": {"logDriver": "splunk", "options": {"splunk-token": "k", "awslogs-group": "g"}},
    }
    logs = {"logDriver": "splunk", "options": {"awslogs-group": "g"}}
    assert container_definitions(json.dumps([given])) == [{"name": "a", "memory": 512, "logConfiguration": logs}]


def test_only_sizes_and_names_of_resources_are_kept_of_a_sensitive_text() -> None:
    arn = "arn:aws:ssm:eu-west-1:123456789012:parameter/db"
    given = {
        "name": "a",
        "cpu": 256,
        "memoryReservation": 100,
        "image": "k",
        "user": "k",
        "secrets": [{"name": "k", "valueFrom": arn}, {"name": "k", "valueFrom": "/k"}],
        "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "g", "tag": "k"}},
    }
    assert sensitive_container_definitions(json.dumps([given])) == [
        {
            "name": "a",
            "cpu": 256,
            "memoryReservation": 100,
            "secrets": [{"valueFrom": arn}],
            "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "g"}},
        }
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[",
        '[{"name": "a", "name": "b"}]',
        '[{"cpu": NaN}]',
        "[" * 100_000,
        '[]}, "more": {"a": 1',
        "[" + " " * MAX_LENGTH + "]",
        7,
    ],
)
def test_what_is_not_a_list_of_containers_is_a_fault_and_the_rest_is_read(text: Any) -> None:
    values = {"family": "web", "cpu": "256", "container_definitions": text or "null"}
    entry = {"address": "aws_ecs_task_definition.web", "type": "aws_ecs_task_definition", "name": "web"}
    plan = {"format_version": "1.2", "planned_values": {"root_module": {"resources": [{**entry, "values": values}]}}}
    estate = plan_estate(plan, ReadingParameters())
    (resource,) = estate.resources
    assert resource.properties["cpu"] == "256"
    assert isinstance(resource.properties["containerDefinitions"], Unresolved)
    assert [fault.source for fault in estate.faults] == ["aws_ecs_task_definition.web"]


@pytest.mark.parametrize("name", sorted(path.stem for path in PLANS.glob("*.json")))
def test_no_secret_of_a_plan_is_in_its_estate(name: str) -> None:
    plan = load_plan(name)
    shown = repr(plan_estate(plan, ReadingParameters())) + repr(planned_before(plan))
    assert not [secret for secret in SECRETS if secret in shown]


def test_plans_hold_every_secret_that_is_looked_for() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in PLANS.glob("*.json"))
    assert [secret for secret in SECRETS if secret not in texts] == []


def test_sensitive_values_are_named_and_not_read() -> None:
    values = {"family": "web", "cpu": "256", "memory": "512"}
    entry: dict[str, Any] = {"address": "aws_ecs_task_definition.web", "type": "aws_ecs_task_definition", "name": "web"}
    block = {**entry, "mode": "managed", "expressions": {"cpu": {"references": ["var.cpu"]}}}
    entry |= {"values": values, "sensitive_values": {"cpu": True}}
    plan = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": [entry]}},
        "configuration": {"root_module": {"resources": [block]}},
    }
    (resource,) = plan_estate(plan, ReadingParameters()).resources
    assert resource.properties == {
        "family": "web",
        "cpu": Unresolved("cpu is sensitive, so it is not read"),
        "memory": "512",
    }
