"""Reads what stands around the tasks: instances, volumes, load balancers, networks, logs and file systems.

Only what a cluster that is read uses is kept, found through its services, tasks and instances.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from ecsquote.account import calls
from ecsquote.account.caller import RegionCaller
from ecsquote.account.ecs_reading import AwsObjects, EcsState
from ecsquote.pricing.partitions import partition_of

INSIGHTS_LOGS = "/aws/ecs/containerinsights/{}/performance"
SAVINGS_PLANS_REGION = "us-east-1"
"""Where the partition aws answers for Savings Plans, which are the account's."""


def read_instances(caller: RegionCaller, state: EcsState) -> AwsObjects:
    """EC2's view of the container instances."""
    names = [each["ec2InstanceId"] for each in state.container_instances if each.get("ec2InstanceId")]
    return described_instances(caller, names)


def described_instances(caller: RegionCaller, names: Iterable[str]) -> AwsObjects:
    """Instances by their ids, those that have ended left out."""
    reservations = caller.filtered(calls.DESCRIBE_INSTANCES, "instance-id", list(names))
    return [instance for each in reservations for instance in each.get("Instances", ())]


def read_volumes(caller: RegionCaller, state: EcsState, instances: AwsObjects) -> AwsObjects:
    """The volumes of the instances, and those that ECS attached to tasks."""
    of_instances = [each["InstanceId"] for each in instances]
    of_tasks = [value for value in task_details(state, "volumeId") if value]
    volumes = [
        *caller.filtered(calls.DESCRIBE_VOLUMES, "attachment.instance-id", of_instances),
        *caller.filtered(calls.DESCRIBE_VOLUMES, "volume-id", of_tasks),
    ]
    return list({each["VolumeId"]: each for each in volumes}.values())


def task_details(state: EcsState, name: str) -> list[str]:
    """What the attachments of tasks say under a name, such as networkInterfaceId."""
    return [
        detail["value"]
        for task in state.tasks
        for attachment in task.get("attachments", ())
        for detail in attachment.get("details", ())
        if detail.get("name") == name
    ]


def read_load_balancers(caller: RegionCaller, state: EcsState) -> dict[str, AwsObjects]:
    """The target groups of services, their load balancers and listeners; Classic Load Balancers by name."""
    used = [
        each
        for service in state.services
        for holder in (service, *service.get("taskSets", ()))
        for each in holder.get("loadBalancers", ())
    ]
    arns = {each["targetGroupArn"] for each in used if each.get("targetGroupArn")}
    names = {each["loadBalancerName"] for each in used if each.get("loadBalancerName")}
    groups = (
        [each for each in caller.items(calls.DESCRIBE_TARGET_GROUPS) if each["TargetGroupArn"] in arns] if arns else []
    )
    wanted = {arn for group in groups for arn in group.get("LoadBalancerArns", ())}
    balancers: AwsObjects = []
    if wanted:
        modern = caller.items(calls.DESCRIBE_LOAD_BALANCERS)
        balancers += [each for each in modern if each["LoadBalancerArn"] in wanted]
    listeners = [
        listener
        for balancer in balancers
        for listener in caller.items(calls.DESCRIBE_LISTENERS, LoadBalancerArn=balancer["LoadBalancerArn"])
    ]
    if names:
        classic = caller.items(calls.DESCRIBE_CLASSIC_LOAD_BALANCERS)
        balancers += [each for each in classic if each["LoadBalancerName"] in names]
    return {"target_groups": groups, "load_balancers": balancers, "listeners": listeners}


def read_networks(
    caller: RegionCaller, state: EcsState, instances: AwsObjects, balancers: AwsObjects
) -> dict[str, AwsObjects]:
    """The subnets in use, and the routes, gateways, endpoints and public addresses of their VPCs."""
    subnets = caller.filtered(calls.DESCRIBE_SUBNETS, "subnet-id", sorted(_subnets(state, instances, balancers)))
    vpcs = sorted({each["VpcId"] for each in subnets})
    gateways = caller.filtered(calls.DESCRIBE_NAT_GATEWAYS, "vpc-id", vpcs)
    interfaces = caller.filtered(calls.DESCRIBE_NETWORK_INTERFACES, "vpc-id", vpcs)
    of_gateways = [address for each in gateways for address in each.get("NatGatewayAddresses", ())]
    ids = {
        *task_details(state, "networkInterfaceId"),
        *(each.get("NetworkInterfaceId") for each in of_gateways),
    }
    running = {each["InstanceId"] for each in instances}
    described_as = {f"ELB {_balancer_path(each)}" for each in balancers}
    kept = [
        each
        for each in interfaces
        if each.get("Association", {}).get("PublicIp")
        and (
            each["NetworkInterfaceId"] in ids
            or each.get("Attachment", {}).get("InstanceId") in running
            or each.get("Description") in described_as
        )
    ]
    ids |= {each["NetworkInterfaceId"] for each in kept}
    addresses = caller.items(calls.DESCRIBE_ADDRESSES) if vpcs else []
    return {
        "subnets": subnets,
        "route_tables": caller.filtered(calls.DESCRIBE_ROUTE_TABLES, "vpc-id", vpcs),
        "nat_gateways": gateways,
        "vpc_endpoints": caller.filtered(calls.DESCRIBE_VPC_ENDPOINTS, "vpc-id", vpcs),
        "network_interfaces": kept,
        "addresses": [
            each for each in addresses if each.get("NetworkInterfaceId") in ids or each.get("InstanceId") in running
        ],
    }


def _balancer_path(balancer: Mapping[str, Any]) -> str:
    """`app/NAME/ID`, as network interfaces and metrics name a load balancer; a Classic one by its name."""
    path: str = balancer.get("LoadBalancerArn", "").partition(":loadbalancer/")[2]
    return path or balancer["LoadBalancerName"]


def _subnets(state: EcsState, instances: AwsObjects, balancers: AwsObjects) -> set[str]:
    """Where services, tasks, instances and load balancers stand."""
    found = {each["SubnetId"] for each in instances if each.get("SubnetId")}
    for service in state.services:
        for holder in (service, *service.get("deployments", ()), *service.get("taskSets", ())):
            found |= set(holder.get("networkConfiguration", {}).get("awsvpcConfiguration", {}).get("subnets", ()))
    found |= set(task_details(state, "subnetId"))
    for balancer in balancers:
        zones = balancer.get("AvailabilityZones", ())
        found |= {each["SubnetId"] for each in zones if isinstance(each, Mapping) and each.get("SubnetId")}
        found |= set(balancer.get("Subnets", ()))
    return found


def read_log_groups(caller: RegionCaller, state: EcsState) -> AwsObjects:
    """The groups that task definitions in use write to, and those of Container Insights."""
    writers: dict[str, set[str]] = defaultdict(set)
    for definition in state.task_definitions:
        for container in definition.get("containerDefinitions", ()):
            group = (container.get("logConfiguration") or {}).get("options", {}).get("awslogs-group")
            if group:
                writers[group].add(definition["taskDefinitionArn"])
    wanted = writers.keys() | {INSIGHTS_LOGS.format(each["clusterName"]) for each in state.clusters}
    found: AwsObjects = []
    if not state.clusters:
        return found
    for page in caller.pages(calls.DESCRIBE_LOG_GROUPS):
        for group in page.get("logGroups", ()):
            name = group["logGroupName"]
            if name in wanted:
                found.append({**group, "taskDefinitionArns": sorted(writers.get(name, ()))})
    return found


def read_file_systems(caller: RegionCaller, state: EcsState) -> AwsObjects:
    """The EFS file systems that task definitions in use mount."""
    ids = {
        volume["efsVolumeConfiguration"]["fileSystemId"]
        for definition in state.task_definitions
        for volume in definition.get("volumes", ())
        if volume.get("efsVolumeConfiguration")
    }
    if not ids:
        return []
    return [each for each in caller.items(calls.DESCRIBE_FILE_SYSTEMS) if each["FileSystemId"] in ids]


def read_reserved_instances(caller: RegionCaller) -> AwsObjects:
    """The Reserved Instances of the Region."""
    active = [{"Name": "state", "Values": ["active"]}]
    return caller.items(calls.DESCRIBE_RESERVED_INSTANCES, Filters=active)


def read_savings_plans(caller: RegionCaller) -> AwsObjects:
    """The account's Savings Plans, wherever the caller reads."""
    region = SAVINGS_PLANS_REGION if partition_of(caller.region) == "aws" else caller.region
    return caller.items(calls.DESCRIBE_SAVINGS_PLANS, region, states=["active"])
