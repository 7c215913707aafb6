"""Surplus CPU credits: what the tasks of burstable instances use above the baseline, by the CPU that they reserve."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ecsquote.calculator.options.market.candidates import Market
from ecsquote.calculator.options.purchase.allocation import Bought
from ecsquote.calculator.placement.problem import Candidate, TaskGroup
from ecsquote.calculator.placement.production.request import BurstTerms
from ecsquote.pricing.instance_types import InstanceType
from ecsquote.units import CPU_UNITS_PER_VCPU


def surplus_vcpus(reserved_cpu_units: int, terms: BurstTerms, percent: Decimal) -> Fraction:
    """vCPUs above the baseline of one instance, by the CPU units that its tasks reserve."""
    used = reserved_cpu_units * Fraction(percent) / 100
    return max(Fraction(0), used - Fraction(terms.baseline_cpu_units)) / CPU_UNITS_PER_VCPU


def bound_with_credits(instances_hourly: Fraction, used_vcpus: Fraction, market: Market) -> Fraction:
    """A bound of instances and credits together, by one of the instances alone; USD an hour.

    A dollar of instances covers at most as many vCPUs as the type that covers the most for its price; what the tasks
    use beyond that is surplus. Dollars above the bound pay where they cover more than they cost in credits.
    """
    if not market.bursts:
        return instances_hourly
    credit = min(Fraction(terms.surplus_vcpu_hour) for terms in market.bursts.values())
    covered = max(_covered_vcpus(each, market.bursts) / Fraction(each.hourly) for each in market.every if each.hourly)
    if covered * credit >= 1:
        return max(instances_hourly, min(used_vcpus / covered, instances_hourly + used_vcpus * credit))
    return instances_hourly + credit * max(Fraction(0), used_vcpus - instances_hourly * covered)


def _covered_vcpus(candidate: Candidate, bursts: Mapping[str, BurstTerms]) -> Fraction:
    """vCPUs that tasks may use without surplus credits."""
    terms = bursts.get(candidate.instance_type.name)
    units = candidate.instance_type.cpu_units if terms is None else terms.baseline_cpu_units
    return Fraction(units) / CPU_UNITS_PER_VCPU


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
