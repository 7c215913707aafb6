"""The management fee of ECS Managed Instances, by instance type, on top of the instance itself."""

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from ecsquote.calculator.costs.component import PlacedComponent, charge
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.pricing.meters import Meter, managed_instances_fee


class ManagedInstancesFee(PlacedComponent):
    """Fee × instance-hours. Source: https://aws.amazon.com/ecs/managed-instances/pricing/."""

    component: ClassVar[str] = "managed_instances_fee"

    instance_type: str
    instance_hours: Fraction

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """Every instance type."""
        yield managed_instances_fee("*")

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """One line of instance-hours."""
        meter = managed_instances_fee(self.instance_type)
        description = f"Managed Instances fee, {self.instance_type}"
        yield from charge(ManagedInstancesFee, bill, meter, self.instance_hours, description, self.service)
