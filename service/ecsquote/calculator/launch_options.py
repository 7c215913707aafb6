"""The launch options: a launch type and a purchase option, and what each is called in words."""

from enum import StrEnum


class LaunchOption(StrEnum):
    """ECS launch types and capacity providers joined with how the capacity is bought.

    ECS has no launch type "spot": FARGATE_SPOT is a capacity provider, EC2 Spot a purchase option.
    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/capacity-launch-type-comparison.html
    """

    FARGATE = "FARGATE"
    FARGATE_SPOT = "FARGATE_SPOT"
    EC2_ON_DEMAND = "EC2_ON_DEMAND"
    EC2_SPOT = "EC2_SPOT"
    MANAGED_INSTANCES = "MANAGED_INSTANCES"
    MANAGED_INSTANCES_SPOT = "MANAGED_INSTANCES_SPOT"
    EXTERNAL = "EXTERNAL"
    CAPACITY_PROVIDER_STRATEGY = "CAPACITY_PROVIDER_STRATEGY"

    @property
    def spot(self) -> bool:
        """True where the capacity is Spot throughout, which no Savings Plan covers."""
        return self.value.endswith("_SPOT")

    @property
    def words(self) -> str:
        """As people say it: "EC2 On-Demand"."""
        return _WORDS[self]


_WORDS = {
    LaunchOption.FARGATE: "Fargate",
    LaunchOption.FARGATE_SPOT: "Fargate Spot",
    LaunchOption.EC2_ON_DEMAND: "EC2 On-Demand",
    LaunchOption.EC2_SPOT: "EC2 Spot",
    LaunchOption.MANAGED_INSTANCES: "Managed Instances",
    LaunchOption.MANAGED_INSTANCES_SPOT: "Managed Instances Spot",
    LaunchOption.EXTERNAL: "ECS Anywhere",
    LaunchOption.CAPACITY_PROVIDER_STRATEGY: "Capacity provider strategy",
}
