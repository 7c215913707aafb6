"""Capacity provider strategies: each service's tasks split over its providers by base and weight."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor

from ecsquote.calculator.launch_options import LaunchOption, option_on
from ecsquote.calculator.options.capacity_plan import CapacityPlan, Situation
from ecsquote.calculator.options.fargate import plan_fargate
from ecsquote.calculator.options.instances import cluster_of, in_segments, joined_plan, plan_instances
from ecsquote.calculator.options.market.instance_purchase import ON_DEMAND, InstancePurchase
from ecsquote.errors import OptionUnavailable
from ecsquote.workload.capacity import FARGATE_PROVIDERS, Capacity
from ecsquote.workload.service import CapacityProviderShare, Load, Segment, Service


def plan_strategy(option: LaunchOption, situation: Situation) -> CapacityPlan:
    """Each provider's share on its own capacity; an Auto Scaling group's is On-Demand unless the request says Spot.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html
    """
    nameless = [service.name for service in situation.services if not service.definition.capacity_provider_strategy]
    if nameless:
        raise OptionUnavailable(
            f"{option.words}: every service needs a capacityProviderStrategy; missing in {', '.join(nameless)}"
        )
    shares = [
        (where, service) for source in situation.services for where, service in split_by_provider(source, situation)
    ]
    situations = _situations(situation, shares)
    plans = [plan_fargate(where, at) for where, at in situations.items() if where.capacity is not Capacity.EC2]
    planned = [plan_instances(where, at) for where, at in situations.items() if where.capacity is Capacity.EC2]
    instances = [joined_plan(planned)] if planned else []
    plans += instances
    return CapacityPlan(
        parts=tuple(part for plan in plans for part in plan.parts),
        placement=instances[0].placement if instances else None,
        split=instances[0].split if instances else None,
        assumptions=(
            *_bought(situation, [service for _, service in shares]),
            *(text for plan in plans for text in plan.assumptions),
        ),
        warnings=tuple(text for plan in plans for text in plan.warnings),
        shares=tuple(segment.share for at in [*situations.values()][:1] for segment in at.segments),
    )


def _bought(situation: Situation, services: Sequence[Service]) -> Iterator[str]:
    """How the capacity providers of Auto Scaling groups are priced."""
    named = {share.capacity_provider for service in services for share in service.definition.capacity_provider_strategy}
    for option in LaunchOption:
        if option.capacity is not Capacity.EC2:
            continue
        own = sorted(name for name in named - FARGATE_PROVIDERS if _place(name, situation) is option)
        if own:
            yield f"capacity providers priced as {option.words} instances: {', '.join(own)}"


def _place(provider: str, situation: Situation) -> LaunchOption:
    """What kind of capacity a provider is."""
    if provider in FARGATE_PROVIDERS:
        return option_on(Capacity(provider))
    described = situation.request.capacity_providers.get(provider)
    spot = described is not None and described.purchase_option == "SPOT"
    return option_on(Capacity.EC2, spot=spot)


def _situations(situation: Situation, shares: Sequence[tuple[LaunchOption, Service]]) -> dict[LaunchOption, Situation]:
    """What each kind of capacity runs, all in the same segments of the month."""
    services = [service for _, service in shares]
    clusters: list[Hashable | None] = []
    for where, service in shares:
        system = cluster_of(service, InstancePurchase.of(where), situation) if where.capacity is Capacity.EC2 else None
        clusters.append(None if system is None else (where, system))
    whole = in_segments(replace(situation, segments=()), services, clusters, ON_DEMAND)
    segments, starts = whole.segments, whole.starts
    found = {}
    for where in dict.fromkeys(where for where, _ in shares):
        mine = [index for index, (place, _) in enumerate(shares) if place is where]
        found[where] = replace(
            situation,
            services=tuple(services[index] for index in mine),
            segments=tuple(
                Segment(segment.share, tuple(segment.tasks[index] for index in mine)) for segment in segments
            ),
            starts=tuple(
                frozenset(each[1] for each in begun if isinstance(each, tuple) and each[0] is where) for begun in starts
            ),
        )
    return found


def split_by_provider(service: Service, situation: Situation) -> Iterator[tuple[LaunchOption, Service]]:
    """The service once per kind of capacity, with its share of the load."""
    strategy = service.definition.capacity_provider_strategy
    places = [_place(share.capacity_provider, situation) for share in strategy]
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
    parts = load.weekly_parts or (Fraction(0),) * len(load.weekly)
    means = [count(low) + (count(low + 1) - count(low)) * part for low, part in zip(load.weekly, parts, strict=True)]
    weekly, rests = tuple(map(floor, means)), tuple(Fraction(mean) % 1 for mean in means)
    return replace(load, weekly=weekly, weekly_parts=rests if any(rests) else ()) if any(means) else None


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
