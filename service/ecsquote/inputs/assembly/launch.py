"""What a service runs on: its own strategy or launch type, the cluster's default strategy, else EC2 as ECS does.

Source: capacityProviderStrategy and launchType of
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
"""

from collections.abc import Mapping
from typing import Any

from ecsquote.contract.workloads import InputFormat
from ecsquote.inputs.assembly.estate_index import CLUSTER, EstateIndex
from ecsquote.inputs.assembly.members import taken
from ecsquote.inputs.assembly.parts import AssemblyContext, ServicePart
from ecsquote.inputs.assembly.task_definitions import as_name
from ecsquote.inputs.assembly.values import entries, is_known, last_segment, member, text, why_unknown
from ecsquote.inputs.estate.resources import Reference, Resource
from ecsquote.workload.capacity import FARGATE_PROVIDERS
from ecsquote.workload.service_definition.capacity_provider_strategy import RESERVED_PREFIXES

CAPACITY_PROVIDER = "AWS::ECS::CapacityProvider"
ASSOCIATIONS = "AWS::ECS::ClusterCapacityProviderAssociations"
LAUNCH_TYPE, STRATEGY, DEFAULT_STRATEGY = "launchType", "capacityProviderStrategy", "defaultCapacityProviderStrategy"
PROVIDER = "capacityProvider"
_SHAPE = [{"capacityProvider": "all", "base": "all", "weight": "all"}]


def read_launch(part: ServicePart, properties: Mapping[str, Any], cluster: object, context: AssemblyContext) -> None:
    """Fill in launchType or capacityProviderStrategy; what a rule decides is assumed, what nobody says is unknown.

    `properties`: the service's own, or the parameters of a scheduled task; `cluster`: what they call its cluster.
    """
    part.cluster = _cluster(cluster, context.index, part)
    strategy, launch_type = properties.get(STRATEGY), properties.get(LAUNCH_TYPE)
    if strategy:
        _take_strategy(part, strategy, context.index)
    elif launch_type is None and context.input_format is not InputFormat.COMPOSE:  # Compose runs nothing on ECS yet
        _take_default(part, cluster, context.index)
    elif launch_type is None:
        return
    elif is_known(launch_type):
        part.definition[LAUNCH_TYPE] = launch_type
    else:
        _unknown(part, f"{LAUNCH_TYPE}: {why_unknown(launch_type)}")


def providers_of(cluster: Resource | None, value: object, index: EstateIndex) -> list[Resource]:
    """The capacity providers of the estate that a cluster, or what is associated with it, lists."""
    listed = entries(member(cluster.properties, "capacityProviders")) if cluster else []
    for association in _associations(cluster, value, index):
        listed += entries(association.properties.get("capacityProviders"))
    found = {each.source: each for item in listed if (each := provider(item, index)) is not None}
    return list(found.values())


def provider(value: object, index: EstateIndex) -> Resource | None:
    """The capacity provider of the estate that a reference or a name means."""
    found = index.named(CAPACITY_PROVIDER, ("name", "capacityProviderArn"), value)
    return found[0] if len(found) == 1 else None


def provider_name(resource: Resource) -> str:
    """Its name in a strategy: its own, or, where AWS makes one up, the last part of its address."""
    name = text(resource.properties.get("name"))
    if name is None:
        name = as_name(last_segment(resource.source).rsplit(".", 1)[-1])
    return f"provider-{name}" if name.lower().startswith(RESERVED_PREFIXES) else name


def _take_strategy(part: ServicePart, strategy: object, index: EstateIndex) -> bool:
    """Write the strategy with the providers' names; False, with an unknown, where one of them is not known."""
    given = list(strategy) if isinstance(strategy, list | tuple) else [strategy]
    named = [_named_entry(entry, index) for entry in given]
    if not is_known(named):
        _unknown(part, f"{STRATEGY}: {why_unknown(named)}")
        return False
    found = [each for entry in given if (each := provider(member(entry, PROVIDER), index)) is not None]
    part.providers += found
    for each in found:
        name = text(each.properties.get("name"))
        if name is not None and name != provider_name(each):
            message = f"AWS refuses the name {name}: it must not begin with aws, ecs or fargate"
            part.notes.warn(each.source, message, f"/service_definition/{STRATEGY}")
    part.definition[STRATEGY] = taken(named, _SHAPE)
    return True


def _named_entry(entry: object, index: EstateIndex) -> object:
    """A strategy's entry with the provider's name in place of a reference or an ARN."""
    value = member(entry, PROVIDER)
    found = provider(value, index)
    if found is not None and isinstance(entry, Mapping):
        return {**entry, PROVIDER: provider_name(found)}
    if isinstance(value, str) and isinstance(entry, Mapping) and value.startswith("arn:"):
        return {**entry, PROVIDER: last_segment(value)}
    return entry


def _take_default(part: ServicePart, cluster_value: object, index: EstateIndex) -> None:
    cluster = part.cluster
    defaults = [each.properties.get(DEFAULT_STRATEGY) for each in _associations(cluster, cluster_value, index)]
    defaults += [cluster.properties.get(DEFAULT_STRATEGY)] if cluster else []
    default = next((each for each in defaults if each), None)
    if default is not None:
        if _take_strategy(part, default, index):
            part.notes.assume(
                part.source, "no launch type: the cluster's default strategy", f"/service_definition/{STRATEGY}"
            )
        return
    compatible = entries((part.task_document or {}).get("requiresCompatibilities"))
    if part.task_definition is None and cluster is None:
        return  # neither what it runs nor where is in the file
    if "EC2" in compatible or not compatible:
        where = "no default strategy of the cluster" if cluster else "no default strategy of the cluster in the file"
        part.definition[LAUNCH_TYPE] = "EC2"
        part.notes.assume(
            part.source, f"no launch type and {where}: EC2, as ECS does", f"/service_definition/{LAUNCH_TYPE}"
        )
    elif cluster is not None:
        named = ", ".join(str(each) for each in compatible)
        part.notes.warn(
            part.source,
            f"no launch type and no default strategy of the cluster: ECS takes EC2, "
            f"which requiresCompatibilities ({named}) does not name",
        )
    elif len(compatible) == 1:
        part.notes.assume(
            part.source,
            f"no launch type, and the cluster is not in the file: {compatible[0]}, as requiresCompatibilities says",
        )


def _cluster(value: object, index: EstateIndex, part: ServicePart) -> Resource | None:
    if value is None:
        return index.cluster_of(part.resource)
    found = index.named(CLUSTER, ("clusterName", "clusterArn"), value, part.resource.region)
    return found[0] if len(found) == 1 else None


def _associations(cluster: Resource | None, value: object, index: EstateIndex) -> list[Resource]:
    """What associates providers with this cluster: by reference, or by the cluster's name."""
    known = (text(value), text(cluster.properties.get("clusterName")) if cluster else None)
    names = {last_segment(each) for each in known if each is not None}
    return [each for each in index.of_kind(ASSOCIATIONS) if _means(each.properties.get("cluster"), cluster, names)]


def _means(value: object, cluster: Resource | None, names: set[str]) -> bool:
    if isinstance(value, Reference):
        return cluster is not None and value.source == cluster.source
    return text(value) is not None and last_segment(str(value)) in names


def _unknown(part: ServicePart, what: str) -> None:
    part.notes.workload_unknown(part.source, what, "none", "/service_definition")


def on_fargate(part: ServicePart) -> bool:
    """Whether the service says that it runs on Fargate."""
    names = {member(entry, "capacityProvider") for entry in entries(part.definition.get(STRATEGY))}
    return part.definition.get(LAUNCH_TYPE) == "FARGATE" or bool(names & FARGATE_PROVIDERS)
