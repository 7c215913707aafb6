"""AWS Cloud Map: registered instances and the calls that discover them."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from ecsquote.calculator.costs.component import CostComponent, charge
from ecsquote.calculator.costs.quantities import Events, Quantity
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.pricing.meters import CLOUD_MAP_API_CALLS, CLOUD_MAP_RESOURCES, Meter


class CloudMap(CostComponent):
    """Service discovery; what Service Connect registers is free. Source: https://aws.amazon.com/cloud-map/pricing/."""

    component: ClassVar[str] = "cloud_map"

    instances: Quantity = Field("0", validate_default=True, description="Instances registered all month, on average.")
    api_calls: Events = Field(0, description="Discovery calls, DNS queries aside.")

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """Instances and calls."""
        yield from (CLOUD_MAP_RESOURCES, CLOUD_MAP_API_CALLS)

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """Instance-months, then calls."""
        yield from charge(CloudMap, bill, CLOUD_MAP_RESOURCES, self.instances, "Cloud Map registered instances")
        yield from charge(CloudMap, bill, CLOUD_MAP_API_CALLS, self.api_calls, "Cloud Map discovery calls")
