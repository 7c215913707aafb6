"""What task definitions show to cost money and nobody gave a quantity for."""

from decimal import Decimal
from typing import Any

import pytest

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.quotes import UnknownUsage
from support_catalog import shipped_catalog

LOGS = {"logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/web"}}}
ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:token-AbCdEf"
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1"


def unknown(
    container: dict[str, Any] | None = None, usage: dict[str, Any] | None = None, **definition: Any
) -> tuple[UnknownUsage, ...]:
    task = {
        "family": "web", "cpu": "256", "memory": "512", "networkMode": "awsvpc",
        "containerDefinitions": [{"name": "app", "image": "app", **(container or {})}], **definition,
    }  # fmt: skip
    request = {
        "region": "eu-west-1",
        "services": [{"task_definition": task}],
        "usage": usage or {},
        "launch_options": ["FARGATE"],
    }
    catalog = shipped_catalog()
    return price_request(read_request(request, catalog), catalog).unknown_usage


@pytest.mark.parametrize(
    ("container", "component", "needs", "place", "unit_price"),
    [
        (LOGS, "cloudwatch_logs", "usage.logs.ingested_gb", "logConfiguration/logDriver", "0.57"),
        ({"secrets": [{"name": "T", "valueFrom": ARN}]}, "secrets_manager", "usage.secrets.count", "secrets/0", "0.4"),
        (
            {"secrets": [{"name": "T", "valueFrom": "/web/token"}]},
            "systems_manager", "usage.parameters.advanced", "secrets/0", "0.00007",
        ),
        ({"image": IMAGE}, "ecr", "usage.ecr.stored_gb", "image", "0.1"),
        (
            {"image": "public.ecr.aws/xray/aws-xray-daemon:3"}, "xray", "usage.xray.traces_recorded", "image",
            "0.000005",
        ),
    ],
)  # fmt: skip
def test_a_container_shows_what_it_costs(
    container: dict[str, Any], component: str, needs: str, place: str, unit_price: str
) -> None:
    (found,) = unknown(container)
    assert (found.component, found.service, found.needs) == (component, "web", needs)
    assert found.pointer == f"/services/0/task_definition/containerDefinitions/0/{place}"
    assert found.unit_price == Decimal(unit_price)


def test_file_systems_are_seen() -> None:
    volumes = [{"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-1"}}]
    (found,) = unknown(volumes=volumes)
    assert (found.component, found.needs) == ("efs", "usage.efs.stored_gb")
    assert found.pointer == "/services/0/task_definition/volumes/0/efsVolumeConfiguration"


@pytest.mark.parametrize(
    ("usage", "asked"),
    [
        ({}, True),
        ({"logs": {}}, True),
        ({"logs": {"stored_gb": 5}}, True),
        ({"logs": {"ingested_gb": 0}}, False),  # somebody says that it is nothing
        ({"logs": {"ingested_gb": "12.5"}}, False),
    ],
)
def test_a_quantity_answers_the_question(usage: dict[str, Any], *, asked: bool) -> None:
    assert bool(unknown(LOGS, usage)) is asked


@pytest.mark.parametrize("driver", ["awsfirelens", "splunk", "json-file"])
def test_other_log_drivers_cost_nothing_at_aws(driver: str) -> None:
    assert unknown({"logConfiguration": {"logDriver": driver}}) == ()


def test_a_plain_task_leaves_nothing_open() -> None:
    assert unknown() == ()


@pytest.mark.parametrize(("mode", "price"), [("enhanced", "0.07"), ("standard", "0.3")])
def test_insights_without_a_number_of_metrics_are_asked_about(mode: str, price: str) -> None:
    (found,) = unknown(usage={"container_insights": {"mode": mode}})
    assert (found.component, found.needs) == ("container_insights", "usage.container_insights.metrics")
    assert (found.service, found.unit_price) == (None, Decimal(price))


def test_a_wrapped_definition_has_its_own_place() -> None:
    task = {"containerDefinitions": [{"name": "app", "image": "app", "memory": 512, **LOGS}], "family": "web"}
    request = {"region": "eu-west-1", "services": [{"task_definition": {"taskDefinition": task}}]}
    catalog = shipped_catalog()
    (found,) = price_request(read_request(request, catalog), catalog).unknown_usage
    assert found.pointer == (
        "/services/0/task_definition/taskDefinition/containerDefinitions/0/logConfiguration/logDriver"
    )
