"""What the instances of an Auto Scaling group are: types, purchase option, root volume and how many always run.

Sources: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html,
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-scaling-behavior.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ecsquote.inputs.assembly.estate_index import EstateIndex
from ecsquote.inputs.assembly.values import entries, is_known, member, text, whole, why_unknown
from ecsquote.inputs.estate.resources import Resource

GROUP = "AWS::AutoScaling::AutoScalingGroup"
LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION = "AWS::EC2::LaunchTemplate", "AWS::AutoScaling::LaunchConfiguration"
ON_DEMAND, SPOT = "ON_DEMAND", "SPOT"
ALL_ON_DEMAND = 100
"""OnDemandPercentageAboveBaseCapacity where a policy gives none."""
_ROOT_DEVICES = ("/dev/xvda", "/dev/sda1", None)
"""The root of Amazon ECS-optimized images; None where the file marks it as the root itself."""
_ALLOCATION = ("lowest-price", "price-capacity-optimized")


@dataclass(slots=True)
class Group:
    """One Auto Scaling group, as far as its file shows it."""

    resource: Resource
    made_of: list[str]
    instance_types: list[str] = field(default_factory=list)
    purchase_option: str = ON_DEMAND
    fleet: dict[str, Any] = field(default_factory=dict)
    """Fields of a request's fleet that the group decides alone."""
    volume_gib: int | None = None
    volume_type: str | None = None
    instances: int = 0
    unknown: list[tuple[str, str]] = field(default_factory=list)
    """What is not known, and what stands in for it."""
    assumed: list[str] = field(default_factory=list)


def read_group(resource: Resource, index: EstateIndex, *, managed_scaling: bool) -> Group:
    """Read a group with its launch template or launch configuration.

    `managed_scaling`: whether ECS decides how many instances run; else the group's own desired capacity does.
    """
    group = Group(resource, [resource.source])
    policy = resource.properties.get("MixedInstancesPolicy")
    specification = member(policy, "LaunchTemplate", "LaunchTemplateSpecification")
    data = _launch_data(group, specification or resource.properties, index)
    overrides = entries(member(policy, "LaunchTemplate", "Overrides"))
    _read_types(group, data, overrides)
    _read_volume(group, entries(data.get("BlockDeviceMappings")))
    if member(data, "InstanceMarketOptions", "MarketType") == "spot" or data.get("SpotPrice"):
        group.purchase_option = SPOT
    if policy is not None:
        _read_distribution(group, member(policy, "InstancesDistribution"))
    _read_instances(group, managed_scaling)
    return group


def _launch_data(group: Group, specification: object, index: EstateIndex) -> Mapping[str, Any]:
    """What the template or configuration says; empty where it is not in the file."""
    template = specification if member(specification, "LaunchTemplateId") else member(specification, "LaunchTemplate")
    named = [member(template or specification, name) for name in ("LaunchTemplateId", "LaunchTemplateName")]
    for kind, names, values in (
        (LAUNCH_TEMPLATE, ("LaunchTemplateName",), named),
        (LAUNCH_CONFIGURATION, ("LaunchConfigurationName",), [member(specification, "LaunchConfigurationName")]),
    ):
        for value in values:
            found = index.named(kind, names, value, group.resource.region)
            if len(found) == 1:
                group.made_of.append(found[0].source)
                properties = found[0].properties
                data = properties.get("LaunchTemplateData", {}) if kind == LAUNCH_TEMPLATE else properties
                return data if isinstance(data, Mapping) else {}
    return {}


def _read_types(group: Group, data: Mapping[str, Any], overrides: list[Any]) -> None:
    given = [each for each in (member(entry, "InstanceType") for entry in overrides) if each is not None]
    if not given and data.get("InstanceType") is not None:
        given = [data["InstanceType"]]
    requirements = next(
        (each for entry in (*overrides, data) if (each := member(entry, "InstanceRequirements")) is not None), None
    )
    if given and is_known(given):
        group.instance_types = list(dict.fromkeys(str(each) for each in given))
    elif given:
        group.unknown.append((f"instance type: {why_unknown(given)}", "the types that the fleet's profile considers"))
    elif requirements is not None:
        read_requirements(group, requirements, "AllowedInstanceTypes", "ExcludedInstanceTypes", "BurstablePerformance")
    else:
        what = "instance type: the launch template is not in the file"
        group.unknown.append((what, "the types that the fleet's profile considers"))


def read_requirements(group: Group, requirements: object, allowed: str, excluded: str, burstable: str) -> None:
    """Requirements in place of types, by the names that EC2 or ECS gives them; what a fleet cannot say is named."""
    group.instance_types = [str(each) for each in entries(member(requirements, allowed)) if text(each)]
    exclude = [str(each) for each in entries(member(requirements, excluded)) if text(each)]
    if exclude:
        group.fleet["exclude_instance_types"] = exclude
    if member(requirements, burstable) == "excluded":
        group.fleet["burstable"] = False
    read = {allowed, excluded, burstable}
    others = [name for name in requirements if name not in read] if isinstance(requirements, Mapping) else []
    if others and not group.instance_types:
        what = f"instance requirements: {', '.join(sorted(others))} are not held against the types of the fleet"
        group.unknown.append((what, "the types that the fleet's profile considers"))


def _read_volume(group: Group, mappings: list[Any]) -> None:
    volumes = [each for each in mappings if isinstance(member(each, "Ebs"), Mapping)]
    roots = [each for each in volumes if each.get("DeviceName") in _ROOT_DEVICES]
    for root in roots[:1] or volumes[: len(volumes) == 1]:
        size = member(root, "Ebs", "VolumeSize")
        group.volume_gib, group.volume_type = whole(size), text(member(root, "Ebs", "VolumeType"))
        if not is_known(size):
            group.unknown.append((f"root volume: {why_unknown(size)}", "30 GiB"))
        volumes = [each for each in volumes if each is not root]
    for other in volumes:
        name, size = other.get("DeviceName"), member(other, "Ebs", "VolumeSize")
        group.assumed.append(f"its volume {name} of {size} GiB is not priced: a fleet has root volumes only")


def _read_distribution(group: Group, distribution: object) -> None:
    base = member(distribution, "OnDemandBaseCapacity")
    above = member(distribution, "OnDemandPercentageAboveBaseCapacity")
    for what, value in (("OnDemandBaseCapacity", base), ("OnDemandPercentageAboveBaseCapacity", above)):
        if not is_known(value):
            group.unknown.append((f"{what}: {why_unknown(value)}", "On-Demand"))
            return
    percentage = ALL_ON_DEMAND if above is None else whole(above)
    if percentage is None or percentage >= ALL_ON_DEMAND:
        return
    group.purchase_option = SPOT
    if whole(base):
        group.fleet["on_demand_base_capacity"] = whole(base)
    if percentage:
        group.fleet["on_demand_percentage_above_base_capacity"] = percentage
    strategy = text(member(distribution, "SpotAllocationStrategy")) or "lowest-price"
    group.fleet["spot_allocation_strategy"] = strategy if strategy in _ALLOCATION else _ALLOCATION[1]
    if strategy not in _ALLOCATION:
        group.assumed.append(f"its SpotAllocationStrategy {strategy} is priced as {_ALLOCATION[1]}")


def _read_instances(group: Group, managed_scaling: bool) -> None:
    """The instances that run whatever the tasks need: the minimum, or the desired capacity where nobody scales."""
    properties = group.resource.properties
    least, wanted = properties.get("MinSize"), properties.get("DesiredCapacity")
    value = least if managed_scaling or wanted is None else wanted
    count = whole(value)
    if count is None and value is not None:
        name = "MinSize" if value is least else "DesiredCapacity"
        group.unknown.append((f"{name}: {why_unknown(value)}", "0"))
    group.instances = count or 0
