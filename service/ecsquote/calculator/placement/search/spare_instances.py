"""Instances that run empty: how many the rules ask for beside those that tasks need, and their place in a program."""

from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.search.solver import Program


@dataclass(frozen=True, slots=True)
class SpareInstances:
    """Instances that must run in any case, and the price of one that runs empty.

    `least` run whatever the tasks need, and n that tasks need make n × 100 ÷ target, rounded up.
    A search space's prices carry `surcharge`, each instance's share of the spare ones, which is never too much.
    """

    least: int
    price: float
    target_percent: int = 100

    @property
    def per_needed(self) -> float:
        """Instances that run for each needed one: 1 or more."""
        return 100 / self.target_percent

    @property
    def surcharge(self) -> float:
        """What the share of an instance in the spare ones costs."""
        return self.price * (100 - self.target_percent) / self.target_percent

    def beside(self, needed: int) -> int:
        """How many run empty beside so many."""
        return max(self.least, -(-needed * 100 // self.target_percent)) - needed


def whole_program(plain: Program, spare: SpareInstances) -> Program:
    """The program with the spare instances as one more whole number, each column of `plain` being one instance."""
    if spare.target_percent == 100 and not spare.least:
        return plain
    columns = len(plain.costs)
    rows = [np.append(row, 0.0) for row in plain.matrix]
    least = list(plain.least)
    if spare.target_percent < 100:
        rows.append(np.append(np.full(columns, spare.target_percent - 100.0), spare.target_percent))
        least.append(0.0)
    if spare.least:
        rows.append(np.ones(columns + 1))
        least.append(float(spare.least))
    most = np.append(plain.most, spare.least + 100.0 * plain.most.max(initial=1.0))
    return Program(np.append(plain.costs - spare.surcharge, spare.price), np.array(rows), np.array(least), most)
