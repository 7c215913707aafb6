"""How instances are bought: as Managed Instances or by the account's own groups, On-Demand or Spot."""

from dataclasses import dataclass

from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.workload.capacity import Capacity


@dataclass(frozen=True, slots=True)
class InstancePurchase:
    """How instances are bought: with the fee of Managed Instances or not, On-Demand or Spot."""

    managed: bool
    spot: bool

    @property
    def capacity(self) -> Capacity:
        """What ECS calls such instances."""
        return Capacity.MANAGED_INSTANCES if self.managed else Capacity.EC2

    def price_words(self, operating_system: str, region: str) -> str:
        """The price that such instances need, e.g. "Linux Spot price in eu-west-1"."""
        return f"{operating_system.title()} {'Spot' if self.spot else 'On-Demand'} price in {region}"

    @classmethod
    def of(cls, option: LaunchOption) -> "InstancePurchase":
        """What a launch option buys."""
        return cls(managed=option.capacity is Capacity.MANAGED_INSTANCES, spot=option.spot)


ON_DEMAND = InstancePurchase(managed=False, spot=False)
