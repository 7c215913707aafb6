"""Clusters that scale from zero: the hours in which their load starts again, as separate segments of the month.

"If there are no instances in the cluster, two are launched", however small the load:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html
"""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from decimal import Decimal

from ecsquote.units import HOURS_PER_WEEK
from ecsquote.workload.service import Load, Segment, Service
from ecsquote.workload.timeline import timeline

LEAST_FROM_ZERO = 2

Starts = tuple[frozenset[Hashable], ...]
"""For each segment the clusters that begin from zero in it."""


def week_of(services: Sequence[Service]) -> list[tuple[int, ...]] | None:
    """The tasks of each service in every hour of the week; None where one is not known by the hour."""
    weeks = [(0,) if service.definition.daemon else service.load.weekly for service in services]
    if not all(weeks):
        return None
    length = max(map(len, weeks), default=1)
    return [tuple(week[hour % len(week)] for week in weeks) for hour in range(length)]


def starting_hours(services: Sequence[Service]) -> tuple[int, ...]:
    """1 in each hour of the week before which nothing ran and in which something does; the week goes round."""
    if not any(0 in service.load.weekly for service in services):
        return (0,)
    week = week_of(services) or []
    busy = [any(counts) for counts in week]
    return tuple(int(runs and not busy[hour - 1]) for hour, runs in enumerate(busy))


def timeline_with_starts(
    services: Sequence[Service],
    clusters: Sequence[Hashable | None],
    hours_per_month: Decimal,
    known: tuple[Segment, ...] = (),
) -> tuple[tuple[Segment, ...], Starts]:
    """The joint load, with the hours that begin from zero set apart; `clusters`: where each service runs.

    A service whose cluster is None never counts. Marker services mark the hours and are removed again.
    `known`: the joint load as it is where no hour begins from zero.
    """
    marks: list[tuple[Hashable, Service]] = []
    for cluster in dict.fromkeys(each for each in clusters if each is not None):
        mine = [service for service, where in zip(services, clusters, strict=True) if where == cluster]
        hours = starting_hours(mine)
        if any(hours):
            pattern = next(service for service in mine if not service.definition.daemon)
            padded = hours * (HOURS_PER_WEEK // len(hours))
            marks.append((cluster, replace(pattern, load=Load(weekly=padded), deployments=None)))
    if known and not marks:
        return known, (frozenset(),) * len(known)
    marked = timeline([*services, *(mark for _, mark in marks)], hours_per_month)
    segments = tuple(Segment(segment.share, segment.tasks[: len(services)]) for segment in marked)
    starts = tuple(
        frozenset(cluster for (cluster, _), on in zip(marks, segment.tasks[len(services) :], strict=True) if on)
        for segment in marked
    )
    return segments, starts
