"""What a cluster costs today: its tasks on Fargate, its instances as they stand, and what surrounds them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ecsquote.account.estate import ScannedPlace
from ecsquote.account.running_tasks import tasks_by_provider
from ecsquote.account.standing_instances import StandingCosts, standing_instances
from ecsquote.calculator.calculated_services import calculated_services
from ecsquote.calculator.capacity_lines import situation_of
from ecsquote.calculator.costs.component import CostComponent
from ecsquote.calculator.current_option import option_of_today
from ecsquote.calculator.launch_options import LaunchOption, option_on
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.calculator.options.capacity_plan import Situation
from ecsquote.calculator.options.fargate import plan_fargate, task_hours, volume_parts
from ecsquote.calculator.options.strategy import split_by_provider
from ecsquote.calculator.request import QuoteRequest
from ecsquote.contract.workloads import NotPriced
from ecsquote.errors import OptionUnavailable
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.units import HOURS_PER_MONTH, exact_sum
from ecsquote.workload.capacity import FARGATE_PROVIDERS, Capacity
from ecsquote.workload.service import Service

_ON_FARGATE = (Capacity.FARGATE, Capacity.FARGATE_SPOT)


@dataclass(frozen=True, slots=True)
class CostsOfToday:
    """The month of a cluster as it stands."""

    lines: tuple[LineItem, ...]
    services: Mapping[str, Decimal]
    """USD of each service: the lines that name it, and its share of the instances."""
    idle_monthly: Decimal
    not_priced: tuple[NotPriced, ...]
    launch_options: Mapping[str, LaunchOption | None]
    task_monthly: Mapping[str, Decimal]
    """USD of the lines that name a service."""
    around_monthly: Decimal
    """USD of what surrounds the services."""

    @property
    def monthly(self) -> Decimal:
        """USD, exact."""
        return exact_sum(line.monthly for line in self.lines)


def costs_of_today(place: ScannedPlace, request: QuoteRequest | None, catalog: Catalog) -> CostsOfToday:
    """Everything of a cluster; without a request only its instances."""
    bill = Bill(catalog, place.region.region, _hours(request))
    services = calculated_services(request) if request is not None else ()
    tasks, unpriced = ([], []) if request is None else _task_lines(place, services, request, bill)
    instances = standing_instances(place, services, bill)
    around, missing = component_lines(request.usage.components() if request is not None else (), bill)
    lines = (*tasks, *instances.lines, *around)
    return CostsOfToday(
        lines=lines,
        services={each.name: _of_service(each.name, tasks, instances) for each in services},
        idle_monthly=instances.idle_monthly,
        not_priced=(*unpriced, *instances.not_priced, *missing),
        task_monthly={each.name: exact_sum(_named(each.name, tasks)) for each in services},
        around_monthly=exact_sum(line.monthly for line in around),
        launch_options={each.name: launch_of(each, place, request) for each in services if request is not None},
    )


def tasks_monthly(place: ScannedPlace, request: QuoteRequest, catalog: Catalog) -> dict[str, Decimal]:
    """USD of each service whose tasks all run on Fargate, as `today` reckons it."""
    services = calculated_services(request)
    bill = Bill(catalog, request.region, request.hours_per_month)
    lines, missing = _task_lines(place, services, request, bill)
    unpriced = {each.source for each in missing}
    wholly = [each for each in services if each.name not in unpriced and on_fargate(each)]
    return {each.name: exact_sum(_named(each.name, lines)) for each in wholly}


def on_fargate(service: Service) -> bool:
    """Whether all tasks of a service run on Fargate or Fargate Spot."""
    definition = service.definition
    if definition.capacity_provider_strategy:
        return {each.capacity_provider for each in definition.capacity_provider_strategy} <= FARGATE_PROVIDERS
    return definition.launch_type == "FARGATE"


def _hours(request: QuoteRequest | None) -> Decimal:
    return HOURS_PER_MONTH if request is None else request.hours_per_month


def _of_service(name: str, tasks: Iterable[LineItem], instances: StandingCosts) -> Decimal:
    return exact_sum([*_named(name, tasks), instances.shares.get(name, Decimal(0))])


def _named(name: str, tasks: Iterable[LineItem]) -> list[Decimal]:
    return [line.monthly for line in tasks if line.service == name]


def _task_lines(
    place: ScannedPlace, services: Sequence[Service], request: QuoteRequest, bill: Bill
) -> tuple[list[LineItem], list[NotPriced]]:
    """The lines of each service alone, so that one without a price does not hide the others."""
    lines: list[LineItem] = []
    missing: list[NotPriced] = []
    for service in services:
        try:
            lines += _lines_of(place, service, situation_of(request, bill.catalog, (service,)), bill)
        except OptionUnavailable as error:
            missing.append(NotPriced(service.name, "service", str(error)))
    return lines, missing


def _lines_of(place: ScannedPlace, service: Service, situation: Situation, bill: Bill) -> Iterator[LineItem]:
    for option, part in _placed(place, service, situation):
        own = situation_of(situation.request, situation.catalog, (part,))
        if option.capacity in _ON_FARGATE:
            parts = plan_fargate(option, own).parts
        else:  # the instances are billed as they stand
            parts = tuple(volume_parts(part, task_hours(own, 0)))
        for planned in parts:
            yield from planned.component.line_items(bill)


def _placed(place: ScannedPlace, service: Service, situation: Situation) -> Iterator[tuple[LaunchOption, Service]]:
    """The service on what it runs on, with its part of the load on each."""
    definition = service.definition
    if definition.daemon:
        return
    if definition.capacity_provider_strategy:
        yield from _as_they_stand(place, service) or split_by_provider(service, situation)
    elif definition.launch_type == "FARGATE":
        yield LaunchOption.FARGATE, service
    else:
        yield LaunchOption.EC2_ON_DEMAND, service


def _as_they_stand(place: ScannedPlace, service: Service) -> list[tuple[LaunchOption, Service]]:
    """The service on the providers of its running tasks, where these are the tasks of every hour; else nothing.

    Which task ECS puts on which provider depends on how the service came to its size; a strategy alone does not say.
    """
    counts, load = tasks_by_provider(place, service.name), service.load
    steady = len(set(load.weekly)) == 1 and not load.weekly_parts and load.average_tasks is None and load.runs is None
    if None in counts or not steady or counts.total() != load.weekly[0]:
        return []
    found = []
    for provider, count in counts.items():
        option = option_on(Capacity(provider)) if provider in FARGATE_PROVIDERS else LaunchOption.EC2_ON_DEMAND
        part = replace(load, weekly=(count,) * len(load.weekly))
        found.append((option, replace(service, load=part)))
    return found


def component_lines(components: Iterable[CostComponent], bill: Bill) -> tuple[list[LineItem], list[NotPriced]]:
    """The lines of what surrounds services, and what has no price."""
    lines: list[LineItem] = []
    missing: list[NotPriced] = []
    for component in components:
        try:
            lines += component.line_items(bill)
        except OptionUnavailable as error:
            missing.append(NotPriced(component.component, component.component, str(error)))
    return lines, missing


def launch_of(service: Service, place: ScannedPlace, request: QuoteRequest) -> LaunchOption | None:
    """The launch option that a service runs on today; None where nobody can say."""
    strategy = service.definition.capacity_provider_strategy
    if len(strategy) == 1 and strategy[0].capacity_provider not in FARGATE_PROVIDERS:
        name = strategy[0].capacity_provider
        provider = next((each for each in place.region.capacity_providers if each.get("name") == name), {})
        if managed := provider.get("managedInstancesProvider"):
            spot = (managed.get("instanceLaunchTemplate") or {}).get("capacityOptionType") == "SPOT"
            return LaunchOption.MANAGED_INSTANCES_SPOT if spot else LaunchOption.MANAGED_INSTANCES
    purchases = {name: provider.purchase_option for name, provider in request.capacity_providers.items()}
    found = option_of_today(None, (service,), purchases).option
    spot_throughout = request.current == LaunchOption.EC2_SPOT
    return LaunchOption.EC2_SPOT if found is LaunchOption.EC2_ON_DEMAND and spot_throughout else found
