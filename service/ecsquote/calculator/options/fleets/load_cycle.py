"""The loads of a month in the order in which they come, so that starts and scale-in can be counted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import floor

from ecsquote.calculator.options.fleets.scale_from_zero import week_of
from ecsquote.calculator.placement.production.request import FleetLoad
from ecsquote.workload.service import Load, Segment, Service

_ONE_HOUR = Fraction(1)


@dataclass(frozen=True, slots=True)
class LoadCycle:
    """What runs for how long, and in which order as far as that is known."""

    loads: tuple[FleetLoad, ...]
    """Everything that runs in the month; in order where `ordered`."""
    ordered: bool
    pattern: tuple[FleetLoad, ...]
    """The order of the whole hours where parts of them have no order (averages, deployments); else empty.

    An average runs its whole number below in the pattern: when the task above starts is not known, so that no start
    is counted for it."""


def load_cycle(services: Sequence[Service], segments: Sequence[Segment], hours_per_month: Decimal) -> LoadCycle:
    """The cycle of the services' loads; `segments` are their parts of the month."""
    week = week_of(services)
    in_whole_hours = not any(service.deployments or service.load.weekly_parts for service in services)
    if week is not None and in_whole_hours:
        return LoadCycle(_in_order(week), ordered=True, pattern=())
    month = Fraction(hours_per_month)
    parts = tuple(FleetLoad(segment.tasks, segment.share * month) for segment in segments)
    known = {segment.tasks for segment in segments}
    pattern = week_of([_below(service) for service in services]) or []
    return LoadCycle(parts, ordered=False, pattern=_in_order(pattern) if set(pattern) <= known else ())


def _in_order(week: Sequence[tuple[int, ...]]) -> tuple[FleetLoad, ...]:
    return tuple(FleetLoad(tasks, _ONE_HOUR * len(list(hours))) for tasks, hours in groupby(week))


def _below(service: Service) -> Service:
    """The service with the whole number below its average."""
    if service.load.weekly or service.load.average_tasks is None:
        return service
    return replace(service, load=Load(weekly=(floor(service.load.average_tasks),)))


def without_runs(services: Sequence[Service]) -> tuple[Service, ...]:
    """The services, those that run from time to time with no tasks: their hours are counted apart."""
    return tuple(
        service if service.load.runs is None else replace(service, load=Load(weekly=(0,))) for service in services
    )
