"""What surrounds the clusters of a saved scan, in CloudFormation's words: balancers, groups, logs, files, schedules."""

from collections.abc import Iterator, Sequence
from typing import Any

from ecsquote.account.saved_scan import AwsObject, SavedRegion
from ecsquote.inputs.estate.resources import Reference, Resource

_BALANCER, _CLASSIC = "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer"
_TARGET_GROUP, _LISTENER = "AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::ElasticLoadBalancingV2::Listener"
_GROUP, _TEMPLATE = "AWS::AutoScaling::AutoScalingGroup", "AWS::EC2::LaunchTemplate"
_LOG_GROUP, _FILE_SYSTEM = "AWS::Logs::LogGroup", "AWS::EFS::FileSystem"
_RULE, _SCHEDULE = "AWS::Events::Rule", "AWS::Scheduler::Schedule"
_POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
_ROOT = "/dev/xvda"
_GONE_GROUPS = ("Delete in progress",)


def surrounding_resources(region: SavedRegion, clusters: Sequence[AwsObject]) -> Iterator[Resource]:
    """Everything of the Region; only the schedules of these clusters."""
    yield from _load_balancers(region)
    for group in region.auto_scaling_groups:
        if group.get("Status") not in _GONE_GROUPS:
            yield from _group(group, region)
    for log_group in region.log_groups:
        yield _log_group(log_group)
    for system in region.file_systems:
        properties = {name: system[name] for name in ("AvailabilityZoneName",) if system.get(name)}
        yield Resource(str(system["FileSystemId"]), _FILE_SYSTEM, _FILE_SYSTEM, properties)
    for policy in region.scaling_policies:
        name = f"scaling-policy/{policy.get('ResourceId')}/{policy.get('PolicyName')}"
        yield Resource(name, _POLICY, _POLICY, policy)
    yield from _schedules(region, {each.get("clusterArn") for each in clusters})


def balancer_address(balancer: AwsObject) -> str:
    """The address of a load balancer: the end of its ARN; of a classic one, its name."""
    arn = balancer.get("LoadBalancerArn")
    return f"classic/{balancer.get('LoadBalancerName')}" if arn is None else str(arn).rpartition(":")[2]


def _load_balancers(region: SavedRegion) -> Iterator[Resource]:
    """Load balancers and target groups; each pair is joined as a listener would join it."""
    for balancer in region.load_balancers:
        source = balancer_address(balancer)
        kind = _BALANCER if balancer.get("LoadBalancerArn") else _CLASSIC
        zones = [_zone(each) for each in balancer.get("AvailabilityZones") or ()]
        kept: dict[str, Any] = {
            name: balancer[name] for name in ("Type", "Scheme", "LoadBalancerName") if name in balancer
        }
        yield Resource(source, kind, kind, {**kept, "Subnets": zones})
    for group in region.target_groups:
        source = str(group["TargetGroupArn"]).rpartition(":")[2]
        yield Resource(source, _TARGET_GROUP, _TARGET_GROUP)
        for arn in group.get("LoadBalancerArns") or ():
            balancer_source = str(arn).rpartition(":")[2]
            properties = {
                "LoadBalancerArn": Reference(balancer_source),
                "DefaultActions": [{"TargetGroupArn": Reference(source)}],
            }
            yield Resource(f"{balancer_source} to {source}", _LISTENER, _LISTENER, properties)


def _zone(zone: object) -> str:
    return str(zone.get("SubnetId") or zone.get("ZoneName")) if isinstance(zone, dict) else str(zone)


def _group(group: AwsObject, region: SavedRegion) -> Iterator[Resource]:
    """An Auto Scaling group as its instances show it, without the numbers that it keeps running today."""
    name = str(group["AutoScalingGroupName"])
    members = {each.get("InstanceId") for each in group.get("Instances") or ()}
    instances = [each for each in region.instances if each.get("InstanceId") in members]
    subnets = [
        Reference(each) for each in str(group.get("VPCZoneIdentifier") or "").replace(" ", "").split(",") if each
    ]
    template = f"launch-template/{name}"
    yield Resource(template, _TEMPLATE, _TEMPLATE, {"LaunchTemplateData": _launch_data(group, instances, region)})
    properties: dict[str, Any] = {
        "AutoScalingGroupName": name,
        "VPCZoneIdentifier": subnets,
        "LaunchTemplate": {"LaunchTemplateId": Reference(template)},
    }
    policy = group.get("MixedInstancesPolicy")
    if policy:
        inner = policy.get("LaunchTemplate") or {}
        specification = {**inner, "LaunchTemplateSpecification": {"LaunchTemplateId": Reference(template)}}
        properties["MixedInstancesPolicy"] = {**policy, "LaunchTemplate": specification}
    yield Resource(f"auto-scaling-group/{name}", _GROUP, _GROUP, properties)


def _launch_data(group: AwsObject, instances: Sequence[AwsObject], region: SavedRegion) -> dict[str, Any]:
    """The first instance stands for the template, which a scan does not read."""
    listed = [each.get("InstanceType") for each in (*instances, *(group.get("Instances") or ()))]
    data: dict[str, Any] = {} if not listed or not listed[0] else {"InstanceType": listed[0]}
    if any(each.get("InstanceLifecycle") == "spot" for each in instances):
        data["InstanceMarketOptions"] = {"MarketType": "spot"}
    volume = next((found for each in instances if (found := root_volume(each, region)) is not None), None)
    if volume is not None:
        ebs = {"VolumeSize": volume.get("Size"), "VolumeType": volume.get("VolumeType")}
        data["BlockDeviceMappings"] = [{"DeviceName": _ROOT, "Ebs": ebs}]
    return data


def root_volume(instance: AwsObject, region: SavedRegion) -> AwsObject | None:
    """The first volume of an instance, which is its root."""
    mappings = instance.get("BlockDeviceMappings") or ()
    ids = [(each.get("Ebs") or {}).get("VolumeId") for each in mappings]
    by_id = {each.get("VolumeId"): each for each in region.volumes}
    return by_id.get(ids[0]) if ids else None


def _log_group(group: AwsObject) -> Resource:
    properties = {"LogGroupName": group["logGroupName"], "LogGroupClass": group.get("logGroupClass", "STANDARD")}
    if group.get("retentionInDays"):
        properties["RetentionInDays"] = group["retentionInDays"]
    return Resource(f"log-group/{group['logGroupName']}", _LOG_GROUP, _LOG_GROUP, properties)


def _schedules(region: SavedRegion, clusters: set[Any]) -> Iterator[Resource]:
    for rule in region.rules:
        targets = [each for each in rule.get("Targets") or () if each.get("Arn") in clusters]
        if targets:
            yield Resource(rule_address(rule), _RULE, _RULE, {**rule, "Targets": targets})
    for schedule in region.schedules:
        if (schedule.get("Target") or {}).get("Arn") in clusters:
            yield Resource(rule_address(schedule), _SCHEDULE, _SCHEDULE, schedule)


def rule_address(rule: AwsObject) -> str:
    """The address of a rule or a schedule: the end of its ARN, else its name."""
    arn = rule.get("Arn")
    return str(arn).split(":", 5)[-1] if arn else f"rule/{rule.get('Name')}"
