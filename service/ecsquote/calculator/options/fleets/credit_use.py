"""Surplus CPU credits: what the tasks of burstable instances use above the baseline, by the CPU that they reserve."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ecsquote.calculator.fleet_request import FleetRequest
from ecsquote.calculator.options.purchase.allocation import Bought
from ecsquote.calculator.placement.problem import TaskGroup
from ecsquote.calculator.placement.production.request import BurstTerms
from ecsquote.pricing.instance_types import InstanceType
from ecsquote.units import CPU_UNITS_PER_VCPU

_ALL_RESERVED = Decimal(100)


def average_cpu_percent(fleet: FleetRequest) -> Decimal:
    """The share of their reserved CPU that tasks use; all of it where the request does not say."""
    return _ALL_RESERVED if fleet.average_cpu_percent is None else fleet.average_cpu_percent


def surplus_vcpus(reserved_cpu_units: int, terms: BurstTerms, percent: Decimal) -> Fraction:
    """vCPUs above the baseline of one instance, by the CPU units that its tasks reserve."""
    used = reserved_cpu_units * Fraction(percent) / 100
    return max(Fraction(0), used - Fraction(terms.baseline_cpu_units)) / CPU_UNITS_PER_VCPU


@dataclass(frozen=True, slots=True)
class CreditUse:
    """The credits of one cluster's instances."""

    groups: Mapping[str, TaskGroup]
    types: Mapping[str, InstanceType]
    bursts: Mapping[str, BurstTerms]
    average_cpu_percent: Decimal

    def of_rows(self, rows: Sequence[Bought]) -> Iterator[tuple[str, Fraction]]:
        """vCPUs above the baseline in any hour, by type; a task that reserves no CPU counts as the whole instance."""
        for row in rows:
            name = row.group.instance_type
            if (terms := self.bursts.get(name)) is None:
                continue
            units = [(self.groups[service].cpu_units, count) for service, count in row.group.tasks.items()]
            unbounded = any(cpu == 0 for cpu, _ in units)
            reserved = self.types[name].cpu_units if unbounded else sum(cpu * count for cpu, count in units)
            if vcpus := surplus_vcpus(reserved, terms, self.average_cpu_percent):
                yield name, row.group.count * vcpus

    def cost(self, surplus_vcpu_hours: Mapping[str, Fraction]) -> Fraction:
        """USD for the surplus of each type."""
        return sum(
            (hours * Fraction(self.bursts[name].surplus_vcpu_hour) for name, hours in surplus_vcpu_hours.items()),
            Fraction(0),
        )
