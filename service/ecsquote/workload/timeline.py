"""The joint load of all services: parts of the month in which each runs a fixed number of tasks."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from math import ceil, floor

from ecsquote.units import MINUTES_PER_HOUR, SECONDS_PER_HOUR
from ecsquote.workload.service import Load, Runs, Segment, Service

MAX_PIECES = 2000
Mean = int | Fraction
"""The tasks of an hour; of a fraction, the whole number above it runs first, then the one below."""
Hour = tuple[tuple[Mean, ...], Fraction]
"""The joint counts of the periodic loads, and their share of the month."""
Piece = tuple[tuple[Mean, ...], Fraction, Fraction]
"""Counts, how far into its hour (or the month) a piece starts, and its share of the month."""
EC2_MINIMUM_SECONDS = 60
"""EC2 bills at least a minute a start: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/concepts.html"""


def billed_seconds(runs: Runs, minimum_seconds: int) -> int:
    """One run as AWS bills it: rounded up to the next second, and never less than the minimum."""
    return max(minimum_seconds, ceil(runs.seconds_per_run))


def average_tasks(load: Load, hours_per_month: Decimal) -> Fraction:
    """How many tasks run on average through the month, as instances see it."""
    if load.runs is not None:
        seconds = load.runs.runs_per_month * billed_seconds(load.runs, EC2_MINIMUM_SECONDS)
        return seconds / (Fraction(hours_per_month) * SECONDS_PER_HOUR)
    if load.average_tasks is not None:
        return load.average_tasks
    return (sum(load.weekly) + sum(load.weekly_parts, Fraction(0))) / max(len(load.weekly), 1)


def fargate_task_hours(load: Load, hours_per_month: Decimal, minimum_seconds: int) -> Fraction:
    """The hours that Fargate bills in a month for all tasks of a load; `minimum_seconds` applies to each run.

    Source: https://aws.amazon.com/fargate/pricing/ (billed from image pull to stop, rounded up to the next second)
    """
    if load.runs is not None:
        return load.runs.runs_per_month * billed_seconds(load.runs, minimum_seconds) / SECONDS_PER_HOUR
    return average_tasks(load, hours_per_month) * Fraction(hours_per_month)


def deployment_share(service: Service, hours_per_month: Decimal) -> Fraction:
    """The share of the month in which a service is being deployed."""
    if service.deployments is None:
        return Fraction(0)
    minutes = service.deployments.per_month * service.deployments.minutes_each
    return min(Fraction(1), minutes / (MINUTES_PER_HOUR * Fraction(hours_per_month)))


def deployment_task_hours(service: Service, hours_per_month: Decimal) -> Fraction:
    """The task-hours of a month that deployments add, as `timeline` lays them out."""
    share = deployment_share(service, hours_per_month)
    load = service.load
    if load.average_tasks is None and not load.weekly_parts:  # whole numbers, which add up faster than fractions
        weekly = load.weekly or (0,)
        return share * Fraction(sum(map(service.surge, weekly)), len(weekly)) * Fraction(hours_per_month)
    means = [load.average_tasks] if load.average_tasks is not None else _week(service)
    surge = sum((_surge_of(service, Fraction(mean), share) for mean in means), Fraction(0)) / len(means)
    return surge * Fraction(hours_per_month)


def _surge_of(service: Service, mean: Fraction, share: Fraction) -> Fraction:
    """The tasks that deployments add on average to a mean, of which the number above it runs first."""
    low, part = floor(mean), mean % 1
    together = min(share, part)
    return together * service.surge(low + 1) + (share - together) * service.surge(low)


def timeline(services: Sequence[Service], hours_per_month: Decimal) -> tuple[Segment, ...]:
    """Segments with different task counts, in order of their first appearance; their shares add up to exactly 1.

    A load known by its average only runs the next whole number of tasks for the first part of every hour and one task
    less for the rest of it, so that the sum of share × tasks is the average to the last digit. Where that would cut
    the month into more than MAX_PIECES, it is the first part of the month instead. Daemons count as 0.
    Deployments add their tasks in the first part of every hour, or of the month, likewise.
    """
    if all(
        len(service.load.weekly) == 1 and not service.load.weekly_parts and service.deployments is None
        for service in services
    ):
        return (Segment(Fraction(1), tuple(floor(_week(service)[0]) for service in services)),)
    averages = [_average_outside_the_week(service, hours_per_month) for service in services]
    hours = _distinct_hours([_week(service) for service in services])
    surges = [deployment_share(service, hours_per_month) for service in services]
    always = {Fraction(0), Fraction(1), *(average % 1 for average in averages if average is not None), *surges}
    shares: dict[tuple[int, ...], Fraction] = {}
    for counts, start, length in _pieces(hours, always):
        means = [count if average is None else average for count, average in zip(counts, averages, strict=True)]
        running = [floor(mean) + int(start < mean % 1) for mean in means]
        tasks = tuple(
            count + service.surge(count) if start < surge else count
            for count, service, surge in zip(running, services, surges, strict=True)
        )
        shares[tasks] = shares.get(tasks, Fraction(0)) + length
    return tuple(Segment(share, tasks) for tasks, share in shares.items())


def _average_outside_the_week(service: Service, hours_per_month: Decimal) -> Fraction | None:
    if service.definition.daemon or service.load.weekly:
        return None
    return average_tasks(service.load, hours_per_month)


def _week(service: Service) -> tuple[Mean, ...]:
    """Means hour by hour, or one for all."""
    if service.definition.daemon or not service.load.weekly:
        return (0,)
    if not service.load.weekly_parts:
        return service.load.weekly
    return tuple(count + part for count, part in zip(service.load.weekly, service.load.weekly_parts, strict=True))


def _distinct_hours(weeks: Sequence[tuple[Mean, ...]]) -> list[Hour]:
    """Each joint count of the periodic loads and its share of the week."""
    length = max((len(week) for week in weeks), default=1)
    found: dict[tuple[Mean, ...], int] = {}
    for hour in range(length):
        counts = tuple(week[hour % len(week)] for week in weeks)
        found[counts] = found.get(counts, 0) + 1
    return [(counts, Fraction(hours, length)) for counts, hours in found.items()]


def _pieces(hours: Sequence[Hour], always: Collection[Fraction]) -> Iterator[Piece]:
    """Every hour cut where a count changes in it; the month cut instead where whole hours make too many pieces."""
    cuts = [sorted({*always, *(Fraction(count) % 1 for count in counts)}) for counts, _ in hours]
    whole_hours = all(len(each) == len(always) for each in cuts)
    if whole_hours and len(hours) * (len(always) - 1) > MAX_PIECES:
        yield from _pieces_of_the_month(hours, sorted(always))
        return
    for (counts, share), each in zip(hours, cuts, strict=True):
        for start, end in pairwise(each):
            yield counts, start, share * (end - start)


def _pieces_of_the_month(hours: Sequence[Hour], cuts: Sequence[Fraction]) -> Iterator[Piece]:
    """The hours in order, and the month cut at every fraction."""
    ends = list(accumulate(share for _, share in hours))
    for start, end in pairwise(sorted({*cuts, *ends})):
        yield hours[bisect_right(ends, start)][0], start, end - start
