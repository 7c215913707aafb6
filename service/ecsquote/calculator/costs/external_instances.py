"""ECS Anywhere: each registered instance by the hour, in whole hours."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from math import ceil
from typing import ClassVar

from ecsquote.calculator.costs.component import PlacedComponent, charge
from ecsquote.calculator.line_items import Bill, LineItem, line_item
from ecsquote.facts import fact
from ecsquote.pricing.meters import ECS_ANYWHERE, Meter


class ExternalInstances(PlacedComponent):
    """Registered instances × hours. Source: https://aws.amazon.com/ecs/anywhere/pricing/."""

    component: ClassVar[str] = "external_instances"

    instances: int
    hours: Decimal
    """Hours that each is registered in the month."""
    trial: bool = False
    """True in the first six months of use, which have free instance-hours each month."""

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """Instance-hours."""
        yield ECS_ANYWHERE

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """Each instance's hours rounded up; in the trial the first ones are a line at $0, as AWS's own tier is."""
        instance_hours = self.instances * ceil(self.hours)
        free = min(instance_hours, self._free_hours())
        description = "ECS Anywhere registered instances"
        if free:
            paid = bill.catalog.rate(bill.region, ECS_ANYWHERE).single
            price = replace(
                paid, unit_price=Decimal(0), usage_type=f"{paid.usage_type or ECS_ANYWHERE.usage_type}-WithFree"
            )
            yield line_item(
                self.component, ECS_ANYWHERE, price, Decimal(free), f"{description}, free trial", self.service
            )
        yield from charge(ExternalInstances, bill, ECS_ANYWHERE, instance_hours - free, description, self.service)

    def _free_hours(self) -> int:
        free: int = fact("external_instances", "trial_instance_hours")
        return free if self.trial else 0

    def assumptions(self, _region: str, /) -> Iterator[str]:
        """What the trial takes off."""
        if self.trial:
            yield f"ECS Anywhere trial: {self._free_hours()} instance-hours a month are free for six months"
