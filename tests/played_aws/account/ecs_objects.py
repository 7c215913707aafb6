"""Objects of ECS as boto3 gives them, secrets included, so that tests see that none is kept."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

ACCOUNT = "111122223333"
READ_AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
"""A Monday."""
SECRET = "hunter2-do-not-keep"  # noqa: S105 - what must not be kept
"""In every place where people put secrets."""

AwsObject = dict[str, Any]


def arn(service: str, region: str, rest: str) -> str:
    """An ARN of the account."""
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{rest}"


def cluster(region: str, name: str, providers: Sequence[str], *, insights: str = "disabled") -> AwsObject:
    """An active cluster."""
    return {
        "clusterArn": arn("ecs", region, f"cluster/{name}"),
        "clusterName": name,
        "status": "ACTIVE",
        "capacityProviders": list(providers),
        "defaultCapacityProviderStrategy": [],
        "settings": [{"name": "containerInsights", "value": insights}],
        "tags": [{"key": "team", "value": name}, {"key": "owner", "value": SECRET}],
    }


def task_definition(
    region: str,
    family: str,
    cpu: str,
    memory: str,
    *,
    compatibilities: Sequence[str] = ("FARGATE",),
    network_mode: str = "awsvpc",
    log_group: str | None = None,
    container: Mapping[str, Any] | None = None,
    **more: Any,
) -> AwsObject:
    """Revision 7 of a family, with one container that says everything that a scan must not keep."""
    options = {"splunk-token": SECRET}
    if log_group is not None:
        options = {"awslogs-group": log_group, "awslogs-region": region, "awslogs-datetime-format": SECRET}
    app = {
        "name": "app",
        "image": f"{ACCOUNT}.dkr.ecr.{region}.amazonaws.com/{family}:1",
        "essential": True,
        "command": ["serve", f"--token={SECRET}"],
        "entryPoint": ["/bin/sh", SECRET],
        "environment": [{"name": "TOKEN", "value": SECRET}],
        "environmentFiles": [{"type": "s3", "value": f"arn:aws:s3:::{SECRET}/env"}],
        "secrets": [{"name": "DB", "valueFrom": arn("secretsmanager", region, f"secret:{family}-db-AbCdEf")}],
        "dockerLabels": {"note": SECRET},
        "healthCheck": {"command": ["CMD-SHELL", SECRET], "interval": 30, "timeout": 5, "retries": 3},
        "repositoryCredentials": {"credentialsParameter": f"arn:aws:secretsmanager:{region}:1:secret:{SECRET}"},
        "logConfiguration": {"logDriver": "awslogs" if log_group else "splunk", "options": options},
        **(container or {}),
    }
    return {
        "taskDefinitionArn": arn("ecs", region, f"task-definition/{family}:7"),
        "family": family,
        "revision": 7,
        "status": "ACTIVE",
        "networkMode": network_mode,
        "executionRoleArn": f"arn:aws:iam::{ACCOUNT}:role/execution",
        "requiresCompatibilities": list(compatibilities),
        "containerDefinitions": [app],
        "volumes": [],
        "placementConstraints": [],
        **({"cpu": cpu, "memory": memory} if cpu else {}),
        "tags": [{"key": "team", "value": family}],
        **more,
    }


def service(
    cluster_arn: str,
    name: str,
    definition: Mapping[str, Any],
    desired: int,
    *,
    subnets: Sequence[str] = (),
    public: bool = False,
    launch_type: str | None = None,
    strategy: Sequence[Mapping[str, Any]] = (),
    **more: Any,
) -> AwsObject:
    """A service in a steady state; with a strategy it has no launch type, as ECS answers."""
    region = cluster_arn.split(":")[3]
    cluster_name = cluster_arn.rpartition("/")[2]
    network = {
        "awsvpcConfiguration": {
            "subnets": list(subnets),
            "securityGroups": ["sg-0a1b2c3d4e5f60001"],
            "assignPublicIp": "ENABLED" if public else "DISABLED",
        }
    }
    runs_on: AwsObject = {"capacityProviderStrategy": list(strategy)} if strategy else {"launchType": launch_type}
    if subnets:
        runs_on["networkConfiguration"] = network
    return {
        "serviceArn": arn("ecs", region, f"service/{cluster_name}/{name}"),
        "serviceName": name,
        "clusterArn": cluster_arn,
        "status": "ACTIVE",
        "desiredCount": desired,
        "runningCount": desired,
        "pendingCount": 0,
        "taskDefinition": definition["taskDefinitionArn"],
        "deploymentConfiguration": {"maximumPercent": 200, "minimumHealthyPercent": 100},
        "deployments": [deployment(definition, desired, **runs_on)],
        "events": [{"id": "1", "createdAt": READ_AT, "message": f"(service {name}) {SECRET}"}],
        "loadBalancers": [],
        "serviceRegistries": [],
        "placementConstraints": [],
        "placementStrategy": [],
        "schedulingStrategy": "REPLICA",
        "createdAt": READ_AT - timedelta(days=200),
        "tags": [{"key": "team", "value": name}, {"key": "owner", "value": SECRET}],
        **runs_on,
        **more,
    }


def deployment(
    definition: Mapping[str, Any], desired: int, status: str = "PRIMARY", number: int = 1, **more: Any
) -> AwsObject:
    """One deployment of a service."""
    return {
        "id": f"ecs-svc/{number:019d}",
        "status": status,
        "taskDefinition": definition["taskDefinitionArn"],
        "desiredCount": desired,
        "runningCount": desired,
        "pendingCount": 0,
        "rolloutState": "COMPLETED" if status == "PRIMARY" else "IN_PROGRESS",
        "serviceConnectConfiguration": {
            "enabled": False,
            "logConfiguration": {"logDriver": "splunk", "options": {"splunk-token": SECRET}},
        },
        **more,
    }


def task(cluster_arn: str, number: int, definition: Mapping[str, Any], group: str, **more: Any) -> AwsObject:
    """A running task."""
    region, cluster_name = cluster_arn.split(":")[3], cluster_arn.rpartition("/")[2]
    made: AwsObject = {
        "taskArn": arn("ecs", region, f"task/{cluster_name}/{number:032x}"),
        "clusterArn": cluster_arn,
        "taskDefinitionArn": definition["taskDefinitionArn"],
        "group": group,
        "lastStatus": "RUNNING",
        "desiredStatus": "RUNNING",
        "createdAt": READ_AT - timedelta(days=3),
        "startedAt": READ_AT - timedelta(days=3),
        "attachments": [],
        "attributes": [],
        "overrides": {"containerOverrides": [{"name": "app", "environment": [{"name": "T", "value": SECRET}]}]},
        "containers": [{"name": "app", "image": "app:1", "reason": SECRET}],
        "tags": [],
        **{name: definition[name] for name in ("cpu", "memory") if name in definition},
    }
    return {**made, **more}


def container_instance(cluster_arn: str, instance_id: str, cpu: int, memory: int, **more: Any) -> AwsObject:
    """A container instance with what it registers."""
    region, cluster_name = cluster_arn.split(":")[3], cluster_arn.rpartition("/")[2]
    resources = [
        {"name": "CPU", "type": "INTEGER", "integerValue": cpu, "doubleValue": 0.0, "longValue": 0},
        {"name": "MEMORY", "type": "INTEGER", "integerValue": memory, "doubleValue": 0.0, "longValue": 0},
        {"name": "PORTS", "type": "STRINGSET", "stringSetValue": ["22", "2375", "2376", "51678", "51679"]},
    ]
    return {
        "containerInstanceArn": arn("ecs", region, f"container-instance/{cluster_name}/{instance_id[2:]}"),
        "clusterArn": cluster_arn,
        "ec2InstanceId": instance_id,
        "status": "ACTIVE",
        "agentConnected": True,
        "registeredResources": resources,
        "remainingResources": resources,
        "attributes": [{"name": "ecs.os-type", "value": "linux"}],
        "tags": [],
        **more,
    }
