"""One price dimension of AWS's Price List, and the graduated tiers of one meter."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ecsquote.contract.price_basis import Basis
from ecsquote.pricing.tiers import TierProblem, tier_faults


@dataclass(frozen=True, slots=True)
class Price:
    """One price dimension, in the words of AWS's Price List.

    `unit_price` is per `unit`, in `currency`, for quantities above `begin_range` up to `end_range`
    (None: without end). `sku`, `rate_code` and `usage_type` are None where the source does not give them.
    `effective_date` is AWS's own (None if unknown); `observed_on` is when the source was read, as it says.
    """

    service_code: str
    usage_type: str | None
    region: str
    unit: str
    unit_price: Decimal
    begin_range: Decimal
    end_range: Decimal | None
    currency: str
    sku: str | None
    rate_code: str | None
    effective_date: str | None
    observed_on: str
    source: str
    basis: Basis
    note: str | None = None
    """For a derived price: how it was computed, for the quote's warnings."""
    availability_zone: str | None = None
    """The zone that it holds in, where prices differ by zone (EC2 Spot)."""
    observed_at: str | None = None
    """The time (ISO 8601) at which it was in force, where a day is too coarse (EC2 Spot)."""
    operation: str | None = None
    """AWS's operation of the row; empty where AWS's row has none, None where it is not known."""
    operating_system: str | None = None
    """LINUX or WINDOWS, where the price is for one of them."""


@dataclass(frozen=True, slots=True)
class TierCharge:
    """The part of a quantity that falls into one tier."""

    price: Price
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Rate:
    """All tiers of one meter, graduated: each part of a quantity is billed at its own tier.

    Source: "How AWS charges for tiered pricing", https://aws.amazon.com/ec2/pricing/on-demand/ (data transfer).
    """

    tiers: tuple[Price, ...]

    def __post_init__(self) -> None:
        """Tiers must begin at 0, follow each other without gap or overlap, and be open at the end."""
        for fault in tier_faults([(tier.begin_range, tier.end_range) for tier in self.tiers]):
            if fault.problem is TierProblem.NOT_OPEN:
                raise ValueError("the last tier must be open")
            tier = self.tiers[fault.tier]
            raise ValueError(f"tiers of {tier.usage_type} in {tier.region} leave a gap or overlap at {fault.due}")

    def charges(self, quantity: Decimal, after: Decimal = Decimal(0)) -> Iterator[TierCharge]:
        """Split `quantity`, coming after `after` units already used, over the tiers; nothing for a quantity of 0."""
        end = after + quantity
        for tier in self.tiers:
            low = max(after, tier.begin_range)
            high = end if tier.end_range is None else min(end, tier.end_range)
            if high > low:
                yield TierCharge(tier, high - low)

    @property
    def single(self) -> Price:
        """The only price of a meter without tiers; ValueError if it has tiers."""
        if len(self.tiers) != 1:
            raise ValueError(f"{self.tiers[0].usage_type} has {len(self.tiers)} tiers")
        return self.tiers[0]
