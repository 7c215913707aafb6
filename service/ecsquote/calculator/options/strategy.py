"""Capacity provider strategies: each service's tasks split over its providers by base and weight."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.options.deployment import Deployment, Situation
from ecsquote.calculator.options.fargate import deploy_fargate
from ecsquote.calculator.options.instances import deploy_instances
from ecsquote.errors import OptionUnavailable
from ecsquote.workload.service import CapacityProviderShare, Load, Segment, Service
from ecsquote.workload.timeline import timeline

FARGATE_PROVIDERS = {"FARGATE": LaunchOption.FARGATE, "FARGATE_SPOT": LaunchOption.FARGATE_SPOT}


def deploy_strategy(option: LaunchOption, situation: Situation) -> Deployment:
    """Each provider's share on its own capacity; providers of Auto Scaling groups are priced On-Demand.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html
    """
    nameless = [service.name for service in situation.services if not service.definition.capacity_provider_strategy]
    if nameless:
        raise OptionUnavailable(f"{option.words}: no capacityProviderStrategy in the service of {', '.join(nameless)}")
    shares = [(where, service) for source in situation.services for where, service in _split(source)]
    segments = timeline([service for _, service in shares], situation.hours_per_month)
    deployments = [
        _deploy(where, _at(where, situation, shares, segments)) for where in dict.fromkeys(where for where, _ in shares)
    ]
    placed = [deployment for deployment in deployments if deployment.placement is not None]
    named = sorted(
        {share.capacity_provider for _, service in shares for share in service.definition.capacity_provider_strategy}
    )
    own = [name for name in named if name not in FARGATE_PROVIDERS]
    notes = (f"capacity providers priced as EC2 On-Demand instances: {', '.join(own)}",) if own else ()
    return Deployment(
        parts=tuple(part for deployment in deployments for part in deployment.parts),
        placement=placed[0].placement if placed else None,
        assumptions=(*notes, *(text for deployment in deployments for text in deployment.assumptions)),
        warnings=tuple(text for deployment in deployments for text in deployment.warnings),
        shares=tuple(segment.share for segment in segments),
    )


def _at(
    place: LaunchOption,
    situation: Situation,
    shares: Sequence[tuple[LaunchOption, Service]],
    segments: Sequence[Segment],
) -> Situation:
    """What one kind of capacity runs, in the same segments of the month as the others."""
    mine = [index for index, (where, _) in enumerate(shares) if where is place]
    return replace(
        situation,
        services=tuple(shares[index][1] for index in mine),
        segments=tuple(Segment(segment.share, tuple(segment.tasks[index] for index in mine)) for segment in segments),
    )


def _deploy(where: LaunchOption, situation: Situation) -> Deployment:
    return (deploy_instances if where is LaunchOption.EC2_ON_DEMAND else deploy_fargate)(where, situation)


def _split(service: Service) -> Iterator[tuple[LaunchOption, Service]]:
    """The service once a kind of capacity, with its share of the load."""
    strategy = service.definition.capacity_provider_strategy
    places = [FARGATE_PROVIDERS.get(share.capacity_provider, LaunchOption.EC2_ON_DEMAND) for share in strategy]
    for where in dict.fromkeys(places):
        mine = [index for index, place in enumerate(places) if place is where]
        load = _share_of_load(service.load, strategy, mine)
        if load is not None:
            yield where, replace(service, load=load)


def _share_of_load(load: Load, strategy: Sequence[CapacityProviderShare], mine: Sequence[int]) -> Load | None:
    def count(tasks: int) -> int:
        counts = split_tasks(tasks, strategy)
        return sum(counts[index] for index in mine)

    if load.runs is not None:
        weight = Fraction(sum(strategy[index].weight for index in mine), sum(share.weight for share in strategy))
        average = None if load.average_tasks is None else load.average_tasks * weight
        runs = replace(load.runs, runs_per_month=load.runs.runs_per_month * weight)
        return replace(load, runs=runs, average_tasks=average) if weight else None
    if load.average_tasks is not None:
        low = load.average_tasks.__floor__()
        part = load.average_tasks - low
        average = count(low) * (1 - part) + (count(low + 1) * part if part else 0)
        return replace(load, average_tasks=average) if average else None
    weekly = tuple(count(tasks) for tasks in load.weekly)
    return replace(load, weekly=weekly) if any(weekly) else None


def split_tasks(tasks: int, strategy: Sequence[CapacityProviderShare]) -> tuple[int, ...]:
    """How many of `tasks` each provider runs: the base first, the rest by weight, the largest remainder first.

    Source: "base" and "weight" of CapacityProviderStrategyItem,
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
    (AWS does not print how a remainder is shared out; ties go to the provider named first.)
    """
    counts = [0] * len(strategy)
    left = tasks
    for index, share in enumerate(strategy):
        counts[index] = min(share.base, left)
        left -= counts[index]
    total = sum(share.weight for share in strategy)
    quotas = [Fraction(left * share.weight, total) for share in strategy]
    floors = [quota.__floor__() for quota in quotas]
    by_remainder = sorted(range(len(strategy)), key=lambda index: (floors[index] - quotas[index], index))
    for index in by_remainder[: left - sum(floors)]:
        floors[index] += 1
    return tuple(count + extra for count, extra in zip(counts, floors, strict=True))
