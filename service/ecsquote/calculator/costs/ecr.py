"""Elastic Container Registry: images kept, and pulls that take the road through a NAT gateway."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from pydantic import Field

from ecsquote.calculator.costs.component import CostComponent, charge
from ecsquote.calculator.costs.nat_gateway import nat_gb_lines
from ecsquote.calculator.costs.quantities import Events, Gb, Quantity
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.pricing.meters import ECR_STORED_GB, NAT_GATEWAY_GB, Meter


class Ecr(CostComponent):
    """Images in private repositories of the same Region. Source: https://aws.amazon.com/ecr/pricing/."""

    component: ClassVar[str] = "ecr"

    stored_gb: Quantity = Field(Decimal(0), description="GB-months of stored images.")
    image_gb: Gb = Field(Decimal(0), description="GB per pull, compressed.")
    pulls_through_nat: Events = Field(0, description="Pulls in the month that go through a NAT gateway.")

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """Storage, and what NAT gateways process."""
        yield from (ECR_STORED_GB, NAT_GATEWAY_GB)

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """Storage; then pulls, billed by the NAT gateway: ECR itself takes nothing for pulls in its Region."""
        yield from charge(Ecr, bill, ECR_STORED_GB, self.stored_gb, "ECR images stored")
        pulled = Fraction(self.image_gb) * self.pulls_through_nat
        yield from nat_gb_lines(bill, pulled, "NAT gateway data processed: image pulls")
