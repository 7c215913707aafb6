"""The one shape that rows of every cost export take: what is billed, for whom, when, and what it costs."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class ChargeKind(StrEnum):
    """What a row charges for, in the words of the buckets; `usage` is all that was used, discounted or not."""

    USAGE = "usage"
    TAX = "tax"
    CREDIT = "credit"
    REFUND = "refund"
    FEE = "fee"
    COMMITMENT = "commitment"
    SPLIT = "split"


class CostBasis(StrEnum):
    """Which cost of a row counts: the public price, what plans and reservations make of it, or what is invoiced."""

    LIST = "list"
    EFFECTIVE = "effective"
    NET = "net"


@dataclass(frozen=True, slots=True)
class RowKey:
    """Everything about a row that decides its bucket and its component; texts are empty where the row has none."""

    charge: ChargeKind
    service_code: str = ""
    usage_type: str = ""
    """As the export spells it, with the Region's billing code."""
    operation: str = ""
    description: str = ""
    """Only of exports that have no usage types."""
    price_id: str = ""
    """AWS's rate code, likewise."""
    region: str = ""
    month: str = ""
    """The month that its usage begins in, "2026-10"; empty where the row has no time."""
    covered_by: str = ""
    """Usage that a commitment pays: `savings_plan` or `reserved_instances`."""
    cluster: str | None = None
    """The ECS cluster of its task; None where it has none. Only where a filter asks, as all below."""
    is_task: bool = False
    """Whether its resource is an ECS task."""
    service: str | None = None
    """The tag aws:ecs:serviceName."""
    tag: str | None = None
    """The value of the tag that is asked for."""
    resource: str = ""
    """The instance, of instance hours and of split cost rows (there the one that it is a part of)."""


@dataclass(frozen=True, slots=True)
class BillRow:
    """Equal rows together: how many, and the sums of their costs and quantities, exact."""

    key: RowKey
    rows: int
    cost: Decimal
    """USD on the basis asked for; 0 for a split cost row, whose cost is that of its instance's row."""
    quantity: Decimal
    split_cost: Decimal = Decimal(0)
    """What a split cost row says that its task holds of the instance, its part of the unused included."""
    start: datetime | None = None
    """UTC; the first of them."""
    end: datetime | None = None
    """UTC; the last of them."""
    largest_rate: Decimal = Decimal(0)
    """The largest quantity per hour of a row."""
