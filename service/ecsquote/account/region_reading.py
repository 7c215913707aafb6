"""Reads one Region of one account into what is saved; nothing secret leaves this file."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from ecsquote.account.caller import RegionCaller
from ecsquote.account.ecs_reading import AwsObjects, EcsState, read_ecs, read_task_definitions
from ecsquote.account.kept_members import kept_objects
from ecsquote.account.metric_reading import MetricQuery, metric_queries, read_metrics
from ecsquote.account.saved_scan import SavedRegion
from ecsquote.account.scaling_reading import (
    read_auto_scaling_groups,
    read_rules,
    read_schedules,
    read_service_scaling,
    scheduled_definitions,
)
from ecsquote.account.surroundings_reading import (
    described_instances,
    read_file_systems,
    read_instances,
    read_load_balancers,
    read_log_groups,
    read_networks,
    read_reserved_instances,
    read_volumes,
)


@dataclass(frozen=True, slots=True)
class RegionAsked:
    """What is read of a Region."""

    clusters: Sequence[str]
    """Names or ARNs; empty for all."""
    read_at: datetime
    days: int
    keep_tags: Set[str]
    metrics: bool
    """Whether CloudWatch's figures are read, which costs money."""


@dataclass(frozen=True, slots=True)
class RegionRead:
    """What was found in a Region."""

    saved: SavedRegion
    queries: Sequence[MetricQuery]
    """What CloudWatch was asked for, or would be."""


def read_region(caller: RegionCaller, clusters: Sequence[str], asked: RegionAsked) -> RegionRead:
    """Everything that a scan keeps of a Region with these clusters; what cannot be read is noted by the caller."""
    state = read_ecs(caller, clusters, asked.clusters)
    around = _surroundings(caller, state, asked) if state.clusters else {}
    queries = metric_queries(state, around)
    metrics = read_metrics(caller, queries, asked.read_at, asked.days) if asked.metrics else []
    lists = {**_lists(state), **around}
    saved = SavedRegion(
        account=caller.opened.account,
        region=caller.region,
        metrics=metrics,
        **{name: kept_objects(name, objects, asked.keep_tags) for name, objects in lists.items()},
    )
    return RegionRead(saved, queries)


def _lists(state: EcsState) -> dict[str, AwsObjects]:
    return {
        "clusters": state.clusters,
        "services": state.services,
        "tasks": state.tasks,
        "task_definitions": state.task_definitions,
        "capacity_providers": state.capacity_providers,
        "container_instances": state.container_instances,
    }


def _surroundings(caller: RegionCaller, state: EcsState, asked: RegionAsked) -> dict[str, AwsObjects]:
    rules, schedules = read_rules(caller, state), read_schedules(caller, state)
    read_task_definitions(caller, state, scheduled_definitions(rules, schedules))
    instances = read_instances(caller, state)
    groups = read_auto_scaling_groups(caller, state, instances)
    known = {each["InstanceId"] for each in instances}
    in_groups = [each["InstanceId"] for group in groups for each in group.get("Instances", ())]
    instances += described_instances(caller, [name for name in in_groups if name not in known])
    balancing = read_load_balancers(caller, state)
    return {
        "rules": rules,
        "schedules": schedules,
        "instances": instances,
        "auto_scaling_groups": groups,
        "volumes": read_volumes(caller, state, instances),
        **balancing,
        **read_networks(caller, state, instances, balancing["load_balancers"]),
        **read_service_scaling(caller, state, asked.read_at - timedelta(days=asked.days)),
        "log_groups": read_log_groups(caller, state),
        "file_systems": read_file_systems(caller, state),
        "reserved_instances": read_reserved_instances(caller),
    }
