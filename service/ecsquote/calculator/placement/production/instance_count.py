"""How many instances run where a number of them holds tasks: spare ones for deployments, target capacity, minimum."""

from dataclasses import dataclass

import numpy as np

from ecsquote.calculator.placement.production.request import ProductionRules
from ecsquote.calculator.placement.rules.managed_scaling import at_target_capacity, running_instances
from ecsquote.calculator.placement.search.arrays import IntArray


@dataclass(frozen=True, slots=True)
class InstanceCount:
    """The rules that ask for more instances than the tasks fill."""

    target_percent: int
    minimum: int
    daemons_alone: int
    """Instances where the cluster runs nothing but daemons."""

    @classmethod
    def of(cls, rules: ProductionRules, *, daemons_only: bool) -> "InstanceCount":
        """A cluster of daemons alone has one instance per zone: our assumption."""
        alone = max(rules.min_instances, rules.availability_zones) if daemons_only else 0
        return cls(rules.target_capacity_percent, rules.min_instances, alone)

    def running(self, needed: int, *, with_headroom: int | None = None) -> int:
        """Instances that run by the rules of managed scaling, with the group's minimum and room for deployments.

        `with_headroom`: the instances that hold the tasks and room for a deployment, `needed` or one more; a spare
        instance of the target capacity or the minimum is such room. None: no deployment needs room.
        """
        return running_instances(needed, max(self.least, with_headroom or 0), self.target_percent)

    def running_each(self, needed: IntArray, with_headroom: IntArray) -> IntArray:
        """The same of many counts at once."""
        least: IntArray = np.maximum(with_headroom, self.least)
        return np.maximum(least, at_target_capacity(needed, self.target_percent))

    @property
    def least(self) -> int:
        """Instances that run in any case."""
        return max(self.minimum, self.daemons_alone)
