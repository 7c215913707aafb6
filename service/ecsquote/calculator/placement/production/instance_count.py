"""How many instances run where a number of them holds tasks: spare ones for deployments, target capacity, minimum."""

from dataclasses import dataclass

from ecsquote.calculator.placement.production.request import ProductionRules


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
        """Instances that run: managed scaling keeps needed × 100 ÷ target, rounded up, and the group its minimum.

        `with_headroom`: the instances that hold the tasks and room for a deployment, `needed` or one more; a spare
        instance of the target capacity or the minimum is such room. None: no deployment needs room.
        Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html
        """
        target = -(-needed * 100 // self.target_percent)
        return max(target, self.minimum, self.daemons_alone, with_headroom or 0)
