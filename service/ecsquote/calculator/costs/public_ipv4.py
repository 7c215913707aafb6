"""Public IPv4 addresses: of tasks, load balancers and NAT gateways, in use or idle alike."""

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from ecsquote.calculator.costs.component import PlacedComponent, charge
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.pricing.meters import PUBLIC_IPV4_HOURS, Meter


class PublicIpv4(PlacedComponent):
    """Addresses × hours. Source: "Public IPv4 Address", https://aws.amazon.com/vpc/pricing/."""

    component: ClassVar[str] = "public_ipv4"

    address_hours: Fraction
    used_by: str = "tasks"
    """What has the addresses, in words for the line."""

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """Addresses in use."""
        yield PUBLIC_IPV4_HOURS

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """One line of address-hours."""
        description = f"Public IPv4 addresses: {self.used_by}"
        yield from charge(PublicIpv4, bill, PUBLIC_IPV4_HOURS, self.address_hours, description, self.service)
