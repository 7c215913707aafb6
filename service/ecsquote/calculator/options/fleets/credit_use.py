"""Surplus CPU credits: what the tasks of burstable instances use above the baseline, by the CPU that they reserve."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ecsquote.calculator.options.purchase.allocation import Bought
from ecsquote.calculator.placement.problem import Candidate, InstanceGroup, TaskGroup
from ecsquote.calculator.placement.production.request import BurstTerms
from ecsquote.pricing.instance_types import InstanceType
from ecsquote.units import CPU_UNITS_PER_VCPU, to_decimal


def surplus_vcpus(reserved_cpu_units: int, terms: BurstTerms, percent: Decimal) -> Fraction:
    """vCPUs above the baseline of one instance, by the CPU units that its tasks reserve."""
    used = reserved_cpu_units * Fraction(percent) / 100
    return max(Fraction(0), used - Fraction(terms.baseline_cpu_units)) / CPU_UNITS_PER_VCPU


def surplus_of_group(
    group: InstanceGroup,
    groups: Mapping[str, TaskGroup],
    instance_cpu_units: int,
    terms: BurstTerms,
    percent: Decimal,
) -> Fraction:
    """vCPUs above the baseline of one instance; a task that reserves no CPU counts as the whole instance."""
    units = [(groups[service].cpu_units, count) for service, count in group.tasks.items()]
    unbounded = any(cpu == 0 for cpu, _ in units)
    reserved = instance_cpu_units if unbounded else sum(cpu * count for cpu, count in units)
    return surplus_vcpus(reserved, terms, percent)


def full_use_priced(
    candidates: Sequence[Candidate], bursts: Mapping[str, BurstTerms], percent: Decimal
) -> list[Candidate]:
    """Burstable types at what they cost with all their CPU reserved."""

    def priced(candidate: Candidate) -> Candidate:
        if (terms := bursts.get(candidate.instance_type.name)) is None:
            return candidate
        surplus = surplus_vcpus(candidate.instance_type.cpu_units, terms, percent)
        return replace(candidate, hourly=candidate.hourly + to_decimal(surplus * Fraction(terms.surplus_vcpu_hour)))

    return [priced(each) for each in candidates]


def bound_with_credits(
    instances_hourly: Fraction,
    used_vcpus: Fraction,
    candidates: Sequence[Candidate],
    bursts: Mapping[str, BurstTerms],
) -> Fraction:
    """A bound of instances and credits together, by one of the instances alone; USD an hour.

    A dollar of instances covers at most as many vCPUs as the type that covers the most for its price; what the tasks
    use beyond that is surplus. Dollars above the bound pay where they cover more than they cost in credits.
    """
    if not bursts:
        return instances_hourly
    credit = min(Fraction(terms.surplus_vcpu_hour) for terms in bursts.values())
    covered = max(_covered_vcpus(each, bursts) / Fraction(each.hourly) for each in candidates if each.hourly)
    if covered * credit >= 1:
        return max(instances_hourly, used_vcpus / covered)
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
            cpu_units = self.types[name].cpu_units
            if vcpus := surplus_of_group(row.group, self.groups, cpu_units, terms, self.average_cpu_percent):
                yield name, row.group.count * vcpus

    def cost(self, surplus_vcpu_hours: Mapping[str, Fraction]) -> Fraction:
        """USD for the surplus of each type."""
        return sum(
            (hours * Fraction(self.bursts[name].surplus_vcpu_hour) for name, hours in surplus_vcpu_hours.items()),
            Fraction(0),
        )
