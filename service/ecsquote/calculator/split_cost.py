"""Split cost allocation: what each service holds of the instances that it shares with others, and what stays idle.

AWS's own method for ECS on EC2: one vCPU weighs as much as 9 GB of memory, and a task holds the part of its instance
that it reserves, for the hours in which it runs there.
Source: https://docs.aws.amazon.com/cur/latest/userguide/split-cost-allocation-data.html
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ecsquote.contract.quotes import ServiceShare
from ecsquote.units import (
    CPU_UNITS_PER_VCPU,
    MIB_PER_GB,
    exact_difference,
    exact_product,
    exact_sum,
    fraction_sum,
    to_decimal,
)

VCPU_WEIGHT = 9
"""One vCPU weighs this much against 1 GB of memory."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """What one task reserves of its instance; a task that reserves neither shares what is left."""

    cpu_units: int
    memory_mib: int

    @property
    def weight(self) -> Fraction:
        """9 × vCPU + GB."""
        units = VCPU_WEIGHT * self.cpu_units * MIB_PER_GB + self.memory_mib * CPU_UNITS_PER_VCPU
        return Fraction(units, CPU_UNITS_PER_VCPU * MIB_PER_GB)


@dataclass(frozen=True, slots=True)
class SharedInstances:
    """Equal instances with equal tasks in the month: their hours as billed, and the part in which the tasks run."""

    capacity: Reservation
    """vCPUs and memory of one instance, as EC2 sells it."""
    hours: Fraction
    occupied_hours: Fraction
    tasks: Mapping[str, int]
    """Tasks of each service on one instance, daemons included."""


@dataclass(frozen=True, slots=True)
class SharedCost:
    """A line for instances: `instances` are the positions of those that it pays, by their hours."""

    quantity: Decimal
    unit_price: Decimal
    instances: tuple[int, ...]

    @property
    def monthly(self) -> Decimal:
        """USD."""
        return exact_product(self.quantity, self.unit_price)


@dataclass(frozen=True, slots=True)
class SplitCost:
    """The costs divided: the services' `monthly` and `idle_monthly` of the whole add up to them exactly."""

    services: tuple[ServiceShare, ...]
    idle_monthly: Decimal
    quantities: tuple[Mapping[str, Decimal], ...]
    """Of each cost what each service holds of its quantity; the rest is idle."""


def shares(instances: SharedInstances, reservations: Mapping[str, Reservation]) -> dict[str, Fraction]:
    """The part of the instances' billed hours that each service holds."""
    if not instances.hours:
        return {}
    whole = instances.capacity.weight
    held = {name: count * reservations[name].weight / whole for name, count in instances.tasks.items() if count}
    left = max(Fraction(0), 1 - sum(held.values(), Fraction(0)))
    unreserved = {name: instances.tasks[name] for name in held if not reservations[name].weight}
    for name, count in unreserved.items():
        held[name] = left * count / sum(unreserved.values())
    occupied = instances.occupied_hours / instances.hours
    return {name: share * occupied for name, share in held.items()}


def divided(amount: Decimal, held: Mapping[str, Fraction]) -> dict[str, Decimal]:
    """What each share of an amount is, to 12 decimals.

    The running total is rounded, not each part: the parts never exceed the amount, and are all of it where the shares
    add up to 1.
    """
    found: dict[str, Decimal] = {}
    total, before = Fraction(0), Decimal(0)
    for name, share in held.items():
        total += share
        until = amount if total == 1 else to_decimal(Fraction(amount) * total)
        found[name] = exact_difference(until, before)
        before = until
    return found


def split_cost(
    costs: Iterable[SharedCost],
    instances: Sequence[SharedInstances],
    reservations: Mapping[str, Reservation],
    own: Mapping[str, Decimal],
) -> SplitCost:
    """Divide the costs of instances among services; `own`: what belongs to one service alone, such as its volumes.

    Each line is divided by what runs on the instances that it pays for. A service holds the sum of its parts.
    """
    held_of = [{name: each.hours * share for name, share in shares(each, reservations).items()} for each in instances]
    lines = list(costs)
    quantities = tuple(
        divided(line.quantity, _shares_of_line(line, instances, held_of, reservations)) for line in lines
    )
    parts: dict[str, list[Decimal]] = {name: [] for name in reservations}
    for line, held in zip(lines, quantities, strict=True):
        for name, quantity in held.items():
            parts[name].append(exact_product(quantity, line.unit_price))
    of_instances = {name: exact_sum(amounts) for name, amounts in parts.items()}
    idle = exact_difference(exact_sum(line.monthly for line in lines), exact_sum(of_instances.values()))
    whole = Fraction(exact_sum(list(of_instances.values())))
    of_idle = divided(idle, {name: Fraction(held) / whole for name, held in of_instances.items()}) if whole else {}
    return SplitCost(
        tuple(
            ServiceShare(name, exact_sum([held, own.get(name, Decimal(0))]), of_idle.get(name, Decimal(0)))
            for name, held in of_instances.items()
        ),
        idle,
        quantities,
    )


def _shares_of_line(
    line: SharedCost,
    instances: Sequence[SharedInstances],
    held_of: Sequence[Mapping[str, Fraction]],
    names: Iterable[str],
) -> dict[str, Fraction]:
    """What each service holds of the instances that a line pays, in the order of the names.

    `held_of`: the hours of each instance that each service holds.
    """
    hours = fraction_sum(instances[position].hours for position in line.instances)
    held: dict[str, list[Fraction]] = {}
    for position in line.instances if hours else ():
        for name, held_hours in held_of[position].items():
            held.setdefault(name, []).append(held_hours)
    totals = {name: fraction_sum(held[name]) / hours for name in names if name in held}
    return {name: share for name, share in totals.items() if share}
