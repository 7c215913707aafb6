"""ECS Anywhere: each registered instance by the hour, in whole hours."""

from collections.abc import Iterator
from decimal import Decimal
from math import ceil
from typing import ClassVar

from ecsquote.calculator.costs.component import PlacedComponent, charge
from ecsquote.calculator.line_items import Bill, LineItem
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
        """Each instance's hours rounded up, less the trial's."""
        instance_hours = max(0, self.instances * ceil(self.hours) - self._free_hours())
        description = "ECS Anywhere registered instances"
        yield from charge(ExternalInstances, bill, ECS_ANYWHERE, instance_hours, description, self.service)

    def _free_hours(self) -> int:
        free: int = fact("external_instances", "trial_instance_hours")
        return free if self.trial else 0

    def assumptions(self) -> Iterator[str]:
        """What the trial takes off."""
        if self.trial:
            yield f"ECS Anywhere trial: {self._free_hours()} instance-hours a month are free for six months"
