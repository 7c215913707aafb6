"""ECS's placement rules: which task may run on which instance, next to which daemons, and why a task fits nowhere.

Tasks are placed by CPU, memory, GPU and ports, then by constraints; strategies are best effort and exclude nothing.
Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ecsquote.calculator.placement.problem import Candidate, TaskGroup
from ecsquote.calculator.placement.rules.accelerators import fractional_gpu
from ecsquote.calculator.placement.rules.placement_expressions import (
    ARCHITECTURE_ATTRIBUTE,
    INSTANCE_TYPE_ATTRIBUTE,
    parse_expression,
)
from ecsquote.calculator.placement.rules.resources import RESOURCES, capacity, free_after, one_of_each, task_needs

ZONE_ATTRIBUTE = "ecs.availability-zone"
GPU_FRACTION = "gpu_fraction"
"""The rule that a task with a fraction of a GPU needs a type with at least that fraction."""


@dataclass(frozen=True, slots=True)
class Ineligibility:
    """Why a task may not run on an instance: the rule, and an explanation with the figures."""

    rule: str
    words: str


def attributes(candidate: Candidate, operating_system: str, zone: str | None) -> dict[str, str]:
    """ECS's built-in attributes as far as they are known before the instance runs.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html
    """
    known = {INSTANCE_TYPE_ATTRIBUTE: candidate.instance_type.name, "ecs.os-type": operating_system.lower()}
    if len(candidate.instance_type.architectures) == 1:
        known[ARCHITECTURE_ATTRIBUTE] = candidate.instance_type.architectures[0].lower()
    if zone is not None:
        known[ZONE_ATTRIBUTE] = zone
    return known


def unmet_constraint(group: TaskGroup, candidate: Candidate, zone: str | None = None) -> Ineligibility | None:
    """The first unmet one of architecture, operating system, kind of GPU and memberOf, whatever the room.

    An expression that only a running instance could evaluate (ecs.ami-id, custom attributes) counts as met.
    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html
    """
    name = candidate.instance_type.name
    if group.cpu_architecture not in candidate.instance_type.architectures:
        return Ineligibility("architecture", f"{name} does not run {group.cpu_architecture}")
    if candidate.operating_system not in (None, group.operating_system):
        return Ineligibility(
            "operating_system", f"{name} runs {candidate.operating_system}, not {group.operating_system}"
        )
    if found := _unmet_gpu(group, candidate):
        return found
    if group.placement_expressions:
        known = attributes(candidate, group.operating_system, zone)
        for text in group.placement_expressions:
            if parse_expression(text).judge(known) is False:
                where = f"{name} in {zone}" if zone else name
                return Ineligibility("member_of", f'{where} does not satisfy the placement constraint "{text}"')
    return None


def _unmet_gpu(group: TaskGroup, candidate: Candidate) -> Ineligibility | None:
    """A fraction of a GPU runs on a type with at least that fraction of one; whole GPUs and shared ones do not.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-gpu-specifying.html
    """
    if not group.gpus and not group.gpu_fraction:
        return None
    name, offered = candidate.instance_type.name, fractional_gpu(candidate.instance_type)
    if group.gpus and offered:
        return Ineligibility(GPU_FRACTION, f"{name} has {offered} of a GPU, one task needs a full GPU")
    if group.gpu_fraction > offered:
        has = f"{offered} of a GPU" if offered else "no fractional GPU"
        return Ineligibility(GPU_FRACTION, f"{name} has {has}, one task needs {group.gpu_fraction} of a GPU")
    return None


def missing_resource(group: TaskGroup, free: Sequence[int], name: str) -> Ineligibility | None:
    """The first resource of which less is free than one task needs."""
    words = {
        "cpu": "CPU units",
        "memory": "MiB of memory",
        "eni": "network interfaces for awsvpc tasks",
        "gpu": "GPUs",
        "neuron": "Neuron devices",
        "host_port": "host ports to reserve",
    }
    for resource, need, room in zip(RESOURCES, task_needs(group), free, strict=True):
        if need > room:
            return Ineligibility(resource, f"{name} has {max(room, 0)} {words[resource]} free, one task needs {need}")
    return None


def port_conflict(group: TaskGroup, other: TaskGroup, name: str) -> Ineligibility | None:
    """A host port in common: no two tasks of one instance may have one, whatever their service.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
    """
    shared = group.host_ports & other.host_ports
    if not shared:
        return None
    port = min(shared, key=lambda each: (each.host_port, each.protocol))
    return Ineligibility(
        "host_port", f"daemon {other.service} holds host port {port.host_port}/{port.protocol} on every {name}"
    )


def daemons_on(candidate: Candidate, daemons: Sequence[TaskGroup], zone: str | None = None) -> tuple[TaskGroup, ...]:
    """The daemons that run on this candidate: all whose architecture, OS and constraints it meets.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html#service_scheduler_daemon
    """
    return tuple(daemon for daemon in daemons if unmet_constraint(daemon, candidate, zone) is None)


def daemon_conflict(daemons: Sequence[TaskGroup], candidate: Candidate) -> Ineligibility | None:
    """Why an instance cannot hold its daemons: too little room, or two with the same host port."""
    name = candidate.instance_type.name
    for index, daemon in enumerate(daemons):
        for other in daemons[:index]:
            if ineligibility := port_conflict(daemon, other, name):
                return ineligibility
        if ineligibility := missing_resource(daemon, free_after(candidate, one_of_each(daemons[:index])), name):
            return Ineligibility(ineligibility.rule, f"daemon {daemon.service} finds no room: {ineligibility.words}")
    return None


def ineligibility(
    group: TaskGroup, candidate: Candidate, daemons: Sequence[TaskGroup], zone: str | None = None
) -> Ineligibility | None:
    """Why not even one task of the group may run on an instance that has only its daemons."""
    name = candidate.instance_type.name
    if found := unmet_constraint(group, candidate, zone):
        return found
    present = daemons_on(candidate, daemons, zone)
    if found := daemon_conflict(present, candidate):
        return found
    for daemon in present:
        if found := port_conflict(group, daemon, name):
            return found
    return missing_resource(group, free_after(candidate, one_of_each(present)), name)


def unknown_attributes(groups: Sequence[TaskGroup], zones_known: bool) -> tuple[str, ...]:
    """One assumption for every attribute in placement expressions that is unknown before the instances run."""
    known = {INSTANCE_TYPE_ATTRIBUTE, "ecs.os-type", ARCHITECTURE_ATTRIBUTE}
    if zones_known:
        known.add(ZONE_ATTRIBUTE)
    asked = sorted(
        {
            (group.service, name)
            for group in groups
            for text in group.placement_expressions
            for name in parse_expression(text).attributes - known
        }
    )
    return tuple(
        f"service {service}: its placement constraint on {name} is taken as satisfied; "
        "only a running instance could answer it"
        for service, name in asked
    )


def explain_ineligibility(group: TaskGroup, candidates: Sequence[Candidate], daemons: Sequence[TaskGroup] = ()) -> str:
    """Why a task fits on none of the candidates: each rule that prevents it, on how many types, the nearest miss.

    The nearest miss of a resource has most of it; of another rule, it is the cheapest type with room for the task.
    """
    if not candidates:
        return f"service {group.service}: no instance type is on offer"
    by_rule: dict[str, list[tuple[Candidate, Ineligibility]]] = {}
    for candidate in candidates:
        found = ineligibility(group, candidate, daemons)
        if found is not None:
            by_rule.setdefault(found.rule, []).append((candidate, found))
    parts = []
    for rule in sorted(by_rule, key=lambda each: (-len(by_rule[each]), each)):
        stopped = by_rule[rule]
        example = min(stopped, key=lambda pair: _distance(rule, group, pair[0]))[1]
        kinds = "1 instance type" if len(stopped) == 1 else f"{len(stopped)} instance types"
        parts.append(f"{example.words} ({rule} stops it on {kinds})")
    return f"a task of service {group.service} fits on no instance type on offer: " + "; ".join(parts)


def _distance(rule: str, group: TaskGroup, candidate: Candidate) -> tuple[bool, Fraction, Decimal, str]:
    """How far a candidate is from running the task: types that its constraints name first, the cheapest of equals."""
    kind, room, needs = candidate.instance_type, capacity(candidate), task_needs(group)
    if rule in RESOURCES:
        missing = Fraction(-room[RESOURCES.index(rule)])
    elif rule == GPU_FRACTION:
        missing = -fractional_gpu(kind)
    else:
        missing = Fraction(sum(need > free for need, free in zip(needs, room, strict=True)))
    named = any(parse_expression(text).names_type(kind.name) for text in group.placement_expressions)
    return not named, missing, candidate.hourly, kind.name
