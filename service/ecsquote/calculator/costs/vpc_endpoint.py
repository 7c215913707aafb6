"""Interface VPC endpoints (PrivateLink): an hour of each endpoint in each zone, and GB in tiers."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from pydantic import Field

from ecsquote.calculator.costs.component import CostComponent, charge
from ecsquote.calculator.costs.quantities import Count, Quantity, Zones
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.pricing.meters import VPC_ENDPOINT_GB, VPC_ENDPOINT_HOURS, Meter


class VpcEndpoints(CostComponent):
    """Interface endpoints for the full month. Source: https://aws.amazon.com/privatelink/pricing/."""

    component: ClassVar[str] = "vpc_endpoint"

    interface_endpoints: Count = Field(
        description="Interface endpoints; private Fargate tasks need ecr.api, ecr.dkr and logs. "
        "Gateway endpoints are free."
    )
    availability_zones: Zones = Field(1, description="Availability Zones of each endpoint; each zone is billed.")
    processed_gb: Quantity = Field(Decimal(0), description="GB through all of them, both directions.")

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """Hours and GB."""
        yield from (VPC_ENDPOINT_HOURS, VPC_ENDPOINT_GB)

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """Endpoint-hours in each zone, then GB, one line per tier."""
        hours = self.interface_endpoints * self.availability_zones * Fraction(bill.hours_per_month)
        yield from charge(VpcEndpoints, bill, VPC_ENDPOINT_HOURS, hours, "Interface endpoint hours, per zone")
        yield from charge(VpcEndpoints, bill, VPC_ENDPOINT_GB, self.processed_gb, "Interface endpoint data processed")
