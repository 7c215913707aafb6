"""Scheduled scaling actions as a week: the minimum and maximum of tasks that are in force in each hour.

Source: https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from ecsquote.inputs.assembly.values import entries, is_known, member, text, whole, why_unknown
from ecsquote.inputs.estate.resources import Resource
from ecsquote.inputs.schedules import parse_cron
from ecsquote.units import HOURS_PER_DAY, HOURS_PER_WEEK, MINUTES_PER_HOUR

SCHEDULED_ACTION = "aws_appautoscaling_scheduled_action"
UTC = "UTC"
_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class _Limits:
    """A change of the limits; None leaves that one as it is."""

    at: Fraction
    """Hours since Monday 00:00."""
    minimum: int | None
    maximum: int | None


@dataclass(frozen=True, slots=True)
class ScheduledWeek:
    """The limits through a week that repeats."""

    minimum: tuple[Fraction, ...]
    """For each of the 168 hours from Monday 00:00 the minimum, weighted by time."""
    fixed: bool
    """True where minimum and maximum are the same at every time, so that the number of tasks is known."""
    lowest: int
    highest: int | None
    time_zone: str


def scheduled_week(
    target: Resource, actions: Sequence[Mapping[str, Any]], minimum: int, maximum: int | None
) -> ScheduledWeek | None:
    """The week of a scalable target with these actions; None where it has none that changes a limit.

    ValueError, in words, for a schedule that is not a week that repeats: rate, at, days of the month.
    """
    given = [*entries(target.properties.get("ScheduledActions")), *actions]
    zones = {text(member(action, "Timezone")) or UTC for action in given}
    if not given:
        return None
    if len(zones) > 1:
        raise ValueError(f"the scheduled actions have several time zones: {', '.join(sorted(zones))}")
    changes = sorted((change for action in given for change in _changes(action)), key=lambda change: change.at)
    if not changes:
        return None
    return _week(changes, minimum, maximum, zones.pop())


def _changes(action: object) -> Iterator[_Limits]:
    expression = member(action, "Schedule")
    limits = member(action, "ScalableTargetAction")
    least, most = member(limits, "MinCapacity"), member(limits, "MaxCapacity")
    for value in (expression, limits, least, most):
        if not is_known(value):
            raise ValueError(f"a scheduled action: {why_unknown(value)}")
    if member(action, "EndTime") is not None:
        raise ValueError("a scheduled action ends at a date")
    if not text(expression):
        raise ValueError("a scheduled action has no Schedule")
    cron = parse_cron(str(expression))
    if not cron.weekly:
        raise ValueError(f"{expression} is not the same in every week")
    for day in range(7):
        if cron.fires_on(_MONDAY + timedelta(days=day)):
            for hour in cron.hours:
                for minute in cron.minutes:
                    at = Fraction(day * HOURS_PER_DAY + hour) + Fraction(minute, MINUTES_PER_HOUR)
                    yield _Limits(at, whole(least), whole(most))


def _week(changes: Sequence[_Limits], minimum: int, maximum: int | None, time_zone: str) -> ScheduledWeek:
    """Once around to find what is in force on Monday 00:00, and once more to count."""
    least, most = minimum, maximum
    for change in changes:
        least, most = _after(change, least, most)
    hours = [Fraction(0)] * HOURS_PER_WEEK
    seen: list[tuple[int, int | None]] = []
    since = Fraction(0)
    for change in (*changes, _Limits(Fraction(HOURS_PER_WEEK), None, None)):
        if change.at > since:
            seen.append((least, most))
            _add(hours, since, change.at, least)
        since = change.at
        least, most = _after(change, least, most)
    tops = [top for _, top in seen if top is not None]
    return ScheduledWeek(
        minimum=tuple(hours),
        fixed=all(low == top for low, top in seen),
        lowest=min(low for low, _ in seen),
        highest=max(tops) if len(tops) == len(seen) else None,
        time_zone=time_zone,
    )


def _after(change: _Limits, minimum: int, maximum: int | None) -> tuple[int, int | None]:
    return (
        minimum if change.minimum is None else change.minimum,
        maximum if change.maximum is None else change.maximum,
    )


def _add(hours: list[Fraction], start: Fraction, end: Fraction, tasks: int) -> None:
    """Add the tasks of a stretch of the week to the hours that it touches."""
    for hour in range(int(start), HOURS_PER_WEEK):
        if hour >= end:
            return
        share = min(end, Fraction(hour + 1)) - max(start, Fraction(hour))
        hours[hour] += share * tasks
