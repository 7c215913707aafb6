"""The month of one capacity provider: its distinct loads, the order in which they come round, and what it bills."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ecsquote.calculator.placement.production.burst_credits import least_surplus_vcpu_hours, surplus_vcpu_hours
from ecsquote.calculator.placement.production.headroom import needs_headroom
from ecsquote.calculator.placement.production.month_hours import cycle_hours
from ecsquote.calculator.placement.production.provider_problem import ProviderProblem
from ecsquote.calculator.placement.production.request import BurstTerms, ProductionRules
from ecsquote.calculator.placement.search.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Month:
    """The loads of one provider; equal ones are planned once."""

    tasks: IntArray
    """Distinct loads × services."""
    flagged: BoolArray
    """Distinct loads × services: a deployment needs room."""
    order: tuple[int, ...]
    """For each load of the request the distinct one that it is."""
    hours: tuple[Fraction, ...]
    """Of each load of the request."""
    weights: FloatArray
    """Hours of each distinct load."""
    rules: ProductionRules

    @classmethod
    def of(
        cls, problem: ProviderProblem, loads: IntArray, hours: Sequence[Fraction], rules: ProductionRules
    ) -> "Month":
        """The month of one provider's services."""
        seen: dict[bytes, int] = {}
        order = tuple(seen.setdefault(row.tobytes(), len(seen)) for row in loads)
        first = {distinct: position for position, distinct in reversed(list(enumerate(order)))}
        tasks = loads[[first[distinct] for distinct in range(len(seen))]]
        flagged = np.zeros(tasks.shape, np.bool_)
        if rules.deployment_headroom:
            rows = [
                [needs_headroom(service, count) for service, count in zip(problem.services, row, strict=True)]
                for row in tasks.tolist()
            ]
            flagged = np.array(rows, np.bool_).reshape(tasks.shape)
        weights: FloatArray = np.zeros(len(seen))
        np.add.at(weights, list(order), [float(each) for each in hours])
        return cls(tasks, flagged, order, tuple(hours), weights, rules)

    @property
    def cycle(self) -> Fraction:
        """Hours of one round."""
        return sum(self.hours, Fraction(0))

    def instance_hours(self, counts: Sequence[int]) -> Fraction:
        """Instance-hours of one round for the instances of each distinct load."""
        if len(counts) == 1:
            return counts[0] * self.cycle
        follows = [counts[distinct] for distinct in self.order]
        return cycle_hours(follows, self.hours, self.rules, from_zero=self.rules.two_from_zero)

    def surplus(self, used: Sequence[IntArray], terms: BurstTerms) -> Fraction:
        """Surplus vCPU-hours of one round for the CPU units in use on the instances of each distinct load."""
        follows = [used[distinct] for distinct in self.order]
        return surplus_vcpu_hours(follows, self.hours, terms, self._average)

    def least_surplus(self, used: Sequence[int], counts: Sequence[int], terms: BurstTerms) -> Fraction:
        """A bound on the surplus of one round, for all CPU units and the instances of each distinct load."""
        return least_surplus_vcpu_hours(
            [used[distinct] for distinct in self.order],
            [counts[distinct] for distinct in self.order],
            self.hours,
            terms,
            self._average,
        )

    @property
    def _average(self) -> Fraction:
        return Fraction(self.rules.average_cpu_percent)
