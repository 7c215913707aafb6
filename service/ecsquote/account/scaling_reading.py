"""Reads how services and instances scale, and what runs tasks by a schedule."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ecsquote.account import calls
from ecsquote.account.caller import RegionCaller
from ecsquote.account.ecs_reading import AwsObjects, EcsState, cluster_name

ECS = {"ServiceNamespace": "ecs"}
GROUP_TAG = "aws:autoscaling:groupName"


def read_service_scaling(caller: RegionCaller, state: EcsState, since: datetime) -> dict[str, AwsObjects]:
    """Targets, policies, scheduled actions and recent activities of the clusters that are read."""
    names = {cluster_name(arn) for arn in state.cluster_arns()}
    lists = {"scalable_targets": calls.DESCRIBE_SCALABLE_TARGETS}
    found = {name: _of_clusters(caller.items(call, **ECS), names) for name, call in lists.items()}
    if state.services:
        # Activities outlive their target, so that a service that no longer scales has a history too.
        activities = caller.items(calls.DESCRIBE_SCALING_ACTIVITIES, **ECS)
        found["scaling_activities"] = _recent(_of_clusters(activities, names), since)
        found["scaling_policies"] = _of_clusters(caller.items(calls.DESCRIBE_SCALING_POLICIES, **ECS), names)
        found["scheduled_actions"] = _of_clusters(caller.items(calls.DESCRIBE_SCHEDULED_ACTIONS, **ECS), names)
    return found


def _recent(activities: AwsObjects, since: datetime) -> AwsObjects:
    """Those since a time, and each service's last step before it, which says how many tasks ran from then on."""
    before: dict[str, dict[str, Any]] = {}
    for activity in activities:
        if activity["StartTime"] < since and activity.get("StatusCode") == "Successful":
            last = before.setdefault(activity["ResourceId"], activity)
            if activity["StartTime"] > last["StartTime"]:
                before[activity["ResourceId"]] = activity
    return [*(each for each in activities if each["StartTime"] >= since), *before.values()]


def _of_clusters(objects: AwsObjects, names: set[str]) -> AwsObjects:
    """Those of `service/CLUSTER/SERVICE` with one of the clusters."""
    return [each for each in objects if each.get("ResourceId", "").split("/")[1:2] and _cluster_of(each) in names]


def _cluster_of(scaled: Mapping[str, Any]) -> str:
    name: str = scaled["ResourceId"].split("/")[1]
    return name


def read_auto_scaling_groups(caller: RegionCaller, state: EcsState, instances: AwsObjects) -> AwsObjects:
    """The groups of capacity providers, and those that started an instance of a cluster."""
    arns = [
        provider.get("autoScalingGroupProvider", {}).get("autoScalingGroupArn", "")
        for provider in state.capacity_providers
    ]
    of_providers = [arn.partition(":autoScalingGroupName/")[2] for arn in arns]
    of_instances = [
        tag["Value"] for instance in instances for tag in instance.get("Tags", ()) if tag.get("Key") == GROUP_TAG
    ]
    names = [name for name in (*of_providers, *of_instances) if name]
    return caller.batches(calls.DESCRIBE_AUTO_SCALING_GROUPS, "AutoScalingGroupNames", names)


def read_rules(caller: RegionCaller, state: EcsState) -> AwsObjects:
    """EventBridge rules that run tasks in a cluster that is read, each with these targets."""
    found: dict[str, dict[str, Any]] = {}
    for arn in state.cluster_arns():
        for name in caller.items(calls.LIST_RULE_NAMES_BY_TARGET, TargetArn=arn):
            if name not in found and (rule := caller.answer(calls.DESCRIBE_RULE, Name=name)) is not None:
                found[name] = {**rule, "Targets": caller.items(calls.LIST_TARGETS_BY_RULE, Rule=name)}
    arns = set(state.cluster_arns())
    return [
        {**rule, "Targets": [target for target in rule["Targets"] if target.get("Arn") in arns]}
        for rule in found.values()
    ]


def read_schedules(caller: RegionCaller, state: EcsState) -> AwsObjects:
    """EventBridge Scheduler's schedules that run tasks in a cluster that is read."""
    arns = set(state.cluster_arns())
    if not arns:
        return []
    found = []
    for listed in caller.items(calls.LIST_SCHEDULES):
        if listed.get("Target", {}).get("Arn") in arns:
            schedule = caller.answer(calls.GET_SCHEDULE, Name=listed["Name"], GroupName=listed["GroupName"])
            if schedule is not None:
                found.append(dict(schedule))
    return found


def scheduled_definitions(rules: AwsObjects, schedules: AwsObjects) -> list[str]:
    """The task definitions that rules and schedules run."""
    targets = [
        *(target for rule in rules for target in rule["Targets"]),
        *(each.get("Target", {}) for each in schedules),
    ]
    named = (target.get("EcsParameters", {}).get("TaskDefinitionArn") for target in targets)
    return [name for name in named if name]
