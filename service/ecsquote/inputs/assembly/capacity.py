"""The fleet of a request: Auto Scaling groups and Managed Instances behind the capacity that its services name.

Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProvider.html
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from ecsquote.calculator.fleet_request import FleetRequest
from ecsquote.faults.collected import input_error
from ecsquote.faults.pointers import path_of
from ecsquote.inputs.assembly.auto_scaling_groups import (
    GROUP,
    ON_DEMAND,
    SPOT,
    Group,
    read_group,
    read_requirements,
)
from ecsquote.inputs.assembly.launch import LAUNCH_TYPE, STRATEGY, provider_name, providers_of
from ecsquote.inputs.assembly.notes import Notes
from ecsquote.inputs.assembly.parts import AssemblyContext, ServicePart
from ecsquote.inputs.assembly.values import entries, member, text, whole
from ecsquote.inputs.estate.resources import Resource

FLEET = "/fleet"
_MANAGED = "managedInstancesProvider"
_SECONDS_PER_MINUTE = 60


@dataclass(slots=True)
class FleetReading:
    """Sections of a quote request, and the resources that they come from."""

    sections: dict[str, Any] = field(default_factory=dict)
    """fleet, capacity_providers and current, as far as the file gives them."""
    made_of: list[str] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)
    groups: list[Group] = field(default_factory=list)


def read_fleet(parts: Sequence[ServicePart], context: AssemblyContext) -> FleetReading:
    """The fleet of the services of one request."""
    fleet = FleetReading()
    providers = {each.source: each for part in parts for each in part.providers}
    on_ec2 = [part for part in parts if part.definition.get(LAUNCH_TYPE) == "EC2"]
    for part in on_ec2:
        cluster = context.index.cluster_of(part.resource)
        value = part.resource.properties.get("cluster")
        found = providers_of(cluster, value, context.index)
        providers |= {each.source: each for each in found if _MANAGED not in each.properties}
    groups = {each.source: each for each in (_of_provider(one, fleet, context) for one in providers.values()) if each}
    if on_ec2 and not groups:
        _take_only_group(on_ec2[0], fleet, context)
    _write_fleet(fleet)
    _write_current(parts, fleet)
    return fleet


def _of_provider(provider: Resource, fleet: FleetReading, context: AssemblyContext) -> Resource | None:
    """Read what is behind a capacity provider; the group's resource where it is one."""
    fleet.made_of.append(provider.source)
    managed = provider.properties.get(_MANAGED)
    if managed is not None:
        fleet.groups.append(_managed_instances(provider, managed))
        return provider
    own = provider.properties.get("autoScalingGroupProvider")
    scaling = member(own, "managedScaling")
    named = context.index.named(GROUP, ("AutoScalingGroupName",), member(own, "autoScalingGroupArn"))
    target = whole(member(scaling, "targetCapacity"))
    if len(named) != 1:
        what = f"the Auto Scaling group of capacity provider {provider_name(provider)} is not in the file"
        fleet.notes.workload_unknown(provider.source, what, "a fleet of the default profile", FLEET)
        return None
    group = read_group(named[0], context.index, managed_scaling=member(scaling, "status") == "ENABLED")
    if target is not None:
        group.fleet["target_capacity_percent"] = target
    fleet.groups.append(group)
    described = fleet.sections.setdefault("capacity_providers", {})
    described[provider_name(provider)] = {"purchase_option": group.purchase_option}
    return named[0]


def _managed_instances(provider: Resource, managed: object) -> Group:
    template = member(managed, "instanceLaunchTemplate")
    group = Group(provider, [provider.source])
    if member(template, "capacityOptionType") == SPOT:
        group.purchase_option = SPOT
    requirements = member(template, "instanceRequirements")
    if requirements is not None:
        read_requirements(group, requirements, "allowedInstanceTypes", "excludedInstanceTypes", "burstablePerformance")
    group.volume_gib = whole(member(template, "storageConfiguration", "storageSizeGiB"))
    if member(template, "localStorageConfiguration", "useLocalStorage") in (True, "true"):
        group.fleet["managed_instances"] = {"use_local_storage": True}
    seconds = whole(member(managed, "infrastructureOptimization", "scaleInAfter"))
    if seconds is not None:
        group.fleet["scale_in_minutes"] = -(-seconds // _SECONDS_PER_MINUTE)
    return group


def _take_only_group(part: ServicePart, fleet: FleetReading, context: AssemblyContext) -> None:
    """The one group of the file in the services' Region, where no capacity provider leads to one."""
    found = [each for each in context.index.of_kind(GROUP) if each.region in (None, part.region)]
    if len(found) == 1:
        fleet.groups.append(read_group(found[0], context.index, managed_scaling=False))
        what = "no capacity provider: the services on EC2 run on the only Auto Scaling group of the file"
        fleet.notes.assume(found[0].source, what, FLEET)


def _write_fleet(fleet: FleetReading) -> None:
    written: dict[str, Any] = {}
    for group in fleet.groups:
        fleet.made_of += group.made_of
        for what, stand_in in group.unknown:
            fleet.notes.workload_unknown(group.resource.source, what, stand_in, FLEET)
        for what in group.assumed:
            fleet.notes.assume(group.resource.source, what, FLEET)
    if fleet.groups and all(group.instance_types for group in fleet.groups):
        written["instance_types"] = list(dict.fromkeys(each for group in fleet.groups for each in group.instance_types))
    instances = sum(group.instances for group in fleet.groups)
    if instances:
        written["min_instances"] = instances
    _agree(fleet, written, "root_volume_gib", [group.volume_gib for group in fleet.groups])
    _agree(fleet, written, "root_volume_type", [group.volume_type for group in fleet.groups])
    for name in dict.fromkeys(name for group in fleet.groups for name in group.fleet):
        _agree(fleet, written, name, [group.fleet.get(name) for group in fleet.groups])
    _drop_wrong(fleet, written)
    if written:
        fleet.sections["fleet"] = written


def _drop_wrong(fleet: FleetReading, written: dict[str, Any]) -> None:
    """Leave out what no fleet can be, as a fault of the first group: a type that is not one, a volume too large."""
    try:
        FleetRequest.model_validate(written)
    except ValidationError as error:
        for fault in input_error(error, written, FleetRequest).faults:
            name = path_of(fault.pointer)[0]
            fleet.notes.fault(fleet.groups[0].resource.source, f"{name} {fault.message}")
            written.pop(name, None)


def _agree(fleet: FleetReading, written: dict[str, Any], name: str, values: Iterable[Any]) -> None:
    """A field that a request has once: the groups' one value, or the first of several, said as an assumption."""
    given = [value for value in values if value is not None]
    if not given:
        return
    written[name] = given[0]
    if any(value != given[0] for value in given):
        shown = ", ".join(dict.fromkeys(str(value) for value in given))
        what = f"{name}: the groups have {shown}; a request has one fleet, and {given[0]} is taken"
        fleet.notes.assume(fleet.groups[0].resource.source, what, f"{FLEET}/{name}")


def _write_current(parts: Sequence[ServicePart], fleet: FleetReading) -> None:
    """What runs today, where launch types and names of providers do not say it themselves."""
    spot = {group.purchase_option for group in fleet.groups} == {SPOT}
    managed = {each.source for part in parts for each in part.providers if _MANAGED in each.properties}
    if parts and managed and all(_on_one_of(part, managed) for part in parts):
        options = {group.purchase_option for group in fleet.groups}
        if len(options) == 1:
            fleet.sections["current"] = "MANAGED_INSTANCES" if options == {ON_DEMAND} else "MANAGED_INSTANCES_SPOT"
    elif parts and spot and all(part.definition.get(LAUNCH_TYPE) == "EC2" for part in parts):
        fleet.sections["current"] = "EC2_SPOT"
    named = {
        text(member(entry, "capacityProvider")) for part in parts for entry in entries(part.definition.get(STRATEGY))
    }
    described: Mapping[str, Any] = fleet.sections.get("capacity_providers", {})
    kept = {name: value for name, value in described.items() if name in named}
    fleet.sections = {**fleet.sections, "capacity_providers": kept}
    if not kept:
        del fleet.sections["capacity_providers"]


def _on_one_of(part: ServicePart, providers: set[str]) -> bool:
    """Whether a service's strategy has one provider, and it is one of these."""
    strategy = entries(part.definition.get(STRATEGY))
    return len(strategy) == 1 and any(each.source in providers for each in part.providers)
