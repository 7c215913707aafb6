"""Where each resource of the estate went; each is listed exactly once, in the file's order."""

from collections.abc import Iterable, Mapping

from ecsquote.contract.workloads import NotPriced, ReadResource, ResourcePlace
from ecsquote.inputs.assembly.parts import ServicePart
from ecsquote.inputs.estate.free_types import is_free
from ecsquote.inputs.estate.resources import Estate, Resource

_OUTSIDE = "not part of an ECS workload"
_UNUSED: Mapping[str, str] = {
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "no service of the file stands behind it",
    "AWS::ElasticLoadBalancing::LoadBalancer": "no service of the file stands behind it",
    "AWS::AutoScaling::AutoScalingGroup": "no service of the file runs on it",
    "AWS::EC2::NatGateway": "no subnet of a service routes to it",
    "AWS::EC2::VPCEndpoint": "no service of the file is in its VPC",
    "AWS::Logs::LogGroup": "no task definition of the file logs to it",
    "AWS::SecretsManager::Secret": "no task definition of the file reads it",
    "AWS::SSM::Parameter": "no task definition of the file reads it",
    "AWS::EFS::FileSystem": "no task definition of the file mounts it",
    "AWS::ECR::Repository": "no task definition of the file pulls from it",
    "AWS::CloudWatch::Alarm": "its dimensions name no service of the file",
    "AWS::ECS::TaskDefinition": "it is not known which service runs it",
    "AWS::ECS::TaskSet": "its service has several task sets, or is not in the file",
    "AWS::ServiceDiscovery::Service": "no service of the file registers with it",
    "AWS::ServiceDiscovery::PrivateDnsNamespace": "its hosted zone of Route 53 is not priced",
    "AWS::ServiceDiscovery::PublicDnsNamespace": "its hosted zone of Route 53 is not priced",
    "AWS::KMS::Key": "nothing of the workload is encrypted with it",
    "AWS::Scheduler::Schedule": "it starts no task of the file",
    "service of a profile": "it runs with its profile only",
    "compose volumes": "what holds it on AWS is not in the file",
    "compose secrets": "what holds it on AWS is not in the file",
    "Request-Driven Web Service: runs on App Runner": "it runs on App Runner",
    "Static Site: runs on Amazon S3 and CloudFront": "it runs on Amazon S3 and CloudFront",
}
"""Why a resource of a type that can belong to a workload belongs to none."""


def service_places(parts: Iterable[ServicePart]) -> dict[str, ResourcePlace]:
    """The places of the resources that services were made of; a fault comes before a service of the same resource."""
    places: dict[str, ResourcePlace] = {}
    found = list(parts)
    for part in found:
        faulty = {fault.source for fault in part.notes.faults} | ({part.source} if part.notes.faults else set())
        places |= dict.fromkeys(faulty, ResourcePlace.FAULT)
    for part in found:
        for source in part.made_of:
            places.setdefault(source, ResourcePlace.SERVICE)
    return places


def classify(
    estate: Estate, places: Mapping[str, ResourcePlace], elsewhere: Mapping[str, str]
) -> tuple[list[ReadResource], list[NotPriced]]:
    """Every resource with its place, and why those that cost money and belong to no workload are not priced.

    `places`: those that a request or a fault holds; `elsewhere`: why others of these types are in none.
    """
    listed, not_priced = [], []
    for resource in estate.resources:
        place = places.get(resource.source)
        if place is None and resource.source not in elsewhere and is_free(resource):
            place = ResourcePlace.FREE
        if place is None:
            place = ResourcePlace.NOT_PRICED
            why = elsewhere.get(resource.source) or _reason(resource)
            not_priced.append(NotPriced(resource.source, resource.type, why))
        listed.append(ReadResource(resource.source, resource.type, place))
    return listed, not_priced


def _reason(resource: Resource) -> str:
    return _UNUSED.get(resource.kind, _OUTSIDE)
