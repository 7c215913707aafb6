"""How many tasks a service runs through the week, from what AWS still knows of its past.

Application Auto Scaling keeps each change of a desired count for six weeks, to the second and free of charge; Container
Insights keeps the mean of each hour where it is switched on; else only the count of the moment is known. Source:
https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scaling-activities.html
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from ecsquote.account.saved_scan import SavedMetric, SavedRegion
from ecsquote.contract.scans import LoadSource
from ecsquote.counted import counted
from ecsquote.units import HOURS_PER_WEEK, decimal_string, to_decimal

SUCCESSFUL = "Successful"
PRIMARY = "PRIMARY"
_SET_TO = re.compile(r"desired count to ([0-9]{1,9})\b")
_TEXTS = ("Description", "StatusMessage", "Cause")
_HOUR = timedelta(hours=1)
_WEEK = timedelta(weeks=1)
_MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
_INSIGHTS, _RUNNING = "ECS/ContainerInsights", "RunningTaskCount"


@dataclass(frozen=True, slots=True)
class CountStep:
    """From this time on a service should run this many tasks."""

    at: datetime
    tasks: int


@dataclass(frozen=True, slots=True)
class ScannedLoad:
    """A load as a quote request spells it, where it comes from, and what was assumed for it."""

    load: Mapping[str, Any]
    source: LoadSource
    assumed: tuple[str, ...] = ()


def service_load(
    service: Mapping[str, Any], cluster: str, region: SavedRegion, until: datetime, days: int
) -> ScannedLoad:
    """The load of one service over the whole weeks of the `days` before `until`."""
    if service.get("schedulingStrategy") == "DAEMON":
        return ScannedLoad({}, "daemon")
    name = str(service.get("serviceName"))
    desired = desired_count(service)
    weeks = max(1, days // 7)
    steps = count_steps(region.scaling_activities, f"service/{cluster}/{name}", until)
    if steps:
        return _of_steps(steps, desired, until, weeks)
    metric = _running_tasks(region.metrics, cluster, name)
    if metric is not None and (found := _of_metric(metric, until, weeks)) is not None:
        return found
    return ScannedLoad({"tasks": str(desired)}, "desired_count")


def desired_count(service: Mapping[str, Any]) -> int:
    """The desired count; that of the PRIMARY task set or deployment where the service itself gives none."""
    value = service.get("desiredCount", primary_deployment(service).get("desiredCount", 0))
    return int(value)


def deployed_at(service: Mapping[str, Any]) -> datetime | None:
    """When the revision that runs was deployed; None where ECS does not say."""
    return _time(primary_deployment(service).get("createdAt"))


def primary_deployment(service: Mapping[str, Any]) -> Mapping[str, Any]:
    """The deployment of the revision that is to run; empty where ECS lists none."""
    return next((each for each in service.get("deployments") or () if each.get("status") == PRIMARY), {})


def count_steps(activities: Iterable[Mapping[str, Any]], resource_id: str, until: datetime) -> list[CountStep]:
    """What the successful activities of a service set its desired count to, the earliest first."""
    found = []
    for activity in activities:
        if activity.get("ResourceId") != resource_id or activity.get("StatusCode") != SUCCESSFUL:
            continue
        match = next((each for name in _TEXTS if (each := _SET_TO.search(str(activity.get(name, ""))))), None)
        at = _time(activity.get("StartTime") or activity.get("EndTime"))
        if match is not None and at is not None and at <= until:
            found.append(CountStep(at, int(match[1])))
    return sorted(found, key=lambda step: step.at)


def weekly_means(steps: Sequence[CountStep], until: datetime, weeks: int) -> list[Fraction]:
    """The time-weighted mean of each of the 168 hours from Monday 00:00 UTC, over the weeks before `until`.

    Before the first step its count stands.
    """
    hours = [Fraction(0)] * HOURS_PER_WEEK
    since = until - weeks * _WEEK
    before = [step for step in steps if step.at <= since]
    tasks = before[-1].tasks if before else steps[0].tasks
    for step in (*(step for step in steps if step.at > since), CountStep(until, 0)):
        _add(hours, since, step.at, tasks)
        since, tasks = step.at, step.tasks
    return [hour / weeks for hour in hours]


def _add(hours: list[Fraction], since: datetime, until: datetime, tasks: int) -> None:
    """Add the tasks of a stretch of time to the hours of the week that it touches."""
    while since < until:
        number = (since - _MONDAY) // _HOUR
        end = min(until, _MONDAY + (number + 1) * _HOUR)
        if tasks:
            hours[number % HOURS_PER_WEEK] += tasks * Fraction(
                (end - since) // timedelta(microseconds=1), 3_600_000_000
            )
        since = end


def _of_steps(steps: Sequence[CountStep], desired: int, until: datetime, weeks: int) -> ScannedLoad:
    assumed = [f"the hours are those of {counted(weeks, 'week')} until {until:%Y-%m-%d %H:%M} UTC"]
    first, last = steps[0], steps[-1]
    if first.at > until - weeks * _WEEK:
        when = f"{first.at:%Y-%m-%d %H:%M}"
        assumed.append(f"{counted(first.tasks, 'task')} before {when}, the first change that AWS still shows")
    if last.tasks != desired:
        assumed.append(f"the desired count is {desired} now; the last change that AWS shows set {last.tasks}")
    return ScannedLoad(_hourly(weekly_means(steps, until, weeks)), "scaling_activities", tuple(assumed))


def _running_tasks(metrics: Iterable[SavedMetric], cluster: str, service: str) -> SavedMetric | None:
    wanted = {"ClusterName": cluster, "ServiceName": service}
    found = (each for each in metrics if (each.namespace, each.name) == (_INSIGHTS, _RUNNING))
    return next((each for each in found if each.statistic == "Average" and each.dimensions == wanted), None)


def _of_metric(metric: SavedMetric, until: datetime, weeks: int) -> ScannedLoad | None:
    """The mean of each hour of the week; hours without data have the mean of the others."""
    by_hour: dict[int, list[Fraction]] = {}
    period = timedelta(seconds=metric.period_seconds)
    for position, value in enumerate(metric.values):
        at = metric.start + position * period
        if value is not None and until - weeks * _WEEK <= at < until:
            by_hour.setdefault((at - _MONDAY) // _HOUR % HOURS_PER_WEEK, []).append(Fraction(value))
    if not by_hour:
        return None
    means = {hour: sum(values, Fraction(0)) / len(values) for hour, values in by_hour.items()}
    mean = sum(means.values(), Fraction(0)) / len(means)
    missing = HOURS_PER_WEEK - len(means)
    assumed = (f"{counted(missing, 'hour')} of the week without data: the mean of the others",) if missing else ()
    hours = [means.get(hour, mean) for hour in range(HOURS_PER_WEEK)]
    return ScannedLoad(_hourly(hours), "container_insights", assumed)


def _hourly(hours: Iterable[Fraction]) -> Mapping[str, Any]:
    return {
        "hourly_tasks": [int(each) if each.denominator == 1 else decimal_string(to_decimal(each)) for each in hours]
    }


def _time(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
