"""A cluster's month after each step: services right-sized where they run today, then the same on Spot.

The services of one launch option change together. A part whose instances stand changes only with services that need
less than they reserve: then its fleet is planned anew. No step is taken that costs more than the one before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ecsquote.account.cluster_quotes import ClusterQuotes, available, option_of
from ecsquote.account.right_sized_request import Size, part_of_request, right_sized_request
from ecsquote.account.today import CostsOfToday
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.request import QuoteRequest
from ecsquote.errors import InputError
from ecsquote.quotes.quoter import Quoter
from ecsquote.units import exact_difference, exact_sum, to_decimal
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

    @property
    def on_spot(self) -> bool:
        """Whether it runs on Spot today."""
        return self.option is not None and self.option.spot


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
    # One part that is the whole cluster is priced by the cluster's own quotes, with what surrounds it.
    whole = quotes if len(parts) == 1 and dict(parts[0].sizes) == dict(quotes.sizes) else None
    around = today.around_monthly if whole is not None else Decimal(0)
    first, second, sized, on_spot = [today.monthly], [today.monthly], 0, 0
    for part in parts:
        rows = _monthly(part, document, whole, quoter, now)
        months = {option: exact_difference(monthly, around) for option, monthly in rows.items()}
        planned = months.get(part.option, part.today) if part.sizes else part.today
        after = min(planned, part.today)
        then = after if part.spot_option is None else min(after, months.get(part.spot_option, after))
        first += [after, -part.today]
        second += [then, -part.today]
        sized += len(part.sizes) if after < part.today else 0
        on_spot += len(part.names) if then < after or part.on_spot else 0
    return ClusterSteps(exact_sum(first), sized, exact_sum(second), on_spot)


def _parts(today: CostsOfToday, request: QuoteRequest, quotes: ClusterQuotes) -> Iterator[_StepPart]:
    by_option: dict[LaunchOption | None, set[str]] = {}
    for name, option in today.launch_options.items():
        by_option.setdefault(option, set()).add(name)
    stands = {option: _has_instances(option, names, request) for option, names in by_option.items()}
    for option, names in by_option.items():
        if option in _AS_IT_IS:
            continue
        sizes = {name: size for name, size in quotes.sizes.items() if name in names}
        monthly = exact_sum(today.task_monthly[name] for name in names)
        if stands[option]:
            sizes = {name: size for name, size in sizes.items() if _is_less(size, name, request)}
            monthly = exact_sum([monthly, _instances_of(names, today, alone=sum(stands.values()) == 1)])
        spot = _spot_option(option, stands=stands[option]) if request.spot else None
        yield _StepPart(option, frozenset(names), monthly, sizes, spot)


def _instances_of(names: set[str], today: CostsOfToday, *, alone: bool) -> Decimal:
    """What services hold of the instances, and their part of what is idle: all of it where no others stand there."""
    held = {name: exact_difference(monthly, today.task_monthly[name]) for name, monthly in today.services.items()}
    every, own = exact_sum(held.values()), exact_sum(held[name] for name in names)
    if alone:
        return exact_sum([every, today.idle_monthly])
    idle = to_decimal(Fraction(today.idle_monthly) * Fraction(own) / Fraction(every)) if every else Decimal(0)
    return exact_sum([own, idle])


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
