"""BillCheck: an estimate compared with the rows of a bill, by component, and every row of the bill in a bucket."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter

from ecsquote.units import ExactDecimal


@dataclass(frozen=True, slots=True)
class ComparedComponent:
    """One component: estimated, billed, and their difference divided into quantity and price; USD."""

    component: str
    rows: int
    """Rows of the bill that match it."""
    estimate: ExactDecimal
    actual: ExactDecimal
    difference: ExactDecimal
    """Actual less estimate."""
    quantity_difference: ExactDecimal
    """(Actual less estimated quantity) at the estimated price, meter by meter."""
    price_difference: ExactDecimal
    """The rest."""
    in_verdict: bool = True
    """False where rows of it cannot be attributed under the filter."""


@dataclass(frozen=True, slots=True)
class UnestimatedComponent:
    """A component that the bill has and the estimate lacks."""

    component: str
    rows: int
    actual: ExactDecimal


@dataclass(frozen=True, slots=True)
class ComparedTotal:
    """The sums of the components that are in the verdict, USD."""

    estimate: ExactDecimal
    actual: ExactDecimal
    difference: ExactDecimal
    quantity_difference: ExactDecimal
    price_difference: ExactDecimal


@dataclass(frozen=True, slots=True)
class BucketSum:
    """The rows of a bill that are of one kind, and what they cost."""

    bucket: str
    rows: int
    cost: ExactDecimal


@dataclass(frozen=True, slots=True)
class FileSum:
    """All rows of the bill, split cost rows at 0."""

    rows: int
    cost: ExactDecimal


@dataclass(frozen=True, slots=True)
class BillCheck:
    """The verdict on an estimate, with its figures."""

    verdict: Literal["within", "beyond"]
    reasons: tuple[str, ...]
    """What is beyond the tolerance."""
    name: str | None
    region: str
    launch_option: str
    month: str
    cost: Literal["list", "effective", "net"]
    currency: str
    hours: ExactDecimal
    """Hours of the month."""
    covered_hours: ExactDecimal
    """Hours that the bill covers; the estimate is for these."""
    partial: bool
    tolerance_percent: ExactDecimal
    catalog_version: str
    filter: Mapping[str, str]
    total: ComparedTotal
    components: tuple[ComparedComponent, ...]
    unestimated: tuple[UnestimatedComponent, ...]
    buckets: tuple[BucketSum, ...]
    file: FileSum
    notes: tuple[str, ...]


@cache
def _adapter() -> TypeAdapter[BillCheck]:
    """Made when the first check is written: it costs more than an import may."""
    return TypeAdapter(BillCheck)


def bill_check_document(check: BillCheck) -> dict[str, Any]:
    """Return the check as JSON values; money and quantities are decimal strings."""
    document: dict[str, Any] = _adapter().dump_python(check, mode="json")
    return document
