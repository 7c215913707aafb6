"""Advanced parameters, keys, service discovery and schedules of services."""

from typing import Any

import pytest

from ecsquote.contract.workloads import WorkloadReading
from ecsquote.inputs.estate.resources import Reference, Resource
from support_estates import REGION, places, read, resource, service, task_definition

KEY, TOKEN, REGISTRY = "aws_kms_key.main", "aws_ssm_parameter.token", "aws_service_discovery_service.web"


def usage(reading: WorkloadReading) -> dict[str, Any]:
    [request] = reading.requests
    return dict(request.get("usage", {}))


def with_secret(value: object) -> Resource:
    secrets = [{"name": "TOKEN", "valueFrom": value}]
    return task_definition(
        containerDefinitions=[{"name": "app", "image": "app:1", "essential": True, "secrets": secrets}]
    )


@pytest.mark.parametrize(("tier", "expected"), [("Advanced", {"parameters": {"advanced": 1}}), ("Standard", {})])
def test_only_advanced_parameters_cost(tier: str, expected: dict[str, Any]) -> None:
    parameter = resource(TOKEN, "AWS::SSM::Parameter", REGION, Tier=tier)
    reading = read(with_secret(Reference(TOKEN, "arn")), service(), parameter)
    assert usage(reading) == expected


def test_the_key_of_what_a_task_reads_is_counted() -> None:
    secret = resource("aws_secret.a", "AWS::SecretsManager::Secret", REGION, Name="a", KmsKeyId=Reference(KEY, "arn"))
    key = resource(KEY, "AWS::KMS::Key", REGION)
    other = resource("aws_kms_key.other", "AWS::KMS::Key", REGION)
    reading = read(with_secret(Reference("aws_secret.a", "arn")), service(), secret, key, other)
    assert usage(reading) == {"secrets": {"count": 1}, "kms": {"keys": 1}}
    assert (places(reading)[KEY], places(reading)["aws_kms_key.other"]) == ("usage", "not_priced")


def test_a_registered_service_has_an_instance_per_task() -> None:
    registry = resource(REGISTRY, "AWS::ServiceDiscovery::Service", REGION)
    web = service(desiredCount=3, serviceRegistries=[{"registryArn": Reference(REGISTRY, "arn")}])
    reading = read(task_definition(), web, registry)
    assert usage(reading) == {"cloud_map": {"instances": "3"}}
    assert places(reading)[REGISTRY] == "usage"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("AWS::Scheduler::Schedule", {"scheduler": {"invocations": 730}}), ("AWS::Events::Rule", {})],
)
def test_only_the_scheduler_bills_invocations(kind: str, expected: dict[str, Any]) -> None:
    definition = task_definition()
    target = {
        "Arn": "cluster",
        "EcsParameters": {"TaskDefinitionArn": Reference(definition.source), "LaunchType": "FARGATE"},
    }
    targets = {"Target": target} if kind.endswith("Schedule") else {"Targets": [target]}
    schedule = resource("nightly", kind, REGION, ScheduleExpression="rate(1 hour)", **targets)
    reading = read(definition, schedule, usage={"nightly": {"seconds_per_run": 60}})
    assert usage(reading) == expected
