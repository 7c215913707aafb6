"""From a saved scan to the estate of one cluster, which the inputs room reads as it reads files.

ECS's own objects go through the reader of ECS documents; what surrounds them gets CloudFormation's names for the same
things, and references in place of ids.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from ecsquote.account.instances_of_cluster import cluster_instances, subnets_of
from ecsquote.account.loads import primary_deployment
from ecsquote.account.network_estate import network_resources
from ecsquote.account.saved_scan import AwsObject, SavedRegion
from ecsquote.account.surrounding_estate import surrounding_resources
from ecsquote.inputs.decoding import Document
from ecsquote.inputs.ecs_documents.reader import ecs_estate
from ecsquote.inputs.estate.resources import Estate, Reference, Resource
from ecsquote.workload.capacity import FARGATE_PROVIDERS

ACTIVE = "ACTIVE"
_SERVICE, _TASK_DEFINITION = "AWS::ECS::Service", "AWS::ECS::TaskDefinition"
_AWSVPC = "awsvpcConfiguration"


@dataclass(frozen=True, slots=True)
class ScannedPlace:
    """A cluster of an account in a Region."""

    region: SavedRegion
    cluster: AwsObject

    @property
    def name(self) -> str:
        """The cluster's name."""
        return str(self.cluster.get("clusterName") or last_part(self.cluster.get("clusterArn")))

    @property
    def arn(self) -> str:
        """The cluster's ARN."""
        return str(self.cluster.get("clusterArn"))

    @property
    def services(self) -> list[AwsObject]:
        """Its services; those that are DRAINING or INACTIVE run nothing more and cost nothing."""
        return [each for each in self.region.services if self.has(each) and each.get("status", ACTIVE) == ACTIVE]

    def has(self, thing: Mapping[str, Any]) -> bool:
        """Whether an object of ECS names this cluster."""
        return thing.get("clusterArn") == self.cluster.get("clusterArn")


def last_part(arn: object) -> str:
    """The name at the end of an ARN."""
    return str(arn).rsplit("/", 1)[-1]


def places_of(region: SavedRegion) -> list[ScannedPlace]:
    """The clusters of a Region, without those that were deleted."""
    return [ScannedPlace(region, each) for each in region.clusters if each.get("status", ACTIVE) != "INACTIVE"]


def cluster_estate(place: ScannedPlace, without: Set[str] = frozenset()) -> Estate:
    """The cluster with everything of its Region that may surround it; `without`: addresses that are left out."""
    return joint_estate([place], without)


def joint_estate(places: Sequence[ScannedPlace], without: Set[str] = frozenset()) -> Estate:
    """The clusters of one Region together."""
    region = places[0].region
    estate = ecs_estate([Document("saved scan", _ecs_documents(places))])
    around = [*surrounding_resources(region, [place.cluster for place in places]), *network_resources(region)]
    known = {each.source for each in around}
    own = (_joined(each, places, known) for each in estate.resources)
    resources = (replace(each, region=region.region) for each in (*own, *around) if each.source not in without)
    return replace(estate, resources=tuple(resources), region=region.region)


def _ecs_documents(places: Sequence[ScannedPlace]) -> dict[str, Any]:
    region = places[0].region
    services = [_service(place, each) for place in places for each in place.services]
    return {
        "clusters": [place.cluster for place in places],
        "services": services,
        "taskDefinitions": _used_definitions(places, services),
        "capacityProviders": [each for each in region.capacity_providers if each.get("name") not in FARGATE_PROVIDERS],
    }


def _used_definitions(places: Sequence[ScannedPlace], services: Iterable[AwsObject]) -> list[AwsObject]:
    """The revisions of these services and of the schedules; others run nothing here."""
    used = {each.get("taskDefinition") for each in services}
    for _, target in scheduled_targets(places[0].region):
        if any(target.get("Arn") == place.arn for place in places):
            used.add(target["EcsParameters"].get("TaskDefinitionArn"))
    families = {str(each) for each in used if ":task-definition/" in str(each) and str(each).count(":") < 6}
    return [each for each in places[0].region.task_definitions if _is_used(each, used, families)]


def _is_used(definition: AwsObject, used: Set[Any], families: Set[str]) -> bool:
    arn = str(definition.get("taskDefinitionArn"))
    return arn in used or arn.rpartition(":")[0] in families


def scheduled_targets(region: SavedRegion) -> Iterator[tuple[AwsObject, AwsObject]]:
    """Each rule or schedule with a target of it that starts tasks."""
    for rule in region.rules:
        yield from ((rule, target) for target in rule.get("Targets") or () if target.get("EcsParameters"))
    for schedule in region.schedules:
        if (target := schedule.get("Target") or {}).get("EcsParameters"):
            yield schedule, target


def _service(place: ScannedPlace, service: AwsObject) -> AwsObject:
    """The service with what `describe-services` prints only in its PRIMARY deployment, and where its tasks stand."""
    primary = primary_deployment(service)
    found = dict(service)
    if primary.get("volumeConfigurations") and not service.get("volumeConfigurations"):
        found["volumeConfigurations"] = primary["volumeConfigurations"]
    network = service.get("networkConfiguration") or primary.get("networkConfiguration")
    if not network and (subnets := subnets_of(cluster_instances(place.region, place.arn))):
        found["networkConfiguration"] = {_AWSVPC: {"subnets": subnets}}
    return found


def _joined(resource: Resource, places: Sequence[ScannedPlace], known: Set[str]) -> Resource:
    """The resource with references to what surrounds it in place of ids."""
    if resource.kind == _SERVICE:
        return replace(resource, properties=_with_references(resource.properties, known))
    if resource.kind == _TASK_DEFINITION:
        arn = resource.properties.get("taskDefinitionArn")
        groups = [
            Reference(f"log-group/{each['logGroupName']}")
            for each in places[0].region.log_groups
            if arn in (each.get("taskDefinitionArns") or ())
        ]
        volumes = [_volume(each, known) for each in resource.properties.get("volumes") or ()]
        return replace(resource, properties={**resource.properties, "volumes": volumes, "logGroups": groups})
    return resource


def _with_references(properties: Mapping[str, Any], known: Set[str]) -> dict[str, Any]:
    found = dict(properties)
    if balancers := properties.get("loadBalancers"):
        found["loadBalancers"] = [
            {**each, "targetGroupArn": _reference(each.get("targetGroupArn"), known)} for each in balancers
        ]
    network = properties.get("networkConfiguration")
    if isinstance(network, Mapping) and (inner := network.get(_AWSVPC)):
        subnets = [_reference(each, known) for each in inner.get("subnets") or ()]
        found["networkConfiguration"] = {_AWSVPC: {**inner, "subnets": subnets}}
    return found


def _volume(volume: Mapping[str, Any], known: Set[str]) -> Mapping[str, Any]:
    if (efs := volume.get("efsVolumeConfiguration")) is None:
        return volume
    return {**volume, "efsVolumeConfiguration": {**efs, "fileSystemId": _reference(efs.get("fileSystemId"), known)}}


def _reference(value: object, known: Set[str]) -> object:
    """A reference where the id's resource was read, else the id."""
    address = str(value)
    if address.startswith("arn:") and ":targetgroup/" in address:
        address = address.rpartition(":")[2]
    return Reference(address) if address in known else value
