"""Rules that ask for more instances than the tasks need: the group's minimum, zones, target capacity."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from ecsquote.calculator.placement.search.model import FloatArray, Model
from ecsquote.units import exact_product


@dataclass(frozen=True, slots=True)
class MinimumInstances:
    """How many instances there must be, and the cheapest kind on which some task may stand: what a further one is.

    Target capacity: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html
    (instances running = instances needed × 100 ÷ target, rounded up).
    """

    least: int
    """Instances that run whatever the tasks need: the Auto Scaling group's minimum, one in each zone."""
    target_percent: int
    spare_kind: int

    @classmethod
    def of(cls, model: Model, any_tasks: bool) -> "MinimumInstances":
        """The rules of a model; zones want instances only where there are tasks."""
        rules = model.rules
        useful = model.allowed.any(axis=1)
        prices = np.where(useful, model.prices, np.inf) if useful.any() else model.prices
        cheapest = np.flatnonzero(prices == prices.min()).tolist()
        spare = min(cheapest, key=lambda kind: (model.price(kind), kind))
        least = max(rules.min_instances, rules.availability_zones if any_tasks else 0)
        return cls(least, rules.target_capacity_percent, spare)

    def required(self, needed: int) -> int:
        """Instances that must run where so many are needed for tasks."""
        return max(self.least, -(-needed * 100 // self.target_percent))

    def effective_prices(self, model: Model) -> FloatArray:
        """Prices that carry each instance's share of the spare ones, so that the search counts them: never too much."""
        spare = float(model.price(self.spare_kind)) * (100 - self.target_percent) / self.target_percent
        return model.prices + spare

    def spare_cost(self, model: Model, count: int) -> Decimal:
        """What so many empty instances cost."""
        return exact_product(model.price(self.spare_kind), Decimal(count))
