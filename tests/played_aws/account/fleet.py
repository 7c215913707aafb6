"""The cluster `fleet` in Ireland: 10 services on five EC2 instances that are half idle, one of them in no group."""

from typing import Any

from played_aws.account import ecs_objects as ecs
from played_aws.account import surroundings as around
from played_aws.account.ecs_objects import AwsObject
from played_aws.account.shop import PRIVATE, REGION, VPC, ZONES

PROVIDER = "fleet-provider"
GROUP = "fleet-group"
CLUSTER = ecs.cluster(REGION, "fleet", [PROVIDER])
ARN = CLUSTER["clusterArn"]
LARGE, MEDIUM = "m5.large", "t3.medium"
REGISTERED = {LARGE: (2048, 7763), MEDIUM: (2048, 3884)}
"""CPU units and MiB that instances of these types register."""
PLAIN = 6
"""Services of two tasks of 256 CPU units and 512 MiB."""


def fleet() -> dict[str, list[AwsObject]]:
    """The lists of the cluster."""
    instances = [
        around.instance(
            f"i-0f1e2d3c4b5a6000{number}", LARGE if number < 4 else MEDIUM, ZONES[number % 2], PRIVATE[number % 2], VPC
        )
        for number in range(5)
    ]
    for each in instances[:4]:
        each["Tags"] = [*each["Tags"], {"Key": "aws:autoscaling:groupName", "Value": GROUP}]
    container_instances = [
        ecs.container_instance(
            ARN,
            each["InstanceId"],
            *REGISTERED[each["InstanceType"]],
            **_provided(each["InstanceType"]),
        )
        for each in instances
    ]
    definitions = _definitions()
    services = _services(definitions)
    return {
        "clusters": [CLUSTER],
        "services": services,
        "tasks": _tasks(services, definitions, container_instances),
        "task_definitions": list(definitions.values()),
        "capacity_providers": [_provider()],
        "container_instances": container_instances,
        "instances": instances,
        "volumes": [around.root_volume(each) for each in instances],
        "auto_scaling_groups": [around.auto_scaling_group(REGION, GROUP, instances[:4], MinSize=4)],
        "log_groups": [around.log_group(REGION, "/ecs/fleet", 10, [definitions["plain"]])],
        "file_systems": [
            {
                "FileSystemId": "fs-0123456789abcdef0",
                "FileSystemArn": ecs.arn("elasticfilesystem", REGION, "file-system/fs-0123456789abcdef0"),
                "OwnerId": ecs.ACCOUNT,
                "CreationToken": "search",
                "CreationTime": ecs.READ_AT,
                "LifeCycleState": "available",
                "NumberOfMountTargets": 2,
                "PerformanceMode": "generalPurpose",
                "SizeInBytes": {"Value": 20 * 2**30, "ValueInStandard": 20 * 2**30, "ValueInIA": 0},
                "Tags": [around.OWNER_TAG],
            }
        ],
    }


def _provided(kind: str) -> dict[str, Any]:
    return {"capacityProviderName": PROVIDER} if kind == LARGE else {}


def _provider() -> AwsObject:
    return {
        "capacityProviderArn": ecs.arn("ecs", REGION, f"capacity-provider/{PROVIDER}"),
        "name": PROVIDER,
        "status": "ACTIVE",
        "autoScalingGroupProvider": {
            "autoScalingGroupArn": around.group_arn(REGION, GROUP),
            "managedScaling": {"status": "ENABLED", "targetCapacity": 100},
            "managedTerminationProtection": "DISABLED",
        },
        "tags": [],
    }


def _definitions() -> dict[str, AwsObject]:
    ec2: dict[str, Any] = {"compatibilities": ("EC2",)}
    bridge: dict[str, Any] = {**ec2, "network_mode": "bridge"}
    sized = {"cpu": 256, "memory": 512}
    efs = {"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0"}}
    made = [
        ecs.task_definition(REGION, "plain", "", "", container=sized, log_group="/ecs/fleet", **bridge),
        ecs.task_definition(REGION, "soft", "", "", container={"cpu": 128, "memoryReservation": 256}, **bridge),
        ecs.task_definition(REGION, "agent", "", "", container={"cpu": 64, "memory": 128}, **bridge),
        ecs.task_definition(REGION, "batch-ui", "512", "1024", **ec2),
        ecs.task_definition(REGION, "search", "512", "2048", **ec2, volumes=[efs]),
    ]
    return {each["family"]: each for each in made}


def _services(definitions: dict[str, AwsObject]) -> list[AwsObject]:
    ec2: dict[str, Any] = {"launch_type": "EC2"}
    provided = [{"capacityProvider": PROVIDER, "base": 0, "weight": 1}]
    plain = [ecs.service(ARN, f"plain-{number:02d}", definitions["plain"], 2, **ec2) for number in range(1, PLAIN + 1)]
    agent = ecs.service(ARN, "agent", definitions["agent"], 5, **ec2, schedulingStrategy="DAEMON")
    search = ecs.service(ARN, "search", definitions["search"], 2, subnets=PRIVATE, **ec2)
    search["deployments"].append(ecs.deployment(definitions["search"], 1, "ACTIVE", 2, launchType="EC2"))
    search["runningCount"] = 3
    return [
        *plain,
        ecs.service(ARN, "soft", definitions["soft"], 1, **ec2),
        agent,
        ecs.service(ARN, "batch-ui", definitions["batch-ui"], 1, subnets=PRIVATE, strategy=provided),
        search,
    ]


def _tasks(
    services: list[AwsObject], definitions: dict[str, AwsObject], container_instances: list[AwsObject]
) -> list[AwsObject]:
    """Daemons one on each instance, the others in turn over the first four."""
    by_arn = {each["taskDefinitionArn"]: each for each in definitions.values()}
    tasks: list[AwsObject] = []
    for service in services:
        for number in range(service["runningCount"]):
            daemon = service["schedulingStrategy"] == "DAEMON"
            where = container_instances[number if daemon else len(tasks) % 4]
            runs_on: AwsObject = {"launchType": "EC2", "containerInstanceArn": where["containerInstanceArn"]}
            if "capacityProviderStrategy" in service:
                runs_on["capacityProviderName"] = PROVIDER
            definition = by_arn[service["taskDefinition"]]
            tasks.append(ecs.task(ARN, len(tasks) + 1, definition, f"service:{service['serviceName']}", **runs_on))
    return tasks
