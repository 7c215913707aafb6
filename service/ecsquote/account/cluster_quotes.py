"""The quotes of one cluster: as it is, and with every service at its right size; what each service has of an option."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from ecsquote.account.loads import deployed_at
from ecsquote.account.measured_maxima import hourly_maxima
from ecsquote.account.right_size import FittingSize, Headroom, HourlyMaxima, TaskReservation, fitting_size
from ecsquote.account.right_sized_request import Size, right_sized_request
from ecsquote.account.today import tasks_monthly
from ecsquote.account.workloads import ScannedWorkload
from ecsquote.calculator.calculated_services import calculated_services
from ecsquote.calculator.components import INSTANCE_COMPONENTS, SAVINGS_PLAN
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.request import QuoteRequest
from ecsquote.contract.quotes import OptionQuote, Quote
from ecsquote.quotes.quoter import Quoter
from ecsquote.units import exact_sum

_MANAGED = (LaunchOption.MANAGED_INSTANCES.value, LaunchOption.MANAGED_INSTANCES_SPOT.value)
_DIVIDED = INSTANCE_COMPONENTS | {SAVINGS_PLAN}


@dataclass(frozen=True, slots=True)
class ClusterQuotes:
    """What a cluster would cost in other ways, each from a quote of its own."""

    as_it_is: Quote
    right_sized: Quote
    """The same quote where no service has another size."""
    fitting: Mapping[str, FittingSize]
    """By the names of the services."""
    sizes: Mapping[str, Size]
    """Those of `fitting` that differ from today's."""
    sized_monthly: Mapping[str, Decimal]
    """USD of each service on Fargate at its right size, where it runs today."""


def cluster_quotes(
    workload: ScannedWorkload,
    document: Mapping[str, Any],
    request: QuoteRequest,
    headroom: Headroom,
    quoter: Quoter,
    now: datetime,
) -> ClusterQuotes:
    """Quote a cluster's request on every option."""
    fitting, sizes = _sizes(workload, request, headroom)
    as_it_is = quoter.quote(document, now)
    checked = quoter.read(right_sized_request(document, sizes))
    right_sized = quoter.price(checked, now) if sizes else as_it_is
    sized = tasks_monthly(workload.place, checked.request, checked.catalog)
    return ClusterQuotes(as_it_is, right_sized, fitting, sizes, sized)


def _sizes(
    workload: ScannedWorkload, request: QuoteRequest, headroom: Headroom
) -> tuple[dict[str, FittingSize], dict[str, Size]]:
    fitting: dict[str, FittingSize] = {}
    sizes: dict[str, Size] = {}
    for service in calculated_services(request):
        task, own = service.task_definition, workload.services.get(service.name)
        if own is None:
            fitting[service.name] = FittingSize(None, "low", "runs of a schedule have no metrics by service")
            continue
        maxima = hourly_maxima(workload.place.region.metrics, workload.place.name, str(own.get("serviceName")))
        today = TaskReservation(task.reserved_cpu_units, task.reserved_memory_mib, task.operating_system)
        fitting[service.name] = _with_revision(fitting_size(today, maxima, headroom), maxima, own)
        size = fitting[service.name].size
        if size is not None and size != (today.cpu_units, today.memory_mib):
            sizes[service.name] = size
    return fitting, sizes


def _with_revision(found: FittingSize, maxima: HourlyMaxima, service: Mapping[str, Any]) -> FittingSize:
    """The size; its reason says where the revision that runs is younger than the figures."""
    at = deployed_at(service)
    if found.size is None or at is None or maxima.start is None or at <= maxima.start:
        return found
    note = f"its revision is of {at:%Y-%m-%d %H:%M} UTC, and per cent before that may be of another size"
    return replace(found, reason=f"{found.reason}; {note}")


def available(quote: Quote) -> list[OptionQuote]:
    """The options that can run the workload, the cheapest first.

    A strategy that names Managed Instances is priced as that option; its own row would take them for an Auto Scaling
    group.
    """
    left_out = {LaunchOption.EXTERNAL.value}
    if quote.request.get("current") in _MANAGED:
        left_out.add(LaunchOption.CAPACITY_PROVIDER_STRATEGY.value)
    return [each for each in quote.options if each.available and each.launch_option not in left_out]


def option_of(quote: Quote, launch_option: str | None) -> OptionQuote | None:
    """An option's row; None where it is not available."""
    return next((each for each in available(quote) if each.launch_option == launch_option), None)


def service_monthly(option: OptionQuote, name: str, *, idle: bool = False) -> Decimal:
    """What a service has of an option: the lines that name it, and its share of the instances.

    `idle`: with its part of what no service holds, as options are compared with Fargate, which has nothing idle.
    """
    placed = option.placement
    share = next((each for each in placed.services if each.name == name), None) if placed is not None else None
    own = [
        line.monthly
        for line in option.line_items
        if line.service == name and (share is None or line.component not in _DIVIDED)
    ]
    if share is None:
        return exact_sum(own)
    return exact_sum([*own, share.monthly, share.idle_monthly if idle else Decimal(0)])
