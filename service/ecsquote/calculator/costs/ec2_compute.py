"""EC2 instances: hours of an instance type, On-Demand or Spot."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar

from ecsquote.calculator.costs.component import PlacedComponent, charge
from ecsquote.calculator.line_items import Bill, LineItem, line_item
from ecsquote.errors import PriceNotFound
from ecsquote.pricing.meters import RUN_INSTANCES, Meter, instance_hours, spot_instance_hours
from ecsquote.units import to_decimal


class Ec2Compute(PlacedComponent):
    """Instances of one type × hours. Source: https://aws.amazon.com/ec2/pricing/on-demand/."""

    component: ClassVar[str] = "ec2_compute"

    instance_type: str
    operating_system: str
    """LINUX or WINDOWS."""
    spot: bool
    availability_zone: str | None = None
    """Spot: the zone whose own price holds; None: the Region's price."""
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
        if self.availability_zone is not None:
            yield from self._in_zone(bill, meter, f"{description}, {self.availability_zone}")
            return
        yield from charge(Ec2Compute, bill, meter, self.instance_hours, description, self.service)

    def _in_zone(self, bill: Bill, meter: Meter, description: str) -> Iterator[LineItem]:
        zones = bill.catalog.spot_zones(bill.region, self.instance_type, self.operating_system)
        sold = next((zone for zone in zones if zone.availability_zone == self.availability_zone), None)
        if sold is None:
            raise PriceNotFound(f"no Spot price for {self.instance_type} in {self.availability_zone}")
        if self.instance_hours:
            price = replace(sold.price, usage_type=_usage_type(bill, meter))
            item = line_item(self.component, meter, price, to_decimal(self.instance_hours), description)
            yield replace(item, spot_history=sold.history)


def _usage_type(bill: Bill, meter: Meter) -> str | None:
    """Its usage type, from the Region's row, as the zones' history has none."""
    try:
        return bill.catalog.rate(bill.region, meter).single.usage_type
    except PriceNotFound:
        return None
