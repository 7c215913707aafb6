"""ECS documents in every wrapper become the same estate: services with the definitions that they name."""

from time import process_time
from typing import Any

import pytest

from ecsquote.inputs.decoding import Document
from ecsquote.inputs.ecs_documents.reader import ecs_estate
from ecsquote.inputs.estate.resources import Estate, Reference

ARN = "arn:aws:ecs:eu-west-1:123456789012"
CONTAINERS = [{"name": "app", "image": "app:1"}]


def estate_of(*values: Any) -> Estate:
    return ecs_estate([Document(f"file{number}.json", value) for number, value in enumerate(values)])


def definition(revision: int | None = None, family: str = "web") -> dict[str, Any]:
    document: dict[str, Any] = {"family": family, "containerDefinitions": CONTAINERS}
    return document if revision is None else {**document, "revision": revision}


@pytest.mark.parametrize(
    "document",
    [
        definition(),
        {"taskDefinition": definition(), "tags": []},
        {"taskDefinitions": [definition()]},
        [definition()],
    ],
)
def test_wrappers_are_taken_off(document: Any) -> None:
    (resource,) = estate_of(document).resources
    assert (resource.kind, resource.source) == ("AWS::ECS::TaskDefinition", "task-definition/web")
    assert resource.properties["containerDefinitions"] == CONTAINERS


def test_a_list_of_containers_is_a_definition_named_for_its_file() -> None:
    (resource,) = estate_of(CONTAINERS).resources
    assert resource.properties == {"containerDefinitions": CONTAINERS, "family": "file0"}


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("web:2", "task-definition/web:2"),
        (f"{ARN}:task-definition/web:1", "task-definition/web:1"),
        ("web", "task-definition/web:2"),  # the latest revision, as ECS takes a bare family
        ("web:3", None),
        ("other", None),
    ],
)
def test_a_service_is_joined_with_the_revision_that_it_names(named: str, found: str | None) -> None:
    estate = estate_of({"serviceName": "web", "taskDefinition": named}, definition(1), definition(2))
    (service,) = estate.of_kind("AWS::ECS::Service")
    assert service.properties["taskDefinition"] == (Reference(found) if found else named)


def test_a_revision_is_found_in_a_definition_before_it_is_registered() -> None:
    (service,) = estate_of({"serviceName": "web", "taskDefinition": "web:7"}, definition()).of_kind("AWS::ECS::Service")
    assert service.properties["taskDefinition"] == Reference("task-definition/web")


def test_described_services_keep_what_decides_a_price_and_their_region() -> None:
    described = {
        "services": [
            {
                "serviceArn": f"{ARN}:service/shop/web",
                "serviceName": "web",
                "clusterArn": f"{ARN}:cluster/shop",
                "status": "ACTIVE",
                "desiredCount": 3,
                "taskDefinition": f"{ARN}:task-definition/web:1",
                "deployments": [{"status": "PRIMARY", "desiredCount": 3}, {"status": "ACTIVE", "desiredCount": 3}],
                "events": [{"message": "steady"}],
            }
        ],
        "failures": [{"arn": f"{ARN}:service/shop/gone", "reason": "MISSING"}],
    }
    estate = estate_of(described, {"clusters": [{"clusterArn": f"{ARN}:cluster/shop", "clusterName": "shop"}]})
    (service,) = estate.of_kind("AWS::ECS::Service")
    assert (service.source, service.region) == ("service/shop/web", "eu-west-1")
    assert service.properties["desiredCount"] == 3
    assert service.properties["cluster"] == Reference("cluster/shop")
    assert "deployments" not in service.properties
    assert "events" not in service.properties
    assert [(fault.source, fault.message) for fault in estate.faults] == [
        (f"{ARN}:service/shop/gone", "AWS did not find it: MISSING")
    ]


def test_an_external_deployment_counts_by_its_primary_task_set() -> None:
    sets = [{"status": "ACTIVE", "taskDefinition": "web:1"}, {"status": "PRIMARY", "taskDefinition": "web:2"}]
    estate = estate_of({"serviceName": "web", "desiredCount": 2, "taskSets": sets}, definition(1), definition(2))
    (service,) = estate.of_kind("AWS::ECS::Service")
    assert service.properties["taskDefinition"] == Reference("task-definition/web:2")


@pytest.mark.parametrize(("status", "counted"), [("ACTIVE", 1), ("DRAINING", 0), ("INACTIVE", 0)])
def test_services_that_have_ended_are_none(status: str, counted: int) -> None:
    estate = estate_of({"serviceName": "web", "taskDefinition": "web", "status": status}, definition())
    assert len(list(estate.of_kind("AWS::ECS::Service"))) == counted
    assert len(estate.resources) == 2


def test_run_task_runs_its_count() -> None:
    (run,) = estate_of({"taskDefinition": "job:3", "count": 4, "overrides": {"cpu": "1"}}).resources
    assert (run.source, run.properties["desiredCount"]) == ("run-task/job", 4)
    assert "overrides" not in run.properties


def task(group: str, status: str = "RUNNING", number: int = 1) -> dict[str, Any]:
    return {
        "taskArn": f"{ARN}:task/shop/{number}",
        "clusterArn": f"{ARN}:cluster/shop",
        "taskDefinitionArn": f"{ARN}:task-definition/web:1",
        "group": group,
        "lastStatus": status,
        "capacityProviderName": "FARGATE_SPOT",
    }


def test_described_tasks_are_counted_by_group() -> None:
    tasks = [task("service:web"), task("service:web", "STOPPED"), task("family:web"), task("service:web", "PENDING")]
    estate = estate_of({"tasks": tasks}, definition(1))
    counts = {one.source: one.properties["desiredCount"] for one in estate.of_kind("AWS::ECS::Service")}
    assert counts == {"service/shop/web": 2, "tasks/shop/web": 1}
    assert len(estate.assumed) == 2


def test_the_tasks_of_a_described_service_are_not_counted_again() -> None:
    service = {
        "serviceArn": f"{ARN}:service/shop/web",
        "serviceName": "web",
        "taskDefinition": "web:1",
        "desiredCount": 5,
    }
    estate = estate_of({"services": [service]}, {"tasks": [task("service:web")]}, definition(1))
    assert [one.properties["desiredCount"] for one in estate.of_kind("AWS::ECS::Service")] == [5]
    assert len(estate.resources) == 3


def test_a_document_given_twice_counts_once_and_equal_names_are_told_apart() -> None:
    assert len(estate_of(definition(), definition()).resources) == 1
    other = {**definition(), "cpu": "512"}
    assert [one.source for one in estate_of(definition(), other).resources] == [
        "task-definition/web",
        "task-definition/web (2)",
    ]


def test_thousands_of_documents_are_joined_by_name_and_not_one_by_one() -> None:
    definitions = [definition(1, f"web{number}") for number in range(3_000)]
    services = [{"serviceName": f"web{number}", "taskDefinition": f"web{number}:1"} for number in range(3_000)]
    started = process_time()
    estate = estate_of(definitions, services)
    assert process_time() - started < 2  # each with each would be nine million comparisons of documents
    joined = [one.properties["taskDefinition"] for one in estate.of_kind("AWS::ECS::Service")]
    assert joined == [Reference(f"task-definition/web{number}:1") for number in range(3_000)]
