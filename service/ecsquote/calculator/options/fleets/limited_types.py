"""Which instance types a service may use: a limit for each capacity provider, and types that one service names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ecsquote.calculator.options.fleets.zone_planner import ZonePlanner
from ecsquote.calculator.placement.problem import Candidate, TaskGroup
from ecsquote.calculator.placement.production.candidate_table import CandidateTable
from ecsquote.calculator.placement.production.capacity_provider import service_sets
from ecsquote.calculator.placement.production.cluster import Cluster
from ecsquote.calculator.placement.production.request import FleetService, ProductionRules


def kept_apart(group: TaskGroup, only_for: Mapping[str, frozenset[str]]) -> TaskGroup:
    """The group without the types that are candidates only because another service's constraint names them."""
    excluded = sorted(name for name, services in only_for.items() if group.service not in services)
    if group.daemon or not excluded:
        return group
    apart = f"attribute:ecs.instance-type not_in [{', '.join(excluded)}]"
    return replace(group, placement_expressions=(*group.placement_expressions, apart))


def providers(
    candidates: Sequence[Candidate], services: Sequence[FleetService], tasks: Sequence[int], rules: ProductionRules
) -> list[list[int]]:
    """The positions of the services of each capacity provider; OptionUnavailable where a task fits on no type."""
    running = [at for at, service in enumerate(services) if tasks[at] and not service.group.daemon]
    return [places for _, places in service_sets(Cluster.of(CandidateTable(candidates), services, running, rules))]


def types_of_providers(
    candidates: Sequence[Candidate], services: Sequence[FleetService], most: Sequence[int], rules: ProductionRules
) -> frozenset[str]:
    """The types of the month: in each capacity provider at most the limit, chosen for the most tasks of its services.

    In one zone and without spare instances, so that no zone has types of its own.
    """
    simple = replace(
        rules, availability_zones=1, deployment_headroom=False, target_capacity_percent=100, min_instances=0
    )
    found: set[str] = set()
    for places in providers(candidates, services, most, rules):
        planner = ZonePlanner(tuple(candidates), services, simple, 1)
        found.update(_types(planner, [count if at in places else 0 for at, count in enumerate(most)]))
    return frozenset(found)


def _types(planner: ZonePlanner, tasks: Sequence[int]) -> Iterator[str]:
    return (row.group.instance_type for row in planner.plan(tasks))
