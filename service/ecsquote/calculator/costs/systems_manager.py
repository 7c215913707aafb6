"""Systems Manager Parameter Store: advanced parameters and the calls for them; standard parameters are free."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from ecsquote.calculator.costs.component import CostComponent, charge
from ecsquote.calculator.costs.quantities import Count, Events
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.pricing.meters import ADVANCED_PARAMETER_HOURS, ADVANCED_PARAMETER_REQUESTS, Meter


class Parameters(CostComponent):
    """Advanced parameters. Source: "Parameter Store", https://aws.amazon.com/systems-manager/pricing/."""

    component: ClassVar[str] = "systems_manager"

    advanced: Count = Field(0, description="Advanced parameters kept all month.")
    api_calls: Events = Field(0, description="Calls for advanced parameters; each task start makes one for each.")

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """Parameter-hours and calls."""
        yield from (ADVANCED_PARAMETER_HOURS, ADVANCED_PARAMETER_REQUESTS)

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """Parameter-hours of the month, then calls."""
        hours = self.advanced * bill.hours_per_month
        yield from charge(Parameters, bill, ADVANCED_PARAMETER_HOURS, hours, "Advanced parameters")
        yield from charge(Parameters, bill, ADVANCED_PARAMETER_REQUESTS, self.api_calls, "Advanced parameter calls")
