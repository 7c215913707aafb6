"""Alarms by their dimensions, those that scaling policies make, and Container Insights by the clusters' setting.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html (two alarms
for each target tracking policy) and
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ClusterSetting.html
"""

from collections.abc import Sequence

from ecsquote.inputs.assembly.load import SCALABLE_TARGET, of_service
from ecsquote.inputs.assembly.parts import ServicePart
from ecsquote.inputs.assembly.surroundings import USAGE, RegionSurroundings
from ecsquote.inputs.assembly.values import entries, member, text, whole
from ecsquote.inputs.estate.resources import Resource, references

ALARM = "AWS::CloudWatch::Alarm"
POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
_ALARMS_OF_A_POLICY = 2
_TARGET_TRACKING = "TargetTrackingScaling"
_STANDARD_PERIOD = 60
_INSIGHTS = {"enabled": "standard", "enhanced": "enhanced"}


def read_alarms(parts: Sequence[ServicePart], around: set[str], found: RegionSurroundings) -> None:
    """Alarms on these services and on what surrounds them, and those of the services' scaling policies.

    `around`: addresses of the clusters, load balancers, target groups and groups of instances of the services.
    """
    count = 0
    own = {source for part in parts for source in part.made_of} | around
    names = {part.name for part in parts if part.name is not None}
    for alarm in found.context.index.of_kind(ALARM):
        if _is_on(alarm, own, names):
            found.take(alarm.source)
            count += _metrics(alarm, found)
    for policy in _policies(parts, found):
        found.take(policy.source)
        what = f"a target tracking policy makes {_ALARMS_OF_A_POLICY} alarms"
        found.notes.assume(policy.source, what, f"{USAGE}/alarms")
        count += _ALARMS_OF_A_POLICY
    if count:
        found.section("alarms", count=count)


def _is_on(alarm: Resource, own: set[str], names: set[str]) -> bool:
    """Whether a dimension of the alarm is one of the workload's resources, or the name of a service."""
    metrics = [member(each, "MetricStat", "Metric", "Dimensions") for each in entries(alarm.properties.get("Metrics"))]
    for dimension in [
        *entries(alarm.properties.get("Dimensions")),
        *(each for some in metrics for each in entries(some)),
    ]:
        value = member(dimension, "Value")
        if any(reference.source in own for reference in references(value)):
            return True
        if member(dimension, "Name") == "ServiceName" and text(value) in names:
            return True
    return False


def _metrics(alarm: Resource, found: RegionSurroundings) -> int:
    """How many metrics an alarm is billed for: each that it reads."""
    period = whole(alarm.properties.get("Period"))
    if period is not None and period < _STANDARD_PERIOD:
        what = "an alarm of high resolution is priced as one of standard resolution, which costs less"
        found.notes.warn(alarm.source, what, f"{USAGE}/alarms")
    return max(1, sum(member(each, "MetricStat") is not None for each in entries(alarm.properties.get("Metrics"))))


def _policies(parts: Sequence[ServicePart], found: RegionSurroundings) -> list[Resource]:
    """The target tracking policies of the services."""
    context = found.context
    targets = {source for part in parts for source in part.made_of}
    named = {each.source for part in parts for each in of_service(POLICY, part.resource, context)}
    policies = []
    for policy in context.index.of_kind(POLICY):
        properties = policy.properties
        tracks = properties.get("PolicyType") == _TARGET_TRACKING
        tracks = tracks or "TargetTrackingScalingPolicyConfiguration" in properties
        target = context.index.referred(properties.get("ScalingTargetId"), SCALABLE_TARGET)
        of_target = target is not None and target.source in targets
        if tracks and (of_target or policy.source in named):
            policies.append(policy)
    return policies


def read_insights(clusters: Sequence[Resource], found: RegionSurroundings) -> None:
    """Container Insights of the services' clusters, where it is switched on; nobody knows the metrics beforehand."""
    for cluster in clusters:
        settings = entries(cluster.properties.get("settings"))
        values = (member(each, "value") for each in settings if member(each, "name") == "containerInsights")
        mode = next((_INSIGHTS[value] for value in values if isinstance(value, str) and value in _INSIGHTS), None)
        if mode is None:
            continue
        section = found.section("container_insights", mode=mode, metrics="0")
        if section["mode"] != mode:
            what = f"its Container Insights are {mode}; all clusters are priced as {section['mode']}"
            found.notes.warn(cluster.source, what, f"{USAGE}/container_insights")
        found.take(cluster.source)
        found.ask(cluster.source, "container_insights", "metrics", "metrics kept all month")
