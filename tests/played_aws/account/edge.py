"""The cluster `edge` in Virginia: 6 services on Managed Instances, EC2 Spot and Fargate."""

from typing import Any

from played_aws.account import ecs_objects as ecs
from played_aws.account import surroundings as around
from played_aws.account.ecs_objects import AwsObject

REGION = "us-east-1"
VPC = "vpc-0b1b2c3d4e5f60001"
SUBNETS = ("subnet-0b1b2c3d4e5f60001", "subnet-0b1b2c3d4e5f60002")
ZONES = ("us-east-1a", "us-east-1b")
MANAGED, SPOT, SPOT_GROUP = "edge-managed", "edge-spot", "edge-spot-group"
CLUSTER = ecs.cluster(REGION, "edge", [MANAGED, SPOT, "FARGATE"])
ARN = CLUSTER["clusterArn"]
MANAGED_TYPE, SPOT_TYPE = "m7g.large", "c6i.large"
REGISTERED = {MANAGED_TYPE: (2048, 7632), SPOT_TYPE: (2048, 3758)}


def edge() -> dict[str, list[AwsObject]]:
    """The lists of the cluster."""
    managed = [
        _instance(number, MANAGED_TYPE, Operator={"Managed": True, "Principal": "ecs.amazonaws.com"})
        for number in range(2)
    ]
    spot = [
        _instance(number, SPOT_TYPE, InstanceLifecycle="spot", SpotInstanceRequestId=f"sir-{number:08d}")
        for number in range(2, 4)
    ]
    for each in spot:
        each["Tags"] = [*each["Tags"], {"Key": "aws:autoscaling:groupName", "Value": SPOT_GROUP}]
    providers = {MANAGED_TYPE: MANAGED, SPOT_TYPE: SPOT}
    container_instances = [
        ecs.container_instance(
            ARN,
            each["InstanceId"],
            *REGISTERED[each["InstanceType"]],
            capacityProviderName=providers[each["InstanceType"]],
        )
        for each in (*managed, *spot)
    ]
    definitions = _definitions()
    services = _services(definitions)
    return {
        "clusters": [CLUSTER],
        "services": services,
        "tasks": _tasks(services, definitions, container_instances),
        "task_definitions": list(definitions.values()),
        "capacity_providers": [_managed_provider(), _spot_provider()],
        "container_instances": container_instances,
        "instances": [*managed, *spot],
        "volumes": [around.root_volume(each) for each in (*managed, *spot)],
        "auto_scaling_groups": [around.auto_scaling_group(REGION, SPOT_GROUP, spot)],
        "subnets": [around.subnet(name, VPC, zone) for name, zone in zip(SUBNETS, ZONES, strict=True)],
        "route_tables": [around.route_table("rtb-0b1b2c3d4e5f60001", VPC, SUBNETS, GatewayId="igw-0b1b2c3d4e5f60001")],
    }


def _instance(number: int, kind: str, **more: Any) -> AwsObject:
    zone = number % 2
    return around.instance(f"i-0e1e2d3c4b5a6000{number}", kind, ZONES[zone], SUBNETS[zone], VPC, **more)


def _managed_provider() -> AwsObject:
    return {
        "capacityProviderArn": ecs.arn("ecs", REGION, f"capacity-provider/{MANAGED}"),
        "name": MANAGED,
        "cluster": ARN,
        "status": "ACTIVE",
        "type": "MANAGED_INSTANCES",
        "managedInstancesProvider": {
            "infrastructureRoleArn": "arn:aws:iam::111122223333:role/infrastructure",
            "instanceLaunchTemplate": {
                "ec2InstanceProfileArn": "arn:aws:iam::111122223333:instance-profile/instances",
                "networkConfiguration": {"subnets": list(SUBNETS)},
                "storageConfiguration": {"storageSizeGiB": 30},
                "instanceRequirements": {"vCpuCount": {"min": 2, "max": 4}, "memoryMiB": {"min": 4096}},
            },
        },
        "tags": [],
    }


def _spot_provider() -> AwsObject:
    return {
        "capacityProviderArn": ecs.arn("ecs", REGION, f"capacity-provider/{SPOT}"),
        "name": SPOT,
        "status": "ACTIVE",
        "autoScalingGroupProvider": {
            "autoScalingGroupArn": around.group_arn(REGION, SPOT_GROUP),
            "managedScaling": {"status": "ENABLED", "targetCapacity": 90},
        },
        "tags": [],
    }


def _definitions() -> dict[str, AwsObject]:
    arm: dict[str, Any] = {"runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"}}
    made = [
        ecs.task_definition(REGION, "edge-arm", "512", "1024", compatibilities=("MANAGED_INSTANCES",), **arm),
        ecs.task_definition(REGION, "edge-spot", "512", "1024", compatibilities=("EC2",)),
        ecs.task_definition(REGION, "edge-files", "1024", "2048", ephemeralStorage={"sizeInGiB": 50}),
    ]
    return {each["family"]: each for each in made}


def _services(definitions: dict[str, AwsObject]) -> list[AwsObject]:
    def on(provider: str) -> list[AwsObject]:
        return [{"capacityProvider": provider, "base": 0, "weight": 1}]

    managed = [
        ecs.service(ARN, f"managed-{number}", definitions["edge-arm"], 2, subnets=SUBNETS, strategy=on(MANAGED))
        for number in (1, 2, 3)
    ]
    spot = [
        ecs.service(ARN, f"spot-{number}", definitions["edge-spot"], 2, subnets=SUBNETS, strategy=on(SPOT))
        for number in (1, 2)
    ]
    files = ecs.service(ARN, "files", definitions["edge-files"], 1, subnets=SUBNETS, public=True, launch_type="FARGATE")
    return [*managed, *spot, files]


def _tasks(
    services: list[AwsObject], definitions: dict[str, AwsObject], container_instances: list[AwsObject]
) -> list[AwsObject]:
    by_arn = {each["taskDefinitionArn"]: each for each in definitions.values()}
    tasks: list[AwsObject] = []
    for service in services:
        for number in range(service["desiredCount"]):
            runs_on: AwsObject = {"launchType": "FARGATE", "platformVersion": "1.4.0"}
            if "capacityProviderStrategy" in service:
                provider = service["capacityProviderStrategy"][0]["capacityProvider"]
                where = [each for each in container_instances if each["capacityProviderName"] == provider]
                runs_on = {
                    "launchType": "MANAGED_INSTANCES" if provider == MANAGED else "EC2",
                    "capacityProviderName": provider,
                    "containerInstanceArn": where[number % 2]["containerInstanceArn"],
                }
            definition = by_arn[service["taskDefinition"]]
            tasks.append(ecs.task(ARN, len(tasks) + 1, definition, f"service:{service['serviceName']}", **runs_on))
    return tasks
