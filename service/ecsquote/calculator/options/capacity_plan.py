"""CapacityPlan: a workload put on one kind of capacity, as cost components with their shape through the month."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ecsquote.calculator.costs.component import CostComponent
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.line_items import LineItem
from ecsquote.calculator.request import QuoteRequest
from ecsquote.contract.quotes import Placement
from ecsquote.errors import OptionUnavailable
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.units import decimal_string, to_decimal
from ecsquote.workload.service import CpuArchitecture, Segment, Service

Profile = tuple[Fraction, ...]
"""The part of a month's quantity that falls into each segment of the workload; empty: spread evenly."""


SplitFleet = Callable[[Placement, Sequence[LineItem]], tuple[Placement, tuple[LineItem, ...]]]
"""Fills in what each service holds of the priced lines, in the placement and in the lines."""


@dataclass(frozen=True, slots=True)
class PlannedComponent:
    """One cost component of a capacity plan and when in the month its quantities fall."""

    component: CostComponent
    profile: Profile = ()


@dataclass(frozen=True, slots=True)
class CapacityPlan:
    """What one launch option needs to run the workload; prices are not looked up yet."""

    parts: tuple[PlannedComponent, ...]
    placement: Placement | None = None
    assumptions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    shares: tuple[Fraction, ...] = ()
    """The parts of the month that the profiles are about; empty: the segments of the workload."""
    split: SplitFleet | None = None
    """Divides the lines of instances among services; None for capacity that services do not share."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What every launch option is given: the request, the services as they would be built, their joint load."""

    request: QuoteRequest
    catalog: Catalog
    services: tuple[Service, ...]
    segments: tuple[Segment, ...]
    starts: tuple[frozenset[Hashable], ...] = ()
    """For each segment the operating systems whose cluster begins from zero in it; empty: not looked at yet."""
    known: "KnownPlans | None" = None
    """Plans of earlier quotes of the same catalog, by what decides them; None: nothing is kept."""
    totals_only: bool = False
    """True where nothing but what the month costs is read: plans have no placement, no bounds and no notes."""

    @property
    def hours_per_month(self) -> Decimal:
        """The month's length."""
        return self.request.hours_per_month

    def task_profile(self, index: int) -> Profile:
        """When in the month the task-hours of one service fall; empty for a service that never runs."""
        weights = [segment.share * segment.tasks[index] for segment in self.segments]
        total = sum(weights, Fraction(0))
        return tuple(weight / total for weight in weights) if total else ()


def built_for(service: Service, architecture: CpuArchitecture) -> Service:
    """The service as if its images were built for an architecture."""
    return replace(service, task_definition=replace(service.task_definition, cpu_architecture=architecture))


KnownPlans = dict[str, CapacityPlan | OptionUnavailable]
"""Capacity plans, or why there is none, that several quotes from one catalog share."""
PlanCapacity = Callable[[LaunchOption, Situation], CapacityPlan]
"""The face of every launch option: raises OptionUnavailable where it cannot run the workload."""


def unique(texts: Iterator[str]) -> tuple[str, ...]:
    """Each text once, in order of first appearance."""
    return tuple(dict.fromkeys(texts))


def volume_warnings(services: Iterable[Service]) -> Iterator[str]:
    """Volumes that only the task definition or only the service declares; AWS requires both.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceVolumeConfiguration.html
    """
    for service in services:
        launched, named = service.task_definition.launch_volume, [each.name for each in service.definition.volumes]
        if launched is not None and launched not in named:
            yield (
                f"{service.name}: volume {launched} is configured at launch, but the service has no "
                "volumeConfigurations for it; it is not priced"
            )
        for name in named if launched is None else ():
            yield (
                f"{service.name}: volume {name} of volumeConfigurations is priced, but the task definition has no "
                "volume that is configuredAtLaunch, and AWS would refuse the service"
            )


def service_notes(service: Service) -> Iterator[str]:
    """The assumptions about a service's volumes and deployments."""
    for volume in service.definition.volumes:
        if volume.type_assumed:
            yield (
                f"{service.name}: volume {volume.name} has no volumeType; it is priced as {volume.volume_type}, "
                "the default of EBS"
            )
    if (deployments := service.deployments) is not None:
        times, minutes = (
            decimal_string(to_decimal(each)) for each in (deployments.per_month, deployments.minutes_each)
        )
        yield (
            f"{service.name}: {times} deployments a month; in each, old and new tasks run at the same time "
            f"for {minutes} minutes, as many as maximumPercent allows"
        )
