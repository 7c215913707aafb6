"""Data transfer: out to the internet, across Availability Zones, to other Regions; what comes in is free."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from ecsquote.calculator.costs.component import CostComponent, charge
from ecsquote.calculator.costs.quantities import Quantity
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.errors import Fault
from ecsquote.facts import fact
from ecsquote.faults.pointers import pointer
from ecsquote.pricing.meters import INTER_AZ_GB, INTERNET_OUT_GB, Meter, inter_region_gb
from ecsquote.units import decimal_string

SIDES_OF_A_ZONE_BORDER = 2
MAX_REGIONS = 100


class DataTransfer(CostComponent):
    """GB that leave. Source: https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer."""

    component: ClassVar[str] = "data_transfer"

    internet_out_gb: Quantity = Field(Decimal(0), description="GB out to the internet.")
    account_internet_out_gb: Quantity = Field(
        Decimal(0),
        description="GB that the rest of the account sends out in the month. They count first, so they decide the tier "
        "and what is left of the allowance of 100 GB (none in GovCloud and China).",
    )
    inter_az_gb: Quantity = Field(Decimal(0), description="GB that cross a zone boundary, each billed on both sides.")
    inter_region_gb: Annotated[dict[str, Quantity], Field(max_length=MAX_REGIONS)] = Field(
        default_factory=dict, description='GB to other Regions, by Region code: {"us-west-2": "50"}.'
    )

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """Internet, zone borders, and every pair of Regions."""
        yield from (INTERNET_OUT_GB, INTER_AZ_GB, inter_region_gb("*"))

    def faults(self, regions: Collection[str], region: str) -> Iterator[Fault]:
        """Faults that only a catalog shows: targets that are not a Region, or are the workload's own."""
        for target in self.inter_region_gb:
            place = pointer(("usage", "data_transfer", "inter_region_gb", target))
            if target not in regions:
                yield Fault(place, f"{target} is not a Region of the price catalog; give a code such as us-west-2")
            elif target == region:
                yield Fault(place, f"{target} is the workload's own Region; transfer inside it is inter_az_gb")

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """Internet (one line per tier), zone borders, then Regions by code."""
        yield from self._internet_lines(bill)
        yield from inter_az_lines(bill, Fraction(self.inter_az_gb), "Data transfer")
        for target, gb in sorted(self.inter_region_gb.items()):
            yield from charge(DataTransfer, bill, inter_region_gb(target), gb, f"Data transfer to {target}")

    def _internet_lines(self, bill: Bill) -> Iterator[LineItem]:
        """The tiers count the account's GB beyond the allowance."""
        allowance = internet_allowance_gb(bill.region)
        before = max(Decimal(0), self.account_internet_out_gb - allowance)
        after = max(Decimal(0), self.account_internet_out_gb + self.internet_out_gb - allowance)
        if after > before:
            description = "Data transfer out to the internet"
            yield from bill.charge(self.component, INTERNET_OUT_GB, after - before, description, after=before)

    def assumptions(self, region: str, /) -> Iterator[str]:
        """How much of the account's allowance is left, and which part of it covers this workload's GB."""
        if self.inter_az_gb:
            yield "the account's first GB across zones in a month, which is free, is assumed to be used elsewhere"
        if self.internet_out_gb:
            yield self._allowance_words(internet_allowance_gb(region))

    def _allowance_words(self, allowance: int) -> str:
        rest = f"the rest of the account sends {decimal_string(self.account_internet_out_gb)} GB to the internet"
        if not allowance:
            return f"{rest} in the month; no GB of an account are free in GovCloud and China"
        left = max(Decimal(0), allowance - self.account_internet_out_gb)
        covered = decimal_string(min(left, self.internet_out_gb))
        return f"{rest} in the month, so its free {allowance} GB cover {covered} GB of this workload's"


def internet_allowance_gb(region: str) -> int:
    """GB to the internet that an account has free each month; 0 in Regions of the GovCloud and China partitions."""
    without: list[str] = fact("data_transfer", "region_prefixes_without_allowance")
    allowance: int = fact("data_transfer", "internet_allowance_gb")
    return 0 if region.startswith(tuple(without)) else allowance


def inter_az_lines(bill: Bill, crossing_gb: Fraction, what: str) -> Iterator[LineItem]:
    """GB across a zone border: AWS bills the sender and the receiver."""
    quantity = crossing_gb * SIDES_OF_A_ZONE_BORDER
    yield from charge(DataTransfer, bill, INTER_AZ_GB, quantity, f"{what} across Availability Zones, both sides")
