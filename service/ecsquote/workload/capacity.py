"""The kinds of capacity that ECS runs tasks on, and what a service may say on each.

Sources: launchType, platformVersion, placementConstraints and placementStrategy of
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html,
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html and
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/capacity-launch-type-comparison.html
"""

from dataclasses import dataclass
from enum import StrEnum


class Capacity(StrEnum):
    """A launch type, or FARGATE_SPOT, which only a capacity provider strategy can name."""

    FARGATE = "FARGATE"
    FARGATE_SPOT = "FARGATE_SPOT"
    EC2 = "EC2"
    MANAGED_INSTANCES = "MANAGED_INSTANCES"
    EXTERNAL = "EXTERNAL"

    @property
    def rules(self) -> "CapacityRules":
        """What a task definition and a service may say on it."""
        return _RULES[self]


@dataclass(frozen=True, slots=True)
class CapacityRules:
    """What a task definition and a service may say on one kind of capacity."""

    compatibility: str
    """The value of requiresCompatibilities that AWS validates a task definition against."""
    provider: str | None
    """Its capacity provider in words; None where no strategy can name one."""
    by_strategy_only: bool = False
    """True where a service reaches it through a capacityProviderStrategy rather than a launchType."""
    aws_provider: bool = False
    """True where AWS owns the capacity provider, so that its name says what it is."""
    platform_version: bool = False
    placement_constraints: bool = True
    placement_strategy: bool = True


_RULES = {
    Capacity.FARGATE: CapacityRules(
        "FARGATE",
        "FARGATE",
        aws_provider=True,
        platform_version=True,
        placement_constraints=False,
        placement_strategy=False,
    ),
    Capacity.FARGATE_SPOT: CapacityRules(
        "FARGATE",
        "FARGATE_SPOT",
        by_strategy_only=True,
        aws_provider=True,
        platform_version=True,
        placement_constraints=False,
        placement_strategy=False,
    ),
    Capacity.EC2: CapacityRules("EC2", "a capacity provider of an Auto Scaling group"),
    Capacity.MANAGED_INSTANCES: CapacityRules(
        "MANAGED_INSTANCES",
        "a capacity provider of Managed Instances",
        by_strategy_only=True,
        placement_strategy=False,
    ),
    Capacity.EXTERNAL: CapacityRules("EXTERNAL", None),
}

FARGATE_PROVIDERS = frozenset(each.value for each in Capacity if each.rules.aws_provider)
"""The capacity providers that AWS owns: FARGATE and FARGATE_SPOT."""
LAUNCH_TYPES = tuple(dict.fromkeys(rules.compatibility for rules in _RULES.values()))
"""What launchType and requiresCompatibilities may say."""
