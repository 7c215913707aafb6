"""Reads what runs on ECS in a Region: clusters, services, tasks, the definitions in use, instances, providers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ecsquote.account import calls
from ecsquote.account.caller import RegionCaller
from ecsquote.workload.capacity import FARGATE_PROVIDERS

AwsObjects = list[dict[str, Any]]


@dataclass
class EcsState:
    """What ECS answers, uncleaned: it never leaves the reading."""

    clusters: AwsObjects = field(default_factory=list)
    services: AwsObjects = field(default_factory=list)
    tasks: AwsObjects = field(default_factory=list)
    task_definitions: AwsObjects = field(default_factory=list)
    capacity_providers: AwsObjects = field(default_factory=list)
    container_instances: AwsObjects = field(default_factory=list)

    def cluster_arns(self) -> list[str]:
        """The clusters that are read."""
        return [cluster["clusterArn"] for cluster in self.clusters]


def cluster_name(cluster_arn: str) -> str:
    """The name in a cluster's ARN."""
    return cluster_arn.rpartition("/")[2]


def list_clusters(caller: RegionCaller) -> list[str]:
    """The ARNs of all clusters of the Region."""
    return caller.items(calls.LIST_CLUSTERS)


def read_ecs(caller: RegionCaller, listed: Sequence[str], wanted: Sequence[str]) -> EcsState:
    """Everything of the wanted clusters (names or ARNs), or of all; the task definitions come later."""
    state = EcsState()
    arns = [arn for arn in listed if not wanted or arn in wanted or cluster_name(arn) in wanted]
    described = caller.batches(calls.DESCRIBE_CLUSTERS, "clusters", arns, include=["SETTINGS", "TAGS"])
    known = {cluster["clusterArn"]: cluster for cluster in described}
    for arn in arns:
        # Where clusters cannot be described, their services still can.
        state.clusters.append(known.get(arn, {"clusterArn": arn, "clusterName": cluster_name(arn), "status": "ACTIVE"}))
        _read_cluster(caller, arn, state)
    return state


def _read_cluster(caller: RegionCaller, arn: str, state: EcsState) -> None:
    services = caller.items(calls.LIST_SERVICES, cluster=arn, maxResults=100)
    state.services += caller.batches(calls.DESCRIBE_SERVICES, "services", services, cluster=arn, include=["TAGS"])
    tasks = [
        task
        for status in ("RUNNING", "STOPPED")
        for task in caller.items(calls.LIST_TASKS, cluster=arn, desiredStatus=status)
    ]
    state.tasks += caller.batches(calls.DESCRIBE_TASKS, "tasks", tasks, cluster=arn)
    instances = caller.items(calls.LIST_CONTAINER_INSTANCES, cluster=arn)
    described = caller.batches(
        calls.DESCRIBE_CONTAINER_INSTANCES, "containerInstances", instances, cluster=arn, include=["TAGS"]
    )
    state.container_instances += [{**each, "clusterArn": arn} for each in described]
    state.capacity_providers += _capacity_providers(caller, arn, state)


def _capacity_providers(caller: RegionCaller, arn: str, state: EcsState) -> AwsObjects:
    """Those of the cluster and of its services, without Fargate's; what other clusters have too is there already."""
    cluster = state.clusters[-1]
    strategies = [
        *cluster.get("defaultCapacityProviderStrategy", ()),
        *(
            item
            for service in state.services
            if service["clusterArn"] == arn
            for item in service.get("capacityProviderStrategy", ())
        ),
    ]
    names = [*cluster.get("capacityProviders", ()), *(item["capacityProvider"] for item in strategies)]
    own = [name for name in names if name not in FARGATE_PROVIDERS]
    found = caller.batches(calls.DESCRIBE_CAPACITY_PROVIDERS, "capacityProviders", own, cluster=arn, include=["TAGS"])
    known = {each.get("capacityProviderArn") for each in state.capacity_providers}
    return [each for each in found if each.get("capacityProviderArn") not in known]


def read_task_definitions(caller: RegionCaller, state: EcsState, others: Iterable[str]) -> None:
    """The revisions in use, each once, and the `others` that rules and schedules name."""
    in_use = [name for each in (*state.services, *state.tasks) for name in _definitions_of(each)]
    read: dict[str, dict[str, Any]] = {}
    for name in dict.fromkeys((*in_use, *others)):
        if name in read:
            continue
        answer = caller.answer(calls.DESCRIBE_TASK_DEFINITION, taskDefinition=name, include=["TAGS"])
        if answer is not None:
            definition = {**answer["taskDefinition"], "tags": answer.get("tags", [])}
            read.setdefault(definition["taskDefinitionArn"], definition)
    state.task_definitions = list(read.values())


def _definitions_of(runs: Mapping[str, Any]) -> list[str]:
    """The definitions of a service, its deployments and task sets, or of a task."""
    inner = (*runs.get("deployments", ()), *runs.get("taskSets", ()))
    named = [each.get("taskDefinition") for each in (runs, *inner)]
    return [name for name in (*named, runs.get("taskDefinitionArn")) if name]
