"""Split cost allocation: what each service holds of the instances that it shares with others, and what stays idle.

AWS's own method for ECS on EC2: one vCPU weighs as much as 9 GB of memory, and a task holds the part of its instance
that it reserves, for the hours in which it runs there.
Source: https://docs.aws.amazon.com/cur/latest/userguide/split-cost-allocation-data.html
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ecsquote.units import CPU_UNITS_PER_VCPU, MIB_PER_GB, ExactDecimal, exact_product, exact_sum, to_decimal

VCPU_WEIGHT = 9
"""One vCPU weighs this much against 1 GB of memory."""
_MINUS_ONE = Decimal(-1)


@dataclass(frozen=True, slots=True)
class Reservation:
    """What one task reserves of its instance; a task that reserves neither shares what is left."""

    cpu_units: int
    memory_mib: int

    @property
    def weight(self) -> Fraction:
        """9 × vCPU + GB."""
        return VCPU_WEIGHT * Fraction(self.cpu_units, CPU_UNITS_PER_VCPU) + Fraction(self.memory_mib, MIB_PER_GB)


@dataclass(frozen=True, slots=True)
class InstanceUse:
    """Equal instances with equal tasks in the month: their hours as billed, and the part in which the tasks run."""

    capacity: Reservation
    """vCPUs and memory of one instance, as EC2 sells it."""
    hours: Fraction
    occupied_hours: Fraction
    tasks: Mapping[str, int]
    """Tasks of each service on one instance, daemons included."""


@dataclass(frozen=True, slots=True)
class SharedCost:
    """Money for instances: `uses` are the positions of those that it pays, by their hours."""

    monthly: Decimal
    uses: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ServiceCost:
    """What one service holds of the shared instances, and its part of what nobody holds; USD a month."""

    name: str
    monthly: ExactDecimal
    idle_monthly: ExactDecimal


@dataclass(frozen=True, slots=True)
class SplitCost:
    """The costs divided: the services' `monthly` and `idle_monthly` of the whole add up to them exactly."""

    services: tuple[ServiceCost, ...]
    idle_monthly: Decimal


def shares(use: InstanceUse, reservations: Mapping[str, Reservation]) -> dict[str, Fraction]:
    """The part of the instances' billed hours that each service holds."""
    if not use.hours:
        return {}
    whole = use.capacity.weight
    held = {name: count * reservations[name].weight / whole for name, count in use.tasks.items() if count}
    left = max(Fraction(0), 1 - sum(held.values(), Fraction(0)))
    unreserved = {name: use.tasks[name] for name in held if not reservations[name].weight}
    for name, count in unreserved.items():
        held[name] = left * count / sum(unreserved.values())
    occupied = use.occupied_hours / use.hours
    return {name: share * occupied for name, share in held.items()}


def split_cost(
    costs: Iterable[SharedCost],
    uses: Sequence[InstanceUse],
    reservations: Mapping[str, Reservation],
    own: Mapping[str, Decimal],
) -> SplitCost:
    """Divide the costs of instances among services; `own`: what belongs to one service alone, such as its volumes."""
    held = {name: Fraction(own.get(name, 0)) for name in reservations}
    shared = list(costs)
    by_use = [shares(use, reservations) for use in uses]
    for cost in shared:
        hours = sum((uses[position].hours for position in cost.uses), Fraction(0))
        for position in cost.uses if hours else ():
            part = Fraction(cost.monthly) * uses[position].hours / hours
            for name, share in by_use[position].items():
                held[name] += part * share
    monthly = {name: to_decimal(value) for name, value in held.items()}
    total = exact_sum([*(cost.monthly for cost in shared), *own.values()])
    idle = exact_sum([total, *(exact_product(value, _MINUS_ONE) for value in monthly.values())])
    if idle < 0:  # the shares were rounded up at the 12th decimal
        largest = max(monthly, key=lambda name: monthly[name])
        monthly[largest], idle = exact_sum([monthly[largest], idle]), Decimal(0)
    of_instances = {name: held[name] - Fraction(own.get(name, 0)) for name in held}
    whole = sum(of_instances.values(), Fraction(0))
    return SplitCost(
        tuple(
            ServiceCost(
                name, monthly[name], to_decimal(Fraction(idle) * of_instances[name] / whole) if whole else Decimal(0)
            )
            for name in held
        ),
        idle,
    )
