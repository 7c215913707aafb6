"""The launch options: a launch type or capacity provider joined with a purchase option, each described once.

To add one: a member and its description here, and for a new kind of capacity its rules in `workload/capacity.py`, the
limits of task definitions in `workload/task_definition/`, and a plan in `calculator/options/`.
"""

from dataclasses import dataclass
from enum import StrEnum

from ecsquote.workload.capacity import Capacity


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
    def description(self) -> "LaunchOptionDescription":
        """Everything that sets it apart from the other options."""
        return _DESCRIPTIONS[self]

    @property
    def words(self) -> str:
        """Its name for people: "EC2 On-Demand"."""
        return self.description.words

    @property
    def capacity(self) -> Capacity | None:
        """What the tasks run on; None where each service's strategy decides."""
        return self.description.capacity

    @property
    def spot(self) -> bool:
        """True where the capacity is Spot throughout, which no Savings Plan covers."""
        return self.description.spot


@dataclass(frozen=True, slots=True)
class LaunchOptionDescription:
    """What sets a launch option apart: its capacity, how that is bought, and which settings change its price."""

    words: str
    capacity: Capacity | None
    """What the tasks run on, with its rules and limits; None where each service's strategy decides."""
    docs: str
    """AWS's page about it."""
    spot: bool = False
    fleet: bool = False
    """True where tasks are placed on instances that the planner chooses (the `fleet` section applies)."""
    eni_trunking_optional: bool = False
    """True where `fleet.eni_trunking` matters: Managed Instances always have it."""
    priced_by_tasks: bool = True
    """False where the price does not depend on the tasks."""
    savings_plans: bool = True
    """False where no Savings Plan covers any of its capacity."""
    needs_strategy: bool = False
    """True where every service must have a capacityProviderStrategy."""


_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_FARGATE = f"{_GUIDE}/fargate-capacity-providers.html"
_EC2 = f"{_GUIDE}/launch-type-ec2.html"
_MANAGED = f"{_GUIDE}/ManagedInstances.html"
_DESCRIPTIONS = {
    LaunchOption.FARGATE: LaunchOptionDescription("Fargate", Capacity.FARGATE, _FARGATE),
    LaunchOption.FARGATE_SPOT: LaunchOptionDescription("Fargate Spot", Capacity.FARGATE_SPOT, _FARGATE, spot=True),
    LaunchOption.EC2_ON_DEMAND: LaunchOptionDescription(
        "EC2 On-Demand", Capacity.EC2, _EC2, fleet=True, eni_trunking_optional=True
    ),
    LaunchOption.EC2_SPOT: LaunchOptionDescription(
        "EC2 Spot", Capacity.EC2, _EC2, spot=True, fleet=True, eni_trunking_optional=True
    ),
    LaunchOption.MANAGED_INSTANCES: LaunchOptionDescription(
        "Managed Instances", Capacity.MANAGED_INSTANCES, _MANAGED, fleet=True
    ),
    LaunchOption.MANAGED_INSTANCES_SPOT: LaunchOptionDescription(
        "Managed Instances Spot", Capacity.MANAGED_INSTANCES, _MANAGED, spot=True, fleet=True
    ),
    LaunchOption.EXTERNAL: LaunchOptionDescription(
        "ECS Anywhere",
        Capacity.EXTERNAL,
        f"{_GUIDE}/ecs-anywhere.html",
        priced_by_tasks=False,
        savings_plans=False,
    ),
    LaunchOption.CAPACITY_PROVIDER_STRATEGY: LaunchOptionDescription(
        "Capacity provider strategy",
        None,
        f"{_GUIDE}/cluster-capacity-providers.html",
        fleet=True,
        eni_trunking_optional=True,
        needs_strategy=True,
    ),
}


def option_on(capacity: Capacity, *, spot: bool | None = None) -> LaunchOption:
    """The option of a kind of capacity, by purchase option where it has two; On-Demand by default."""
    found = [option for option in LaunchOption if option.capacity is capacity]
    return next((option for option in found if option.spot is spot), found[0])
