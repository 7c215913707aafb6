"""Surplus CPU credits: what the tasks of burstable instances use above the baseline, by the CPU that they reserve."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ecsquote.calculator.placement.problem import Candidate, InstanceGroup, TaskGroup
from ecsquote.calculator.placement.production.request import BurstTerms
from ecsquote.pricing.instance_types import InstanceType
from ecsquote.units import CPU_UNITS_PER_VCPU, to_decimal


def surplus_vcpus(reserved_cpu_units: int, terms: BurstTerms, percent: Decimal) -> Fraction:
    """vCPUs above the baseline of one instance, by the CPU units that its tasks reserve."""
    used = reserved_cpu_units * Fraction(percent) / 100
    return max(Fraction(0), used - Fraction(terms.baseline_cpu_units)) / CPU_UNITS_PER_VCPU


def reserved_cpu_units(tasks: Iterable[tuple[TaskGroup, int]], instance_type: InstanceType) -> int:
    """CPU units that tasks reserve of one instance; one that reserves none counts as the whole instance."""
    units = [(group.cpu_units, count) for group, count in tasks]
    return instance_type.cpu_units if any(not cpu for cpu, _ in units) else sum(cpu * count for cpu, count in units)


def used_vcpus(groups: Sequence[TaskGroup], tasks: Sequence[int], percent: Decimal) -> Fraction:
    """What the tasks of all services surely use; those that reserve no CPU may use none."""
    units = sum(count * group.cpu_units for count, group in zip(tasks, groups, strict=True) if not group.daemon)
    return units * Fraction(percent) / 100 / CPU_UNITS_PER_VCPU


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
    covered = _most_covered(candidates, bursts)
    if covered * credit >= 1:
        return max(instances_hourly, used_vcpus / covered)
    return instances_hourly + credit * max(Fraction(0), used_vcpus - instances_hourly * covered)


def _covered_vcpus(candidate: Candidate, bursts: Mapping[str, BurstTerms]) -> Fraction:
    """vCPUs that tasks may use without surplus credits."""
    terms = bursts.get(candidate.instance_type.name)
    units = candidate.instance_type.cpu_units if terms is None else terms.baseline_cpu_units
    return Fraction(units) / CPU_UNITS_PER_VCPU


def _most_covered(candidates: Sequence[Candidate], bursts: Mapping[str, BurstTerms]) -> Fraction:
    """The most vCPUs without surplus that a dollar buys; exact fractions only of the types that come close to it."""
    priced = [each for each in candidates if each.hourly]
    rough = [float(_covered_vcpus(each, bursts)) / float(each.hourly) for each in priced]
    near = max(rough) * (1 - 1e-9)
    return max(
        _covered_vcpus(each, bursts) / Fraction(each.hourly)
        for each, ratio in zip(priced, rough, strict=True)
        if ratio >= near
    )


@dataclass(frozen=True, slots=True)
class CreditUse:
    """The credits of one cluster's instances."""

    groups: Mapping[str, TaskGroup]
    types: Mapping[str, InstanceType]
    bursts: Mapping[str, BurstTerms]
    average_cpu_percent: Decimal

    def of_instances(self, instances: Iterable[InstanceGroup]) -> dict[str, Fraction]:
        """vCPUs above the baseline in any hour, by type."""
        found: dict[str, Fraction] = {}
        for each in instances:
            name = each.instance_type
            if (terms := self.bursts.get(name)) is None:
                continue
            tasks = ((self.groups[service], count) for service, count in each.tasks.items())
            reserved = reserved_cpu_units(tasks, self.types[name])
            if vcpus := surplus_vcpus(reserved, terms, self.average_cpu_percent):
                found[name] = found.get(name, Fraction(0)) + each.count * vcpus
        return found

    def hourly(self, instances: Iterable[InstanceGroup]) -> Fraction:
        """USD for the surplus of an hour."""
        return self.cost(self.of_instances(instances))

    def cost(self, surplus_vcpu_hours: Mapping[str, Fraction]) -> Fraction:
        """USD for the surplus of each type."""
        return sum(
            (hours * Fraction(self.bursts[name].surplus_vcpu_hour) for name, hours in surplus_vcpu_hours.items()),
            Fraction(0),
        )
