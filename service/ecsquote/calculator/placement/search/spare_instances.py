"""Instances that run empty: how many the rules ask for in addition to those that tasks need."""

from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.rules.managed_scaling import running_instances
from ecsquote.calculator.placement.search.solver import Program


@dataclass(frozen=True, slots=True)
class SpareInstances:
    """Instances that must run in any case, and the price of one that runs empty.

    `least` run whatever the tasks need; n instances that tasks need make n × 100 ÷ target run, rounded up.
    The prices of a search space carry `surcharge`, each instance's share of the spare ones, which is never too much.
    """

    least: int = 0
    price: float = 0.0
    """USD per hour."""
    target_percent: int = 100

    @property
    def per_needed(self) -> float:
        """Instances that run for each needed one: 1 or more."""
        return 100 / self.target_percent

    @property
    def surcharge(self) -> float:
        """USD per hour that one instance's share of the spare ones costs."""
        return self.price * (100 - self.target_percent) / self.target_percent

    def for_needed(self, needed: int) -> int:
        """How many run empty where tasks need this number of instances."""
        return running_instances(needed, self.least, self.target_percent) - needed

    def added_to(self, plain: Program) -> Program:
        """The program with the spare instances as one more column, each column of `plain` being one instance."""
        if self.target_percent == 100 and not self.least:
            return plain
        columns = len(plain.costs)
        rows = [np.append(row, 0.0) for row in plain.matrix]
        least = list(plain.least)
        if self.target_percent < 100:
            rows.append(np.append(np.full(columns, self.target_percent - 100.0), self.target_percent))
            least.append(0.0)
        if self.least:
            rows.append(np.ones(columns + 1))
            least.append(float(self.least))
        most = np.append(plain.most, self.least + 100.0 * plain.most.max(initial=1.0))
        return Program(np.append(plain.costs - self.surcharge, self.price), np.array(rows), np.array(least), most)


NO_SPARE = SpareInstances()
