"""Logs, secrets, file systems, repositories, alarms and Container Insights of services."""

from typing import Any

import pytest

from ecsquote.contract.workloads import UnknownKind, WorkloadReading
from ecsquote.inputs.estate.resources import Reference, Resource, Unresolved
from support_estates import (
    CLUSTER_SOURCE,
    REGION,
    SERVICE_SOURCE,
    cluster,
    places,
    read,
    resource,
    service,
    task_definition,
)

LOGS = "aws_cloudwatch_log_group.web"
ACCOUNT = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:"


def with_container(**members: Any) -> Resource:
    return task_definition(containerDefinitions=[{"name": "app", "image": "app:1", "essential": True, **members}])


def log_group(**members: Any) -> Resource:
    return resource(LOGS, "AWS::Logs::LogGroup", REGION, **{"LogGroupName": "/ecs/web", **members})


def awslogs(group: object) -> dict[str, Any]:
    return {"logDriver": "awslogs", "options": {"awslogs-group": group}}


def usage(reading: WorkloadReading) -> dict[str, Any]:
    [request] = reading.requests
    return dict(request.get("usage", {}))


@pytest.mark.parametrize("group", [Reference(LOGS, "name"), "/ecs/web"])
def test_a_log_group_is_found_by_reference_and_by_name(group: object) -> None:
    reading = read(with_container(logConfiguration=awslogs(group)), service(), log_group())
    assert usage(reading) == {"logs": {}}
    assert [(each.source, each.what.split(":")[0]) for each in reading.unknown] == [
        (LOGS, "ingested_gb"),
        (LOGS, "stored_gb"),
    ]
    assert {each.kind for each in reading.unknown} == {UnknownKind.USAGE}
    assert places(reading)[LOGS] == "usage"
    answered = read(
        with_container(logConfiguration=awslogs(group)),
        service(),
        log_group(),
        usage={LOGS: {"ingested_gb": "10", "stored_gb": "2.5"}},
    )
    assert usage(answered) == {"logs": {"ingested_gb": "10", "stored_gb": "2.5"}}
    assert answered.complete


def test_a_log_group_of_nobody_is_not_priced() -> None:
    reading = read(with_container(logConfiguration=awslogs("/ecs/else")), service(), log_group())
    assert usage(reading) == {}
    assert [each.why for each in reading.not_priced] == ["no task definition of the file logs to it"]


@pytest.mark.parametrize(("days", "words"), [(30, "kept for 30 days"), (None, "kept for ever")])
def test_logs_without_retention_are_said_to_grow(days: int | None, words: str) -> None:
    group = log_group(**({"RetentionInDays": days} if days else {}))
    reading = read(with_container(logConfiguration=awslogs(Reference(LOGS))), service(), group)
    assert any(words in each.what for each in reading.unknown)


def test_the_class_of_log_groups_is_that_of_all() -> None:
    infrequent = log_group(LogGroupClass="INFREQUENT_ACCESS")
    reading = read(with_container(logConfiguration=awslogs(Reference(LOGS))), service(), infrequent)
    assert usage(reading) == {"logs": {"log_class": "INFREQUENT_ACCESS"}}


def test_containers_that_are_not_known_still_show_what_they_are_made_from() -> None:
    unknown = task_definition(containerDefinitions=Unresolved("known after apply", (Reference(LOGS),)))
    assert usage(read(unknown, service(), log_group())) == {"logs": {}}


@pytest.mark.parametrize("value", [Reference("aws_secretsmanager_secret.key"), f"{ACCOUNT}key-AbCdEf:password::"])
def test_secrets_are_counted_with_their_copies(value: object) -> None:
    secret = resource(
        "aws_secretsmanager_secret.key", "AWS::SecretsManager::Secret", Name="key", ReplicaRegions=[{"Region": "x"}]
    )
    other = resource("aws_secretsmanager_secret.other", "AWS::SecretsManager::Secret", Name="other")
    reading = read(with_container(secrets=[{"name": "KEY", "valueFrom": value}]), service(), secret, other)
    assert usage(reading) == {"secrets": {"count": 2}}
    assert places(reading)["aws_secretsmanager_secret.other"] == "not_priced"


@pytest.mark.parametrize(("tier", "place"), [(None, "free"), ("Standard", "free"), ("Advanced", "usage")])
def test_parameters_are_free_but_for_advanced_ones(tier: str | None, place: str) -> None:
    source = "aws_ssm_parameter.key"
    parameter = resource(source, "AWS::SSM::Parameter", REGION, **({"Tier": tier} if tier else {}))
    container = with_container(secrets=[{"name": "KEY", "valueFrom": Reference(source)}])
    assert places(read(container, service(), parameter))[source] == place


def test_a_file_system_is_found_by_a_volume() -> None:
    source = "aws_efs_file_system.data"
    volume = {"name": "data", "efsVolumeConfiguration": {"fileSystemId": Reference(source, "id")}}
    file_system = resource(source, "AWS::EFS::FileSystem", AvailabilityZoneName="eu-west-1a")
    reading = read(task_definition(volumes=[volume]), service(), file_system)
    assert usage(reading) == {"efs": {"stored_gb": "0", "storage_class": "ONE_ZONE"}}
    assert reading.unknown[0].source == source
    [found] = reading.requests[0]["services"]
    assert found["task_definition"]["volumes"][0]["efsVolumeConfiguration"] == {"fileSystemId": "unknown"}


@pytest.mark.parametrize("image", [Reference("aws_ecr_repository.app"), "1.dkr.ecr.eu-west-1.amazonaws.com/team/app:1"])
def test_a_repository_is_found_by_the_image(image: object) -> None:
    repository = resource("aws_ecr_repository.app", "AWS::ECR::Repository", RepositoryName="team/app")
    reading = read(with_container(image=image), service(), repository)
    assert usage(reading) == {"ecr": {}}
    assert places(reading)["aws_ecr_repository.app"] == "usage"


def alarm(name: str, value: object, dimension: str = "ServiceName", **more: Any) -> Resource:
    dimensions = [{"Name": "ClusterName", "Value": "elsewhere"}, {"Name": dimension, "Value": value}]
    return resource(f"aws_alarm.{name}", "AWS::CloudWatch::Alarm", REGION, Dimensions=dimensions, **more)


def test_alarms_are_found_by_their_dimensions() -> None:
    alarms = (
        alarm("name", "web"),
        alarm("reference", Reference(SERVICE_SOURCE, "name")),
        alarm("cluster", Reference(CLUSTER_SOURCE), "ClusterName"),
        alarm("other", "else"),
        alarm("database", Reference("aws_db_instance.main"), "DBInstanceIdentifier"),
    )
    reading = read(task_definition(), cluster(), service(cluster=Reference(CLUSTER_SOURCE)), *alarms)
    assert usage(reading) == {"alarms": {"count": 3}}
    assert {each.source for each in reading.not_priced} == {"aws_alarm.other", "aws_alarm.database"}


def test_an_alarm_on_several_metrics_counts_each() -> None:
    metrics = [
        {"MetricStat": {"Metric": {"Dimensions": [{"Name": "ServiceName", "Value": "web"}]}}},
        {"MetricStat": {"Metric": {}}},
        {"Expression": "a/b"},
    ]
    both = resource("aws_alarm.ratio", "AWS::CloudWatch::Alarm", Metrics=metrics)
    assert usage(read(task_definition(), service(), both)) == {"alarms": {"count": 2}}


def test_a_target_tracking_policy_makes_two_alarms() -> None:
    kind = "AWS::ApplicationAutoScaling::"
    target = resource(
        "aws_target.web", f"{kind}ScalableTarget", ResourceId=Reference(SERVICE_SOURCE), MinCapacity=2, MaxCapacity=2
    )
    tracking = resource(
        "aws_policy.cpu",
        f"{kind}ScalingPolicy",
        PolicyType="TargetTrackingScaling",
        ScalingTargetId=Reference("aws_target.web"),
    )
    step = resource(
        "aws_policy.step", f"{kind}ScalingPolicy", PolicyType="StepScaling", ResourceId=Reference(SERVICE_SOURCE)
    )
    reading = read(task_definition(), service(), target, tracking, step)
    assert usage(reading) == {"alarms": {"count": 2}}
    assert places(reading)["aws_policy.cpu"] == "usage"
    assert places(reading)["aws_policy.step"] == "free"
    assert any("2 alarms" in each.what for each in reading.assumed)


@pytest.mark.parametrize(("value", "mode"), [("enhanced", "enhanced"), ("enabled", "standard"), ("disabled", None)])
def test_container_insights_are_the_clusters_setting(value: str, mode: str | None) -> None:
    own = cluster(settings=[{"name": "containerInsights", "value": value}])
    reading = read(task_definition(), own, service(cluster=Reference(CLUSTER_SOURCE)))
    assert usage(reading) == ({"container_insights": {"mode": mode, "metrics": "0"}} if mode else {})
    assert places(reading)[CLUSTER_SOURCE] == ("usage" if mode else "free")
    assert reading.complete is (mode is None)
