"""Elastic File System: GB kept, by storage class."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from ecsquote.calculator.costs.component import CostComponent, charge
from ecsquote.calculator.costs.quantities import Quantity
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.pricing.meters import EFS_STORED_GB, Meter


class Efs(CostComponent):
    """Files kept. Source: https://aws.amazon.com/efs/pricing/."""

    component: ClassVar[str] = "efs"

    stored_gb: Quantity = Field(description="GB-months kept.")
    storage_class: Literal["STANDARD", "ONE_ZONE", "INFREQUENT_ACCESS"] = Field(
        "STANDARD", description="The storage class of all stored GB."
    )

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """One a storage class."""
        yield from EFS_STORED_GB.values()

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """GB-months."""
        storage_class = self.storage_class.replace("_", " ").title()
        yield from charge(Efs, bill, EFS_STORED_GB[self.storage_class], self.stored_gb, f"EFS storage, {storage_class}")

    def assumptions(self, _region: str, /) -> Iterator[str]:
        """What AWS also bills and this leaves out."""
        yield "EFS throughput and access charges are not priced"
