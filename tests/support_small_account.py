"""A saved scan of a small account: three clusters, mixed launch types, a network that two of them share."""

import json
from typing import Any

from ecsquote.account.saved_scan import SavedScan, saved_scan_of
from support_scan_objects import (
    ACCOUNT,
    DAYS,
    HOURS,
    MIB,
    READ_AT,
    REGION,
    arn,
    awsvpc,
    balancer,
    cluster,
    container_instance,
    definition,
    instance,
    metric,
    office_hours,
    service,
    task,
    utilization,
    volume,
)


def _shop() -> dict[str, list[Any]]:
    """Fargate and Fargate Spot behind a load balancer, and a rule that runs tasks each night."""
    group = arn("targetgroup/web/1", "elasticloadbalancing")
    mixed = [
        {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
        {"capacityProvider": "FARGATE_SPOT", "base": 0, "weight": 3},
    ]
    private = awsvpc("subnet-a", "subnet-b")
    run: dict[str, Any] = {
        "startedBy": "events-rule/nightly",
        "lastStatus": "STOPPED",
        "pullStartedAt": "2026-11-29T02:00:00Z",
    }
    target = {
        "Id": "1",
        "Arn": arn("cluster/shop"),
        "EcsParameters": {
            "TaskDefinitionArn": arn("task-definition/report:1"),
            "TaskCount": 2,
            "LaunchType": "FARGATE",
            "NetworkConfiguration": {"awsvpcConfiguration": {"Subnets": ["subnet-a"], "AssignPublicIp": "DISABLED"}},
        },
    }
    return {
        "clusters": [cluster("shop")],
        "services": [
            service(
                "shop", "web", 2, launchType="FARGATE", networkConfiguration=private,
                loadBalancers=[{"targetGroupArn": group, "containerName": "web", "containerPort": 80}],
            ),
            service(
                "shop", "api", 5, capacityProviderStrategy=mixed,
                networkConfiguration=awsvpc("subnet-p", public=True),
            ),
            service("shop", "worker", 0, launchType="FARGATE", networkConfiguration=private),
            service("shop", "old", 3, launchType="FARGATE", status="DRAINING"),
        ],
        "task_definitions": [
            definition("web", 1024, 2048), definition("api", 512, 1024), definition("worker", 256, 512),
            definition("report", 1024, 2048), definition("old", 256, 512),
        ],
        "tasks": [
            task("shop", 1, "family:report", **run, stoppedAt="2026-11-29T02:10:00Z"),
            task("shop", 2, "family:report", **run, stoppedAt="2026-11-29T02:20:00Z"),
        ],
        "scaling_activities": office_hours(),
        "load_balancers": [balancer("shop", ["subnet-p", "subnet-q"]), balancer("legacy", ["subnet-p", "subnet-q"])],
        "target_groups": [
            {
                "TargetGroupArn": group, "TargetGroupName": "web", "VpcId": "vpc-main",
                "LoadBalancerArns": [arn("loadbalancer/app/shop/1", "elasticloadbalancing")],
            }
        ],
        "log_groups": [
            {
                "logGroupName": "/ecs/web", "storedBytes": 5 * 1024 * MIB, "logGroupClass": "STANDARD",
                "taskDefinitionArns": [arn("task-definition/web:1")],
            }
        ],
        "rules": [
            {
                "Name": "nightly", "Arn": arn("rule/nightly", "events"), "State": "ENABLED",
                "ScheduleExpression": "cron(0 2 * * ? *)", "Targets": [target],
            }
        ],
        "metrics": [
            *utilization("shop", "web", 35, 40),
            *utilization("shop", "api", 97, 50),
            metric("AWS/ApplicationELB", "ConsumedLCUs", {"LoadBalancer": "app/shop/1"}, [1.5, 2.5] * (HOURS // 2)),
            metric("AWS/Logs", "IncomingBytes", {"LogGroupName": "/ecs/web"}, [16 * MIB] * HOURS),
        ],
    }  # fmt: skip


def _batch() -> dict[str, list[Any]]:
    """EC2, half idle: three instances of an Auto Scaling group, and one outside any with a task of no service."""
    provider = {
        "name": "batch-asg",
        "capacityProviderArn": arn("capacity-provider/batch-asg"),
        "autoScalingGroupProvider": {
            "autoScalingGroupArn": arn("autoScalingGroup:1:autoScalingGroupName/batch", "autoscaling"),
            "managedScaling": {"status": "ENABLED", "targetCapacity": 100},
        },
    }
    strategy = [{"capacityProvider": "batch-asg", "base": 0, "weight": 1}]
    return {
        "clusters": [cluster("batch", capacityProviders=["batch-asg"])],
        "services": [
            service(
                "batch", "ingest", 6, capacityProviderStrategy=strategy, networkConfiguration=awsvpc("subnet-a")
            ),
            service("batch", "index", 1, launchType="EC2"),
        ],
        "task_definitions": [
            definition("ingest", 1024, 2048, requiresCompatibilities=["EC2"]),
            definition("index", 2048, 4096, fargate=False),
        ],
        "capacity_providers": [provider],
        "container_instances": [
            container_instance("batch", number, 4096, 15_800, "batch-asg" if number < 4 else None)
            for number in (1, 2, 3, 4)
        ],
        "auto_scaling_groups": [
            {
                "AutoScalingGroupName": "batch", "MinSize": 1, "MaxSize": 9, "DesiredCapacity": 3,
                "VPCZoneIdentifier": "subnet-a,subnet-b",
                "Instances": [{"InstanceId": f"i-batch{number}", "InstanceType": "m5.xlarge"} for number in (1, 2, 3)],
            }
        ],
        "instances": [
            *(instance("batch", number, "m5.xlarge", "subnet-a", [f"vol-{number}"]) for number in (1, 2, 3)),
            instance("batch", 4, "m5.xlarge", "subnet-p", ["vol-4", "vol-5"], PublicIpAddress="203.0.113.7"),
        ],
        "volumes": [*(volume(f"vol-{number}", 30) for number in (1, 2, 3, 4)), volume("vol-5", 100, 6000, 253)],
        "tasks": [
            *(task("batch", number, "service:ingest", 1 + number % 3) for number in range(6)),
            task("batch", 6, "service:index", 1),
            task("batch", 7, "family:debug", 4),
        ],
        "metrics": [*utilization("batch", "ingest", 40, 40), *utilization("batch", "index", 20, 20)],
    }  # fmt: skip


def _models() -> dict[str, list[Any]]:
    """Managed Instances in a network of their own."""
    strategy = [{"capacityProvider": "models-mi", "base": 0, "weight": 1}]
    arm = {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"}
    provider = {
        "name": "models-mi",
        "capacityProviderArn": arn("capacity-provider/models-mi"),
        "managedInstancesProvider": {"instanceLaunchTemplate": {"capacityOptionType": "ON_DEMAND"}},
    }
    managed = {"Operator": {"Managed": True, "Principal": "ecs.amazonaws.com"}}
    return {
        "clusters": [cluster("models", capacityProviders=["models-mi"])],
        "services": [
            service("models", "infer", 2, capacityProviderStrategy=strategy, networkConfiguration=awsvpc("subnet-m"))
        ],
        "task_definitions": [definition("infer", 2048, 4096, runtimePlatform=arm)],
        "capacity_providers": [provider],
        "container_instances": [container_instance("models", number, 4096, 7_600, "models-mi") for number in (1, 2)],
        "instances": [
            instance("models", number, "c7g.xlarge", "subnet-m", [f"vol-m{number}"], **managed) for number in (1, 2)
        ],
        "volumes": [volume("vol-m1", 80), volume("vol-m2", 80)],
        "tasks": [task("models", 1, "service:infer", 1), task("models", 2, "service:infer", 2)],
        "metrics": utilization("models", "infer", 90, 50)[:1] + utilization("models", "infer", 90, 50)[1:],
    }


def _network() -> dict[str, list[Any]]:
    """One NAT gateway and one endpoint for shop and batch, another NAT gateway for models, and a group for no one."""
    return {
        "subnets": [
            {"SubnetId": f"subnet-{letter}", "VpcId": "vpc-models" if letter == "m" else "vpc-main"}
            for letter in ("a", "b", "p", "q", "m")
        ],
        "route_tables": [
            {
                "RouteTableId": "rtb-private", "VpcId": "vpc-main",
                "Associations": [{"SubnetId": "subnet-a", "Main": False}, {"SubnetId": "subnet-b", "Main": False}],
                "Routes": [{"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-main", "State": "active"}],
            },
            {
                "RouteTableId": "rtb-public", "VpcId": "vpc-main", "Associations": [{"Main": True}],
                "Routes": [{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}],
            },
            {
                "RouteTableId": "rtb-models", "VpcId": "vpc-models", "Associations": [{"Main": True}],
                "Routes": [{"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-models", "State": "active"}],
            },
        ],
        "nat_gateways": [
            {"NatGatewayId": "nat-main", "SubnetId": "subnet-p", "VpcId": "vpc-main", "State": "available"},
            {"NatGatewayId": "nat-models", "SubnetId": "subnet-m", "VpcId": "vpc-models", "State": "available"},
            {"NatGatewayId": "nat-gone", "SubnetId": "subnet-p", "VpcId": "vpc-main", "State": "deleted"},
        ],
        "vpc_endpoints": [
            {
                "VpcEndpointId": "vpce-1", "VpcEndpointType": "Interface", "VpcId": "vpc-main", "State": "available",
                "SubnetIds": ["subnet-a", "subnet-b"],
            },
            {"VpcEndpointId": "vpce-s3", "VpcEndpointType": "Gateway", "VpcId": "vpc-main", "State": "available"},
        ],
        "metrics": [
            metric("AWS/NATGateway", "BytesInFromSource", {"NatGatewayId": "nat-main"}, [64 * MIB] * HOURS),
            metric("AWS/NATGateway", "BytesInFromDestination", {"NatGatewayId": "nat-main"}, [192 * MIB] * HOURS),
            metric(
                "AWS/PrivateLinkEndpoints", "BytesProcessed", {"VPC Endpoint Id": "vpce-1", "VPC Id": "vpc-main"},
                [128 * MIB, None] * (HOURS // 2),
            ),
        ],
        "savings_plans": [
            {
                "savingsPlanId": "sp-1", "state": "active", "savingsPlanType": "Compute", "commitment": "1.5",
                "end": "2027-06-01T00:00:00Z",
            }
        ],
    }  # fmt: skip


def scan_document(**changes: Any) -> dict[str, Any]:
    """The saved scan as JSON; `changes` replace lists of its one Region."""
    region: dict[str, Any] = {"account": ACCOUNT, "region": REGION}
    for part in (_shop(), _batch(), _models(), _network()):
        for name, objects in part.items():
            region.setdefault(name, []).extend(objects)
    return {
        "saved_scan": 1, "read_at": READ_AT.isoformat(), "days": DAYS, "regions": [{**region, **changes}],
    }  # fmt: skip


def saved_scan(**changes: Any) -> SavedScan:
    """The saved scan."""
    return saved_scan_of(scan_document(**changes))


def fargate_scan() -> dict[str, Any]:
    """The saved scan of one service on Fargate in Virginia, whose prices every small catalog has."""
    found = {
        "account": ACCOUNT,
        "region": "us-east-1",
        "clusters": [cluster("shop")],
        "services": [service("shop", "web", 2, launchType="FARGATE")],
        "task_definitions": [definition("web", 1024, 2048)],
        "metrics": utilization("shop", "web", 35, 40),
    }
    text = json.dumps(found).replace(REGION, "us-east-1")
    return {"saved_scan": 1, "read_at": READ_AT.isoformat(), "days": DAYS, "regions": [json.loads(text)]}
