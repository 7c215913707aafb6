"""The joint load of all services: parts of the month in which each runs a fixed number of tasks."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from ecsquote.units import SECONDS_PER_HOUR
from ecsquote.workload.service import Load, Runs, Segment, Service

HOURS_PER_WEEK = 168
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
    return Fraction(sum(load.weekly), max(len(load.weekly), 1))


def fargate_task_hours(load: Load, hours_per_month: Decimal, minimum_seconds: int) -> Fraction:
    """The hours that Fargate bills in a month for all tasks of a load; `minimum_seconds` applies to each run.

    Source: https://aws.amazon.com/fargate/pricing/ (billed from image pull to stop, rounded up to the next second)
    """
    if load.runs is not None:
        return load.runs.runs_per_month * billed_seconds(load.runs, minimum_seconds) / SECONDS_PER_HOUR
    return average_tasks(load, hours_per_month) * Fraction(hours_per_month)


def timeline(services: Sequence[Service], hours_per_month: Decimal) -> tuple[Segment, ...]:
    """Segments with different task counts, in order of their first appearance; their shares add up to exactly 1.

    A load known by its average only runs the next whole number of tasks for the first part of every hour and one task
    less for the rest of it, so that the sum of share × tasks is the average to the last digit. Daemons count as 0.
    """
    averages = [_average_outside_the_week(service, hours_per_month) for service in services]
    shares: dict[tuple[int, ...], Fraction] = {}
    pieces = _pieces([average % 1 for average in averages if average is not None])
    for hour, hours in _distinct_hours([_week(service) for service in services]):
        for start, length in pieces:
            tasks = tuple(
                count if average is None else floor(average) + (start < average % 1)
                for count, average in zip(hour, averages, strict=True)
            )
            shares[tasks] = shares.get(tasks, Fraction(0)) + hours * length
    return tuple(Segment(share, tasks) for tasks, share in shares.items())


def _average_outside_the_week(service: Service, hours_per_month: Decimal) -> Fraction | None:
    if service.definition.daemon or service.load.weekly:
        return None
    return average_tasks(service.load, hours_per_month)


def _week(service: Service) -> tuple[int, ...]:
    """Counts hour by hour, or one for all."""
    return (0,) if service.definition.daemon else service.load.weekly or (0,)


def _distinct_hours(weeks: Sequence[tuple[int, ...]]) -> list[tuple[tuple[int, ...], Fraction]]:
    """Each joint count of the periodic loads and its share of the week."""
    length = max((len(week) for week in weeks), default=1)
    found: dict[tuple[int, ...], int] = {}
    for hour in range(length):
        counts = tuple(week[hour % len(week)] for week in weeks)
        found[counts] = found.get(counts, 0) + 1
    return [(counts, Fraction(hours, length)) for counts, hours in found.items()]


def _pieces(fractions: Sequence[Fraction]) -> list[tuple[Fraction, Fraction]]:
    """An hour cut at every fraction: where each piece starts, and how long it is."""
    cuts = sorted({Fraction(0), *fractions})
    return [(start, end - start) for start, end in zip(cuts, [*cuts[1:], Fraction(1)], strict=True)]
