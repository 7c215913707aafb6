"""Rules that ask for more instances than the tasks need: the group's minimum, zones and target capacity."""

from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.rules.managed_scaling import running_instances
from ecsquote.calculator.placement.search.model import Model
from ecsquote.calculator.placement.search.spare_instances import SpareInstances


@dataclass(frozen=True, slots=True)
class MinimumInstances:
    """How many instances must run, and the kind of one that runs empty: the cheapest that holds any task.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html
    """

    least: int
    """Instances that run whatever the tasks need: the Auto Scaling group's minimum, or one in each zone."""
    target_percent: int
    spare_kind: int

    @classmethod
    def of(cls, model: Model, any_tasks: bool) -> "MinimumInstances":
        """The rules of a model; zones require instances only where there are tasks."""
        rules = model.rules
        useful = model.allowed.any(axis=1)
        prices = np.where(useful, model.prices, np.inf) if useful.any() else model.prices
        cheapest = np.flatnonzero(prices == prices.min()).tolist()
        spare = min(cheapest, key=lambda kind: (model.price(kind), kind))
        least = max(rules.min_instances, rules.availability_zones if any_tasks else 0)
        return cls(least, rules.target_capacity_percent, spare)

    def required(self, needed: int) -> int:
        """Instances that must run where tasks need this number of them."""
        return running_instances(needed, self.least, self.target_percent)

    def spare(self, model: Model) -> SpareInstances:
        """The spare instances as the search counts them."""
        return SpareInstances(self.least, float(model.price(self.spare_kind)), self.target_percent)
