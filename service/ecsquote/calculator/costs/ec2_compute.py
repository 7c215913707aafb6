"""EC2 instances: hours of an instance type, On-Demand or Spot."""

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from ecsquote.calculator.costs.component import PlacedComponent, charge
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.pricing.meters import RUN_INSTANCES, Meter, instance_hours, spot_instance_hours


class Ec2Compute(PlacedComponent):
    """Instances of one type × hours. Source: https://aws.amazon.com/ec2/pricing/on-demand/."""

    component: ClassVar[str] = "ec2_compute"

    instance_type: str
    operating_system: str
    """LINUX or WINDOWS."""
    spot: bool
    instance_hours: Fraction

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """Every instance type, on each operating system, On-Demand and Spot."""
        for operating_system in RUN_INSTANCES:
            yield instance_hours("*", operating_system)
            yield spot_instance_hours("*", operating_system)

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """One line of instance-hours."""
        meter_of = spot_instance_hours if self.spot else instance_hours
        purchase = "Spot" if self.spot else "On-Demand"
        description = f"{self.instance_type} {purchase}, {self.operating_system.title()}"
        meter = meter_of(self.instance_type, self.operating_system)
        yield from charge(Ec2Compute, bill, meter, self.instance_hours, description, self.service)
