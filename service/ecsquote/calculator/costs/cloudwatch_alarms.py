"""CloudWatch alarms, among them those that every scaling policy makes."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from ecsquote.calculator.costs.component import CostComponent, charge
from ecsquote.calculator.costs.quantities import Count
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.pricing.meters import ALARMS, Meter


class Alarms(CostComponent):
    """Standard-resolution alarm metrics all month. Source: "Alarms", https://aws.amazon.com/cloudwatch/pricing/."""

    component: ClassVar[str] = "cloudwatch_alarms"

    count: Count = Field(description="Standard-resolution alarms; a target tracking policy makes at least two.")

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """Standard-resolution alarm metrics."""
        yield ALARMS

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """Alarm-months."""
        yield from charge(Alarms, bill, ALARMS, self.count, "CloudWatch alarms, standard resolution")
