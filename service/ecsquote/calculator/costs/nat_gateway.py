"""NAT gateways: hours and GB processed, on top of any transfer to the internet."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from pydantic import Field

from ecsquote.calculator.costs.component import CostComponent, charge
from ecsquote.calculator.costs.public_ipv4 import PublicIpv4
from ecsquote.calculator.costs.quantities import Count, Quantity
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.pricing.meters import NAT_GATEWAY_GB, NAT_GATEWAY_HOURS, PUBLIC_IPV4_HOURS, Meter


class NatGateways(CostComponent):
    """Zonal NAT gateways for the full month. Source: "NAT Gateway", https://aws.amazon.com/vpc/pricing/."""

    component: ClassVar[str] = "nat_gateway"

    count: Count = Field(description="NAT gateways; one per zone tolerates the loss of a zone.")
    processed_gb: Quantity = Field(Decimal(0), description="GB through all of them, both directions.")

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """Hours, GB, and the address of each."""
        yield from (NAT_GATEWAY_HOURS, NAT_GATEWAY_GB, PUBLIC_IPV4_HOURS)

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """Hours, GB, and one public IPv4 address for each gateway."""
        hours = self.count * Fraction(bill.hours_per_month)
        yield from charge(NatGateways, bill, NAT_GATEWAY_HOURS, hours, "NAT gateway hours")
        yield from nat_gb_lines(bill, Fraction(self.processed_gb), "NAT gateway data processed")
        yield from PublicIpv4(address_hours=hours, used_by="NAT gateways").line_items(bill)


def nat_gb_lines(bill: Bill, gb: Fraction, description: str) -> Iterator[LineItem]:
    """GB through NAT gateways that already exist."""
    yield from charge(NatGateways, bill, NAT_GATEWAY_GB, gb, description)
