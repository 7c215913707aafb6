"""The hourly maxima of a service's utilization, as its metrics give them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from ecsquote.account.right_size import HourlyMaxima
from ecsquote.account.saved_scan import SavedMetric

_SPACE, _CPU, _MEMORY, _MAXIMUM = "AWS/ECS", "CPUUtilization", "MemoryUtilization", "Maximum"


def hourly_maxima(metrics: Iterable[SavedMetric], cluster: str, service: str) -> HourlyMaxima:
    """CPU and memory hour by hour, over the same hours; empty where a metric was not read."""
    wanted = {"ClusterName": cluster, "ServiceName": service}
    found = {
        each.name: each
        for each in metrics
        if (each.namespace, each.statistic, each.dimensions) == (_SPACE, _MAXIMUM, wanted)
    }
    cpu, memory = found.get(_CPU), found.get(_MEMORY)
    if cpu is None or memory is None:
        return HourlyMaxima((), ())
    start = min(cpu.start, memory.start)
    return HourlyMaxima(_from(start, cpu), _from(start, memory), _first(cpu))


def _from(start: datetime, metric: SavedMetric) -> list[Decimal | None]:
    """The values from a common hour on."""
    hours = int((metric.start - start).total_seconds() // metric.period_seconds)
    return [*[None] * hours, *metric.values]


def _first(metric: SavedMetric) -> datetime | None:
    """When the first hour with data began."""
    position = next((at for at, value in enumerate(metric.values) if value is not None), None)
    return None if position is None else metric.start + position * timedelta(seconds=metric.period_seconds)
