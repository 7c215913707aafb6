"""A cluster's month after each step: services right-sized where they run today, then the same on Spot.

The services of one launch option change together. A part whose instances stand changes only with services that need
less than they reserve: then its fleet is planned anew. No step is taken that costs more than the one before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from ecsquote.account.cluster_quotes import ClusterQuotes, available, option_of
from ecsquote.account.right_sized_request import Size, part_of_request, right_sized_request
from ecsquote.account.today import CostsOfToday
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.request import QuoteRequest
from ecsquote.errors import InputError
from ecsquote.quotes.quoter import Quoter
from ecsquote.units import exact_difference, exact_sum
from ecsquote.workload.capacity import FARGATE_PROVIDERS

_SPOT_OF = {
    LaunchOption.FARGATE: LaunchOption.FARGATE_SPOT,
    LaunchOption.EC2_ON_DEMAND: LaunchOption.EC2_SPOT,
    LaunchOption.MANAGED_INSTANCES: LaunchOption.MANAGED_INSTANCES_SPOT,
}
_ON_FARGATE = (LaunchOption.FARGATE, LaunchOption.FARGATE_SPOT)
_AS_IT_IS = (LaunchOption.EXTERNAL, None)


@dataclass(frozen=True, slots=True)
class ClusterSteps:
    """USD a month and the services that changed, cluster by cluster."""

    right_sized_monthly: Decimal
    right_sized: int
    spot_monthly: Decimal
    on_spot: int
    """Services that run on Spot then, those that do so today too."""


@dataclass(frozen=True, slots=True)
class _StepPart:
    """Services of one launch option, what they cost today, and the sizes that they are to have."""

    option: LaunchOption | None
    names: frozenset[str]
    today: Decimal
    sizes: Mapping[str, Size]
    spot_option: LaunchOption | None


def unchanged(today: CostsOfToday) -> ClusterSteps:
    """The steps of a cluster that cannot be quoted."""
    return ClusterSteps(today.monthly, 0, today.monthly, 0)


def cluster_steps(
    today: CostsOfToday,
    document: Mapping[str, Any],
    request: QuoteRequest,
    quotes: ClusterQuotes,
    quoter: Quoter,
    now: datetime,
) -> ClusterSteps:
    """Both steps of a cluster."""
    parts = list(_parts(today, request, quotes))
    whole = parts[0].names if len(parts) == 1 and dict(parts[0].sizes) == dict(quotes.sizes) else None
    first, second, sized, on_spot = today.monthly, today.monthly, 0, 0
    for part in parts:
        around = today.around_monthly if whole is not None else Decimal(0)
        rows = _monthly(part, document, quotes if whole is not None else None, quoter, now)
        planned = rows.get(part.option)
        after = part.today
        if part.sizes and planned is not None and exact_difference(planned, around) < part.today:
            after = exact_difference(planned, around)
            sized += len(part.sizes)
        first = exact_sum([first, after, -part.today])
        spot = None if part.spot_option is None else rows.get(part.spot_option)
        moved = spot is not None and exact_difference(spot, around) < after
        then = exact_difference(spot, around) if spot is not None and moved else after
        second = exact_sum([second, then, -part.today])
        already = part.option is not None and part.option.spot
        on_spot += len(part.names) if moved or already else 0
    return ClusterSteps(first, sized, second, on_spot)


def _parts(today: CostsOfToday, request: QuoteRequest, quotes: ClusterQuotes) -> Iterator[_StepPart]:
    by_option: dict[LaunchOption | None, set[str]] = {}
    for name, option in today.launch_options.items():
        by_option.setdefault(option, set()).add(name)
    on_instances = [option for option, names in by_option.items() if _has_instances(option, names, request)]
    instances = exact_difference(exact_sum([*today.services.values(), today.idle_monthly]), Decimal(0))
    instances = exact_difference(instances, exact_sum(today.task_monthly.values()))
    for option, names in by_option.items():
        stands = option in on_instances
        if option in _AS_IT_IS or (stands and len(on_instances) > 1):
            continue
        own = exact_sum(today.task_monthly[name] for name in names)
        sizes = {name: size for name, size in quotes.sizes.items() if name in names}
        if stands:
            sizes = {name: size for name, size in sizes.items() if _is_less(size, name, request)}
        spot = _spot_option(option, stands=stands) if request.spot else None
        yield _StepPart(option, frozenset(names), exact_sum([own, instances]) if stands else own, sizes, spot)


def _spot_option(option: LaunchOption | None, *, stands: bool) -> LaunchOption | None:
    if option is LaunchOption.CAPACITY_PROVIDER_STRATEGY:
        return LaunchOption.EC2_SPOT if stands else LaunchOption.FARGATE_SPOT
    return None if option is None else _SPOT_OF.get(option)


def _has_instances(option: LaunchOption | None, names: set[str], request: QuoteRequest) -> bool:
    """Whether services of an option stand on instances that are billed as they are."""
    if option is LaunchOption.CAPACITY_PROVIDER_STRATEGY:
        services = [each.to_service() for each in request.services if each.to_service().name in names]
        used = {share.capacity_provider for each in services for share in each.definition.capacity_provider_strategy}
        return bool(used - FARGATE_PROVIDERS)
    return option not in _ON_FARGATE


def _is_less(size: Size, name: str, request: QuoteRequest) -> bool:
    """Whether a size reserves no more than today: Fargate's smallest is more than many tasks on instances have."""
    service = next(each for each in (one.to_service() for one in request.services) if each.name == name)
    task = service.task_definition
    return size[0] <= task.reserved_cpu_units and size[1] <= task.reserved_memory_mib


def _monthly(
    part: _StepPart, document: Mapping[str, Any], whole: ClusterQuotes | None, quoter: Quoter, now: datetime
) -> dict[LaunchOption | None, Decimal]:
    """What the part costs on its own option and on Spot, with its sizes."""
    wanted = [each for each in (part.option, part.spot_option) if each is not None]
    if whole is not None:
        rows = {each: option_of(whole.right_sized, each) for each in wanted}
        return {each: row.monthly for each, row in rows.items() if row is not None and row.monthly is not None}
    if not part.sizes and part.spot_option is None:
        return {}
    own = right_sized_request(part_of_request(document, set(part.names)), part.sizes)
    try:
        checked = quoter.read({**own, "spot": True})
    except InputError:
        return {}
    quote = quoter.price_on(checked, wanted, now)
    found = {LaunchOption(each.launch_option): each.monthly for each in available(quote)}
    return {option: monthly for option, monthly in found.items() if monthly is not None}
