"""The workloads that budgets are checked for: each as it would be, and as it was in the base."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ecsquote.budgets.budget import Budget
from ecsquote.calculator.calculated_services import with_constrained_architecture
from ecsquote.calculator.launch_options import LaunchOption, option_on
from ecsquote.calculator.request import QuoteRequest
from ecsquote.workload.capacity import FARGATE_PROVIDERS, Capacity
from ecsquote.workload.service import Service, ServiceDefinition
from ecsquote.workload.service_request import ServiceRequest

MIXED = "MIXED"
_SERVICES = TypeAdapter(tuple[ServiceRequest, ...])


@dataclass(frozen=True, slots=True)
class PricedQuote:
    """A quote's document, its services as the calculator reads them, and the options that its owner asked for."""

    document: Mapping[str, Any]
    services: tuple[Service, ...]
    asked: frozenset[str] | None
    """What the cheapest is looked for among; None: all that the document holds."""

    @classmethod
    def of(cls, document: Mapping[str, Any], asked: Sequence[str] | None = None) -> "PricedQuote":
        """A quote's document, fresh or kept; ValueError if its request cannot be read any more."""
        try:
            requests = _SERVICES.validate_python(document["request"]["services"])
        except (KeyError, TypeError, ValidationError):
            raise ValueError("the quote's own request cannot be read any more; quote the workload anew") from None
        options = document["request"].get("launch_options") if asked is None else asked
        services = tuple(with_constrained_architecture(request.to_service()) for request in requests)
        return cls(document, services, None if options is None else frozenset(options))

    @property
    def cpu_architecture(self) -> str:
        """The workload's own, as quotes label it: that of all services, or MIXED."""
        own = {service.task_definition.cpu_architecture.value for service in self.services}
        return next(iter(own)) if len(own) == 1 else MIXED


@dataclass(frozen=True, slots=True)
class Unpriced:
    """A workload whose costs are not known, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Absent:
    """A workload that is not there: before it was made, or after it was removed."""


Side = PricedQuote | Unpriced | Absent
NO_BASE = Unpriced("no base was given to compare with")


@dataclass(frozen=True, slots=True)
class CheckedWorkload:
    """One workload: `names` (the first is shown) are what budgets select it by."""

    names: tuple[str, ...]
    head: Side
    base: Side = NO_BASE

    @property
    def name(self) -> str:
        """What the verdict calls it."""
        return self.names[0]

    def falls_under(self, budget: Budget) -> bool:
        """Whether a budget selects something of it, as it would be or as it was."""
        named = not budget.workload or any(
            fnmatchcase(name, pattern) for name in self.names for pattern in budget.workload
        )
        sides = [side for side in (self.head, self.base) if isinstance(side, PricedQuote)]
        if not named or not sides:
            return named
        return any(in_region(side, budget) and any(selected_services(side, budget)) for side in sides)


def in_region(side: PricedQuote, budget: Budget) -> bool:
    """Whether a quote's Region is one of the budget's."""
    return not budget.region or side.document["region"] in budget.region


def selected_services(side: PricedQuote, budget: Budget) -> Iterator[Service]:
    """The services that a budget's `service` selects; all without one."""
    for service in side.services:
        if not budget.service or any(fnmatchcase(service.name, pattern) for pattern in budget.service):
            yield service


def runs_on(services: Sequence[Service]) -> LaunchOption | None:
    """The option that services name by launchType or capacityProviderStrategy; None where they name none.

    ValueError where they name different ones that no single launch option covers.
    """
    named = {service.name: place for service in services if (place := _named(service.definition)) is not None}
    places = set(named.values())
    if len(places) < 2:
        return next(iter(places), None)
    if all(service.definition.capacity_provider_strategy for service in services):
        return LaunchOption.CAPACITY_PROVIDER_STRATEGY
    where = ", ".join(f"{name} on {place.value}" for name, place in named.items())
    raise ValueError(f"its services run on different launch options ({where}): name one as the budget's launch_option")


def _named(definition: ServiceDefinition) -> LaunchOption | None:
    providers = {
        option_on(Capacity(share.capacity_provider) if share.capacity_provider in FARGATE_PROVIDERS else Capacity.EC2)
        for share in definition.capacity_provider_strategy
        if share.weight or share.base
    }
    if len(providers) > 1:
        return LaunchOption.CAPACITY_PROVIDER_STRATEGY
    if providers or definition.launch_type is None:
        return next(iter(providers), None)
    return option_on(Capacity(definition.launch_type))


def needed_options(request: QuoteRequest, budgets: Sequence[Budget]) -> list[LaunchOption] | None:
    """The options that a request must be priced on for its budgets; None: all."""
    services = [service.to_service() for service in request.services]
    try:
        today = runs_on(services)
    except ValueError:
        today = None
    needed = {budget.launch_option or today for budget in budgets} if budgets else {today}
    if None in needed and request.launch_options is None:
        return None
    asked = request.launch_options if None in needed and request.launch_options is not None else []
    return list(dict.fromkeys((*asked, *(option for option in LaunchOption if option in needed))))
