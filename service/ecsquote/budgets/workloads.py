"""The workloads that budgets are checked for: each as it would be, and as it was in the base."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ecsquote.budgets.budget import Budget
from ecsquote.calculator.calculated_services import calculated_services, with_constrained_architecture
from ecsquote.calculator.current_option import CurrentOption, option_of_today
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.quoting import MIXED, today_of
from ecsquote.calculator.request import QuoteRequest
from ecsquote.workload.service import Service
from ecsquote.workload.service_request import ServiceRequest

_SERVICES = TypeAdapter(tuple[ServiceRequest, ...])


@dataclass(frozen=True, slots=True)
class PricedQuote:
    """A quote's document, its services as the calculator reads them, and the options that its owner asked for."""

    document: Mapping[str, Any]
    services: tuple[Service, ...]
    asked: frozenset[str] | None
    """None: all."""
    today: CurrentOption
    """What the workload runs on, according to its request."""

    @classmethod
    def of(cls, document: Mapping[str, Any], asked: Sequence[str] | None = None) -> "PricedQuote":
        """A quote's document, fresh or kept; ValueError if its request cannot be read any more."""
        try:
            requests = _SERVICES.validate_python(document["request"]["services"])
        except (KeyError, TypeError, ValidationError):
            raise ValueError("the quote's own request cannot be read any more; quote the workload anew") from None
        options = document["request"].get("launch_options") if asked is None else asked
        services = tuple(with_constrained_architecture(request.to_service()) for request in requests)
        providers = document["request"].get("capacity_providers") or {}
        purchases = {name: provider["purchase_option"] for name, provider in providers.items()}
        today = option_of_today(document["request"].get("current"), services, purchases)
        return cls(document, services, None if options is None else frozenset(options), today)

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


def needed_options(request: QuoteRequest, budgets: Sequence[Budget]) -> list[LaunchOption]:
    """The options that a request must be priced on for its budgets: never a Spot option that nobody asked for."""
    services = calculated_services(request)
    today = today_of(request, services)
    named = {budget.launch_option for budget in budgets if budget.launch_option is not None}
    if len(named) < len({budget.launch_option for budget in budgets}) or not budgets:
        try:
            named.add(judged_without_name(today, services, request.launch_options))
        except ValueError:  # the budget that needs it says so
            named.add(LaunchOption.FARGATE)
    allowed = (option for option in LaunchOption if request.spot or not option.spot or option is today.option)
    return [option for option in allowed if option in named]


def judged_without_name(
    today: CurrentOption, services: Sequence[Service], asked: Collection[str] | None
) -> LaunchOption:
    """The option of a budget that names none: today's, else the only one asked for, else Fargate.

    ValueError where the services run on different ones that no single launch option covers.
    """
    if today.option is not None:
        return today.option
    if today.differs:
        if all(service.definition.capacity_provider_strategy for service in services):
            return LaunchOption.CAPACITY_PROVIDER_STRATEGY
        raise ValueError(f"{today.reason}; name one as the budget's launch_option")
    return LaunchOption(next(iter(asked))) if asked is not None and len(asked) == 1 else LaunchOption.FARGATE
