"""AWS X-Ray: traces recorded, and traces retrieved or scanned."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from ecsquote.calculator.costs.component import CostComponent, charge
from ecsquote.calculator.costs.quantities import Events
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.pricing.meters import XRAY_TRACES_RECORDED, XRAY_TRACES_RETRIEVED, Meter


class XRay(CostComponent):
    """Traces of a month. Source: https://aws.amazon.com/xray/pricing/."""

    component: ClassVar[str] = "xray"

    traces_recorded: Events = Field(0, description="Traces that tasks send.")
    traces_retrieved: Events = Field(0, description="Traces that people and dashboards read.")

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """Recorded and retrieved."""
        yield from (XRAY_TRACES_RECORDED, XRAY_TRACES_RETRIEVED)

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """Recorded, then retrieved."""
        yield from charge(XRay, bill, XRAY_TRACES_RECORDED, self.traces_recorded, "X-Ray traces recorded")
        yield from charge(XRay, bill, XRAY_TRACES_RETRIEVED, self.traces_retrieved, "X-Ray traces retrieved")

    def assumptions(self, _region: str, /) -> Iterator[str]:
        """Whose free traces these are."""
        if self.traces_recorded or self.traces_retrieved:
            yield "the account's free X-Ray traces of the month are assumed to be used elsewhere"
