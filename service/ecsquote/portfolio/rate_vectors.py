"""Rate vectors: what one hour of a task costs, line by line, as the calculator's own components bill it.

Each kind of task (its size, platform and Region) goes through the Decimal path once; its lines hold for any load.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from ecsquote.calculator.capacity_lines import situation_of
from ecsquote.calculator.costs.component import CostComponent
from ecsquote.calculator.costs.fargate_compute import FargateCompute
from ecsquote.calculator.costs.fargate_ephemeral_storage import FargateEphemeralStorage
from ecsquote.calculator.costs.public_ipv4 import PublicIpv4
from ecsquote.calculator.discounts import with_discounts
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.options.fargate import plan_fargate
from ecsquote.errors import OptionUnavailable, PriceError
from ecsquote.portfolio.columns import MONEY_PLACES, QUANTITY_PLACES
from ecsquote.portfolio.service_documents import INCLUDED_STORAGE_GIB
from ecsquote.portfolio.terms import NAME, PortfolioTerms
from ecsquote.units import CPU_UNITS_PER_VCPU, SECONDS_PER_HOUR, decimal_string, exact_product, exact_sum, to_decimal

ONE_HOUR = Fraction(1)
_ROUNDED = Context(prec=100, rounding=ROUND_HALF_UP)


class TaskKind(NamedTuple):
    """All that decides what an hour of a Fargate task costs, but for its storage and address."""

    region: str
    cpu: int
    memory_mib: int
    architecture: str
    operating_system: str


class ServiceShape(NamedTuple):
    """One service without what surrounds it; either tasks, or runs and their seconds."""

    kind: TaskKind
    storage_gib: int
    public_ip: bool
    tasks: int | None
    runs: Fraction | None
    seconds: int | None

    def row(self) -> dict[str, Any]:
        """The shape in the columns of a portfolio."""
        row = {**self.kind._asdict(), "ephemeral_storage_gib": self.storage_gib, "public_ip": self.public_ip}
        if self.tasks is not None:
            return {**row, "tasks": self.tasks}
        runs = decimal_string(to_decimal(self.runs or Fraction(0)))
        return {**row, "runs_per_month": runs, "seconds_per_run": self.seconds}


class RateLine(NamedTuple):
    """A line of one task-hour: its quantity, and the price of a unit after discounts."""

    quantity: Fraction
    unit_price: Decimal


@dataclass(frozen=True)
class RateVector:
    """The lines of one task-hour, or why there are none."""

    hours_per_month: Decimal
    lines: tuple[RateLine, ...]
    reason: str | None = None
    price_missing: bool = False
    """True where only a price is missing, which a load of nothing does not need."""

    def monthly(self, task_hours: Fraction) -> Decimal:
        """The cost of that many task-hours: each quantity rounded as line items are, each product exact."""
        return exact_sum(
            exact_product(to_decimal(line.quantity * task_hours), line.unit_price) for line in self.lines if task_hours
        )

    @cached_property
    def rounds_quantities(self) -> bool:
        """True where what tasks use in a month has more decimals than line items keep."""
        month = Fraction(self.hours_per_month)
        return any(10**QUANTITY_PLACES % (line.quantity * month).denominator for line in self.lines)

    @cached_property
    def each_task(self) -> int | None:
        """What a task costs in a month, in 10⁻²⁰ USD; None where an amount of tasks is not that many times it."""
        if self.rounds_quantities:
            return None
        month = Fraction(self.hours_per_month)
        return whole_money(sum((line.quantity * Fraction(line.unit_price) for line in self.lines), Fraction(0)) * month)

    @cached_property
    def scaled_lines(self) -> tuple[tuple[int, int], ...] | None:
        """(quantity × 1024, unit price × 10⁸) of each line; None where one of them is not a whole number."""
        found = []
        for line in self.lines:
            quantity = line.quantity * CPU_UNITS_PER_VCPU
            price = Fraction(line.unit_price) * 10 ** (MONEY_PLACES - QUANTITY_PLACES)
            if quantity.denominator != 1 or price.denominator != 1:
                return None
            found.append((quantity.numerator, price.numerator))
        return tuple(found)


def whole_money(amount: Fraction) -> int | None:
    """USD in units of 10⁻²⁰; None where there is something below them."""
    scaled = amount * 10**MONEY_PLACES
    return scaled.numerator if scaled.denominator == 1 else None


def money_integer(amount: Decimal) -> int:
    """USD in units of 10⁻²⁰; what is below them is rounded once, half-up."""
    return int(_ROUNDED.quantize(amount, Decimal(1).scaleb(-MONEY_PLACES)).scaleb(MONEY_PLACES, _ROUNDED))


def without_name(reason: object) -> str:
    """A reason without the name that the service had when its rates were computed."""
    return str(reason).replace(f"{NAME}: ", "")


class RateVectors:
    """The rate vectors of a portfolio, each computed when it is first needed."""

    def __init__(self, terms: PortfolioTerms) -> None:
        self._terms = terms
        self._components: dict[tuple[Any, ...], CostComponent | OptionUnavailable] = {}
        self._compute: dict[tuple[LaunchOption, TaskKind], RateVector] = {}
        self._extras: dict[tuple[str, int, bool], RateVector] = {}

    @property
    def hours_per_month(self) -> Decimal:
        """The month's length."""
        return self._terms.hours_per_month

    def compute(self, option: LaunchOption, kind: TaskKind) -> RateVector:
        """The vCPU, memory and licence of a Fargate option."""
        key = (option, kind)
        if key not in self._compute:
            self._compute[key] = self._vector(kind.region, lambda: [self._component(option, kind)])
        return self._compute[key]

    def extras(self, region: str, storage_gib: int, public_ip: bool) -> RateVector:
        """The ephemeral storage above the included size, and the public IPv4 address."""
        key = (region, storage_gib, public_ip)
        if key not in self._extras:
            parts: list[CostComponent] = []
            if storage_gib != INCLUDED_STORAGE_GIB:
                parts.append(FargateEphemeralStorage(size_gib=storage_gib, task_hours=ONE_HOUR))
            if public_ip:
                parts.append(PublicIpv4(address_hours=ONE_HOUR))
            self._extras[key] = self._vector(region, lambda: parts)
        return self._extras[key]

    def _vector(self, region: str, components: Any) -> RateVector:
        try:
            lines = [item for each in components() for item in each.line_items(self._terms.bill(region))]
        except PriceError as error:
            return RateVector(self._terms.hours_per_month, (), without_name(error), price_missing=True)
        except OptionUnavailable as error:
            return RateVector(self._terms.hours_per_month, (), without_name(error))
        discounted = with_discounts(lines, self._terms.request.discounts)
        rates = tuple(RateLine(Fraction(item.quantity), item.unit_price) for item in discounted)
        return RateVector(self._terms.hours_per_month, rates)

    def _component(self, option: LaunchOption, kind: TaskKind) -> CostComponent:
        """What the calculator plans for one task-hour; a plan does not depend on the Region."""
        key = (option, *kind[1:])
        if key not in self._components:
            row = {**kind._asdict(), "runs_per_month": 1, "seconds_per_run": SECONDS_PER_HOUR}
            request = self._terms.request_of(row, kind.region)
            services = [service.to_service() for service in request.services]
            try:
                plan = plan_fargate(option, situation_of(request, self._terms.catalog, services))
                self._components[key] = _compute_of(part.component for part in plan.parts)
            except OptionUnavailable as error:
                self._components[key] = error
        found = self._components[key]
        if isinstance(found, OptionUnavailable):
            raise found
        return found


def _compute_of(components: Iterable[CostComponent]) -> FargateCompute:
    found = [each for each in components if isinstance(each, FargateCompute)]
    if len(found) != 1 or found[0].task_hours != ONE_HOUR:
        raise AssertionError("a task-hour of one service is planned as one component")
    return found[0]
