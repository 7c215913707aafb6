"""The shapes of AWS's objects in a saved scan: a file that was changed by hand is refused with the place."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from ecsquote.account.kept_members import KEPT_MEMBERS
from ecsquote.account.member_lists import TAGS, TEXT, Members, members
from ecsquote.account.saved_scan import AWS_LISTS, SavedScan
from ecsquote.errors import Fault, InputError
from ecsquote.faults.pointers import pointer

MAX_FAULTS = 50
Path = tuple[str | int, ...]
_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "clusters": ("clusterArn",),
    "services": ("serviceName", "clusterArn"),
    "task_definitions": ("taskDefinitionArn",),
    "container_instances": ("containerInstanceArn", "clusterArn"),
    "auto_scaling_groups": ("AutoScalingGroupName",),
    "instances": ("InstanceId",),
    "volumes": ("VolumeId", "VolumeType", "Size"),
    "target_groups": ("TargetGroupArn",),
    "nat_gateways": ("NatGatewayId",),
    "route_tables": ("RouteTableId",),
    "subnets": ("SubnetId",),
    "vpc_endpoints": ("VpcEndpointId",),
    "log_groups": ("logGroupName",),
    "file_systems": ("FileSystemId",),
}
_OBJECTS = frozenset(
    members(
        "runtimePlatform ephemeralStorage fargateEphemeralStorage logConfiguration firelensConfiguration host "
        "dockerVolumeConfiguration efsVolumeConfiguration networkConfiguration awsvpcConfiguration "
        "AwsvpcConfiguration deploymentConfiguration deploymentController managedEBSVolume "
        "serviceConnectConfiguration scale autoScalingGroupProvider managedScaling managedInstancesProvider "
        "instanceLaunchTemplate storageConfiguration instanceRequirements infrastructureOptimization versionInfo "
        "State Placement Operator CpuOptions Ebs LaunchTemplate MixedInstancesPolicy InstancesDistribution "
        "SuspendedState TargetTrackingScalingPolicyConfiguration StepScalingPolicyConfiguration "
        "PredefinedMetricSpecification CustomizedMetricSpecification ScalableTargetAction MutualAuthentication "
        "SizeInBytes EcsParameters NetworkConfiguration Target FlexibleTimeWindow Association Attachment "
        "vCpuCount memoryMiB memoryGiBPerVCpu networkInterfaceCount networkBandwidthGbps totalLocalStorageGB "
        "baselineEbsBandwidthMbps acceleratorCount acceleratorTotalMemoryMiB"
    )
)
"""Members that hold one object; others with members of their own hold a list of objects."""
_LISTS = frozenset(
    members(
        "subnets securityGroups capacityProviders requiresCompatibilities compatibilities stringSetValue "
        "cpuManufacturers excludedInstanceTypes allowedInstanceTypes instanceGenerations localStorageTypes "
        "acceleratorTypes acceleratorManufacturers acceleratorNames AvailabilityZones Subnets SecurityGroups "
        "LoadBalancerArns RouteTableIds SubnetIds NetworkInterfaceIds taskDefinitionArns productTypes"
    )
)
"""Members that hold a list of texts."""
_NUMBERS = frozenset(
    members("desiredCount computedDesiredCount integerValue Size storedBytes ValueInStandard InstanceCount revision")
)
_SIZES = frozenset(("Iops", "Throughput", "sizeInGiB", "storageSizeGiB"))


def check_shapes(scan: SavedScan) -> None:
    """Raise InputError where an object of the scan is not as AWS spells it."""
    faults = []
    for fault in _faults(scan):
        faults.append(fault)
        if len(faults) == MAX_FAULTS:
            break
    if faults:
        raise InputError("the saved scan is not valid", faults)


def _faults(scan: SavedScan) -> Iterator[Fault]:
    for at, region in enumerate(scan.regions):
        for name in AWS_LISTS:
            for number, each in enumerate(getattr(region, name)):
                path: Path = ("regions", at, name, number)
                missing = [member for member in _REQUIRED.get(name, ()) if each.get(member) in (None, "")]
                yield from (Fault(pointer((*path, member)), "is required") for member in missing)
                yield from _of_object(each, KEPT_MEMBERS[name], path)


def _of_object(value: Mapping[str, Any], kept: Members, path: Path) -> Iterator[Fault]:
    for name, inner in value.items():
        yield from _of_member(name, inner, kept.get(name, True), (*path, name))


def _of_member(name: str, value: Any, kept: Any, path: Path) -> Iterator[Fault]:
    if value is None or kept == TAGS:
        return
    if isinstance(kept, Mapping) and name in _OBJECTS:
        if isinstance(value, Mapping):
            yield from _of_object(value, kept, path)
        else:
            yield Fault(pointer(path), "must be an object")
    elif isinstance(kept, Mapping):
        yield from _of_list(value, kept, path)
    elif name in _LISTS:
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            yield Fault(pointer(path), "must be a list of texts")
    elif name in _NUMBERS or name in _SIZES:
        whole = isinstance(value, int | Decimal) and not isinstance(value, bool) and value == int(value) >= 0
        if not whole:
            yield Fault(pointer(path), "must be a whole number of 0 or more")
    elif isinstance(value, list | Mapping):
        yield Fault(pointer(path), "must be one value")


def _of_list(value: Any, kept: Members, path: Path) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield Fault(pointer(path), "must be a list of objects")
        return
    for number, each in enumerate(value):
        if isinstance(each, Mapping):
            yield from _of_object(each, kept, (*path, number))
        elif TEXT not in kept:
            yield Fault(pointer((*path, number)), "must be an object")
