"""AWS's objects as a saved scan keeps them, for made accounts."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

ACCOUNT, REGION = "111122223333", "eu-west-1"
READ_AT = datetime(2026, 11, 30, tzinfo=UTC)
"""A Monday, so that the two weeks before it begin with Mondays."""
DAYS = 14
HOURS = DAYS * 24
MIB = 1024 * 1024
_BEGIN = READ_AT - timedelta(days=DAYS)


def arn(resource: str, service: str = "ecs") -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


def metric(
    namespace: str, name: str, dimensions: dict[str, str], values: Sequence[float | None], statistic: str = "Sum"
) -> dict[str, Any]:
    return {
        "namespace": namespace,
        "name": name,
        "statistic": statistic,
        "dimensions": dimensions,
        "start": _BEGIN.isoformat(),
        "values": list(values),
    }


def utilization(cluster: str, service: str, cpu: float, memory: float) -> list[dict[str, Any]]:
    """Two weeks of hourly maxima, the highest at noon."""
    dimensions = {"ClusterName": cluster, "ServiceName": service}
    return [
        metric(
            "AWS/ECS",
            f"{name}Utilization",
            dimensions,
            [top if hour % 24 == 12 else round(top / 2, 1) for hour in range(HOURS)],
            "Maximum",
        )
        for name, top in (("CPU", cpu), ("Memory", memory))
    ]


def cluster(name: str, **members: Any) -> dict[str, Any]:
    return {"clusterArn": arn(f"cluster/{name}"), "clusterName": name, "status": "ACTIVE", **members}


def service(cluster_name: str, name: str, desired: int, **members: Any) -> dict[str, Any]:
    return {
        "serviceArn": arn(f"service/{cluster_name}/{name}"),
        "serviceName": name,
        "clusterArn": arn(f"cluster/{cluster_name}"),
        "status": "ACTIVE",
        "desiredCount": desired,
        "taskDefinition": arn(f"task-definition/{name}:1"),
        "schedulingStrategy": "REPLICA",
        "deployments": [{"id": "ecs-svc/1", "status": "PRIMARY", "desiredCount": desired, "rolloutState": "COMPLETED"}],
        **members,
    }


def definition(family: str, cpu: int, memory: int, *, fargate: bool = True, **members: Any) -> dict[str, Any]:
    sizes = {"cpu": str(cpu), "memory": str(memory), "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"]}
    own = {"cpu": cpu, "memory": memory}
    container = {"name": family, "image": f"example.com/{family}:1", "essential": True} | ({} if fargate else own)
    return {
        "taskDefinitionArn": arn(f"task-definition/{family}:1"),
        "family": family,
        "revision": 1,
        "status": "ACTIVE",
        "containerDefinitions": [container],
        **(sizes if fargate else {"networkMode": "bridge", "requiresCompatibilities": ["EC2"]}),
        **members,
    }


def awsvpc(*subnets: str, public: bool = False) -> dict[str, Any]:
    inner = {"subnets": list(subnets), "assignPublicIp": "ENABLED" if public else "DISABLED"}
    return {"awsvpcConfiguration": inner}


def activity(cluster_name: str, name: str, at: datetime, count: int) -> dict[str, Any]:
    return {
        "ServiceNamespace": "ecs",
        "ResourceId": f"service/{cluster_name}/{name}",
        "ScalableDimension": "ecs:service:DesiredCount",
        "Description": f"Setting desired count to {count}.",
        "Cause": "monitor alarm in state ALARM triggered policy web-cpu",
        "StartTime": at.isoformat(),
        "EndTime": (at + timedelta(seconds=40)).isoformat(),
        "StatusCode": "Successful",
    }


def office_hours() -> list[dict[str, Any]]:
    """web: 6 tasks from 8 to 20 on working days, else 2."""
    days = [_BEGIN + timedelta(days=day) for day in range(DAYS) if (_BEGIN + timedelta(days=day)).weekday() < 5]
    steps = [(day + timedelta(hours=hour), count) for day in days for hour, count in ((8, 6), (20, 2))]
    before = _BEGIN - timedelta(days=1)
    return [activity("shop", "web", at, count) for at, count in reversed([(before, 2), *steps])]


def container_instance(cluster_name: str, number: int, cpu: int, memory: int, provider: str | None) -> dict[str, Any]:
    return {
        "containerInstanceArn": arn(f"container-instance/{cluster_name}/{number}"),
        "clusterArn": arn(f"cluster/{cluster_name}"),
        "ec2InstanceId": f"i-{cluster_name}{number}",
        "status": "ACTIVE",
        "registeredResources": [
            {"name": "CPU", "type": "INTEGER", "integerValue": cpu},
            {"name": "MEMORY", "type": "INTEGER", "integerValue": memory},
        ],
        **({} if provider is None else {"capacityProviderName": provider}),
    }


def instance(
    cluster_name: str, number: int, kind: str, subnet: str, volumes: Sequence[str], **members: Any
) -> dict[str, Any]:
    return {
        "InstanceId": f"i-{cluster_name}{number}",
        "InstanceType": kind,
        "State": {"Code": 16, "Name": "running"},
        "Placement": {"AvailabilityZone": f"{REGION}a", "Tenancy": "default"},
        "SubnetId": subnet,
        "BlockDeviceMappings": [
            {"DeviceName": f"/dev/xvd{chr(97 + at)}", "Ebs": {"VolumeId": name, "Status": "attached"}}
            for at, name in enumerate(volumes)
        ],
        **members,
    }


def volume(name: str, size: int, iops: int = 3000, throughput: int = 125) -> dict[str, Any]:
    return {"VolumeId": name, "VolumeType": "gp3", "Size": size, "Iops": iops, "Throughput": throughput}


def task(cluster_name: str, number: int, group: str, on: int | None = None, **members: Any) -> dict[str, Any]:
    family = group.partition(":")[2]
    return {
        "taskArn": arn(f"task/{cluster_name}/{number}"),
        "clusterArn": arn(f"cluster/{cluster_name}"),
        "taskDefinitionArn": arn(f"task-definition/{family}:1"),
        "group": group,
        "lastStatus": "RUNNING",
        **({} if on is None else {"containerInstanceArn": arn(f"container-instance/{cluster_name}/{on}")}),
        **members,
    }


def balancer(name: str, subnets: Sequence[str]) -> dict[str, Any]:
    zones = [{"ZoneName": f"{REGION}{subnet[-1]}", "SubnetId": subnet} for subnet in subnets]
    own = {"Type": "application", "Scheme": "internet-facing", "VpcId": "vpc-main", "AvailabilityZones": zones}
    return {
        "LoadBalancerArn": arn(f"loadbalancer/app/{name}/1", "elasticloadbalancing"),
        "LoadBalancerName": name,
        **own,
    }
