"""Load balancers in front of services: by the target groups of a service, their listeners and rules.

Sources: defaults of Type and Scheme in
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-loadbalancer.html
and "up to 25 Express Mode services" share one in
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/express-service-work.html
"""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from ecsquote.calculator.costs.load_balancer import LoadBalancer
from ecsquote.faults.collected import input_error
from ecsquote.inputs.assembly.estate_index import EstateIndex
from ecsquote.inputs.assembly.express import EXPRESS
from ecsquote.inputs.assembly.parts import ServicePart, UsageField
from ecsquote.inputs.assembly.surroundings import USAGE, RegionSurroundings
from ecsquote.inputs.assembly.values import entries, is_known, member, text, why_unknown
from ecsquote.inputs.estate.resources import Resource

BALANCER, CLASSIC = "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer"
TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
_LISTENER, _RULE = "AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule"
SECTION = "load_balancers"
EXPRESS_SERVICES = 25
"""Express Mode services that share one load balancer."""
_DEFAULT_ZONES = 2
NOT_IN_FILE = "its load balancer is not in the file and not priced"
"""What is said of a service whose target group is only named."""


def read_load_balancers(parts: Sequence[ServicePart], found: RegionSurroundings) -> None:
    """Every load balancer of these services, once, in the file's order."""
    index = found.context.index
    wanted: set[str] = set()
    for part in parts:
        here = balancers_of(part, index)
        wanted |= {each.source for each in here}
        if not here and part.resource.properties.get("loadBalancers"):
            found.notes.assume(part.source, NOT_IN_FILE)
    for resource in index.estate.resources:
        if resource.source in wanted:
            _add(found, resource, _item(found, resource))
    _add_of_express([part for part in parts if part.resource.kind == EXPRESS], found)


def balancers_of(part: ServicePart, index: EstateIndex) -> list[Resource]:
    """The load balancers whose listeners forward to the target groups of a service, and its classic ones."""
    balancers: dict[str, Resource] = {}
    groups = {each.source for each in target_groups_of(part, index)}
    for listener in _listeners(groups, index):
        for balancer in index.all_referred(listener.properties.get("LoadBalancerArn"), BALANCER):
            balancers[balancer.source] = balancer
    for entry in entries(part.resource.properties.get("loadBalancers")):
        named = index.named(CLASSIC, ("LoadBalancerName",), member(entry, "loadBalancerName"), part.region)
        balancers |= {each.source: each for each in named}
    return list(balancers.values())


def target_groups_of(part: ServicePart, index: EstateIndex) -> list[Resource]:
    """The target groups that a service registers its tasks with."""
    return index.all_referred(part.resource.properties.get("loadBalancers"), TARGET_GROUP)


def _listeners(groups: set[str], index: EstateIndex) -> list[Resource]:
    """Listeners that forward to one of the groups by their default actions or by a rule."""
    found = [each for group in groups for each in index.referring(_LISTENER, "DefaultActions", group)]
    rules = [each for group in groups for each in index.referring(_RULE, "Actions", group)]
    return found + [
        each for rule in rules for each in index.all_referred(rule.properties.get("ListenerArn"), _LISTENER)
    ]


def _item(found: RegionSurroundings, resource: Resource) -> dict[str, Any]:
    """The load balancer as a request has it, without its traffic."""
    properties = resource.properties
    classic = resource.kind == CLASSIC
    pointer = f"{USAGE}/{SECTION}/{len(found.usage.get(SECTION, []))}"
    item = {"type": "classic" if classic else "application", "scheme": "internet-facing"}
    for name, member_name in (("type", "Type"), ("scheme", "Scheme")):
        value = properties.get(member_name)
        if value is not None and not is_known(value):
            found.notes.workload_unknown(resource.source, f"{member_name}: {why_unknown(value)}", item[name], pointer)
        elif text(value) and not (classic and name == "type"):
            item[name] = str(value)
    return {**item, "availability_zones": _zones(found, resource, pointer)}


def _zones(found: RegionSurroundings, resource: Resource, pointer: str) -> int:
    """One zone for each subnet, as Elastic Load Balancing takes them."""
    properties = resource.properties
    for name in ("SubnetMappings", "Subnets", "AvailabilityZones"):
        value = properties.get(name)
        if isinstance(value, list | tuple) and value:
            return len(value)
    value = properties.get("Subnets", properties.get("SubnetMappings"))
    what = f"its Availability Zones: {why_unknown(value)}"
    found.notes.workload_unknown(resource.source, what, str(_DEFAULT_ZONES), pointer)
    return _DEFAULT_ZONES


def _add(found: RegionSurroundings, resource: Resource, item: dict[str, Any]) -> None:
    """Add a load balancer with what a usage file says of it; one that AWS would refuse is a fault."""
    given = {name: value for name, value in found.context.usage.get(resource.source, {}).items() if value is not None}
    document = {**item, **given}
    try:
        LoadBalancer.model_validate(document)
    except ValidationError as error:
        for fault in input_error(error, document, LoadBalancer).faults:
            found.notes.fault(resource.source, fault.message, fault.pointer or None)
        return
    balancers: list[dict[str, Any]] = found.usage.setdefault(SECTION, [])
    pointer = f"{USAGE}/{SECTION}/{len(balancers)}"
    balancers.append(document)
    found.take(resource.source)
    name = "processed_gb" if item["type"] == "classic" else "lcu_per_hour"
    found.fields.setdefault(resource.source, []).append(UsageField(name, f"{pointer}/{name}"))
    if name not in given and "traffic" not in given:
        what = "GB processed in the month" if name == "processed_gb" else "capacity units used in an hour"
        found.notes.usage_unknown(resource.source, f"{name}: {what}", "0", pointer)


def _add_of_express(parts: Sequence[ServicePart], found: RegionSurroundings) -> None:
    """The load balancers that AWS makes for Express Mode services: internet-facing in public subnets."""
    for public in (True, False):
        sharing = [part for part in parts if _is_public(part) is public]
        for start in range(0, len(sharing), EXPRESS_SERVICES):
            first = sharing[start]
            item: dict[str, Any] = {"type": "application", "scheme": "internet-facing" if public else "internal"}
            subnets = entries(first.subnets)
            item["availability_zones"] = max(len(subnets), _DEFAULT_ZONES)
            pointer = f"{USAGE}/{SECTION}/{len(found.usage.get(SECTION, []))}"
            if not subnets:
                what = "the Availability Zones of its load balancer are not in the file"
                found.notes.workload_unknown(first.source, what, str(_DEFAULT_ZONES), pointer)
            what = f"Express Mode services share one Application Load Balancer, up to {EXPRESS_SERVICES} each"
            found.notes.assume(first.source, what, pointer)
            _add(found, first.resource, item)


def _is_public(part: ServicePart) -> bool:
    return bool(member(part.definition, "networkConfiguration", "awsvpcConfiguration", "assignPublicIp") == "ENABLED")
