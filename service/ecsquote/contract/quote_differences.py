"""The answer of GET /v1/quotes/{before}/diff/{after}: the differences between two quotes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from ecsquote.units import ExactDecimal

LineChange = Literal["rose", "fell", "same", "new", "gone"]


@dataclass(frozen=True, slots=True)
class LineSide:
    """A line item as one of the quotes has it; `monthly` is `quantity` × `unit_price`, in USD."""

    quantity: ExactDecimal
    unit: str
    unit_price: ExactDecimal
    monthly: ExactDecimal
    usage_type: str | None


@dataclass(frozen=True, slots=True)
class LineDifference:
    """One line item, before and after; a side is None where the line is new or gone.

    `change` is after − before in USD a month, and the sum of `quantity_change` (the change of the quantity, at the
    price before) and `price_change` (the change of the price, for the quantity after). A line that is new or gone is a
    change of quantity.
    """

    kind: LineChange
    component: str
    service: str | None
    description: str
    before: LineSide | None
    after: LineSide | None
    change: ExactDecimal
    quantity_change: ExactDecimal
    price_change: ExactDecimal
    percent: Annotated[ExactDecimal | None, Field(description="of the cost before; null where that is 0")]


@dataclass(frozen=True, slots=True)
class OptionSide:
    """An option in one of the quotes: its month in USD, or why it has none."""

    cpu_architecture: str
    available: bool
    unavailable_reason: str | None
    monthly: ExactDecimal | None


@dataclass(frozen=True, slots=True)
class OptionDifference:
    """One launch option, before and after; a side is None where that quote was not asked for it.

    `change` and `percent` are None unless both sides have a month. `lines` has the line items that differ, biggest
    change first, and is empty where a side has none to compare.
    """

    launch_option: str
    savings_plan: Mapping[str, Any] | None
    savings_plans: tuple[Mapping[str, Any], ...]
    before: OptionSide | None
    after: OptionSide | None
    change: ExactDecimal | None
    percent: ExactDecimal | None
    lines: tuple[LineDifference, ...]
    same_lines: Annotated[int, Field(description="how many line items are equal, and so not in `lines`")]


@dataclass(frozen=True, slots=True)
class QuoteSide:
    """Which quote it was; `id` is None for one that is not kept. `monthly` is its cheapest option's, in USD."""

    id: str | None
    name: str | None
    region: str
    catalog_version: str
    hours_per_month: ExactDecimal
    launch_option: str | None
    monthly: ExactDecimal | None


@dataclass(frozen=True, slots=True)
class Differences:
    """What is different between two quotes; `change` and `percent` compare the cheapest option of each."""

    currency: str
    before: QuoteSide
    after: QuoteSide
    change: ExactDecimal | None
    percent: ExactDecimal | None
    options: Annotated[
        tuple[OptionDifference, ...],
        Field(description="what runs today first, where it is known; then as in the quote after, cheapest first"),
    ]
    notes: Annotated[
        tuple[str, ...],
        Field(description="what else moves the figures, warnings about prices, and the advice asked for"),
    ]
    current: Annotated[
        str | None, Field(description="what the workload runs on today, a launch option; null where not known")
    ] = None


@cache
def _adapter() -> TypeAdapter[Differences]:
    """Made when the first document is written: it costs more than an import may."""
    return TypeAdapter(Differences)


def differences_document(found: Differences) -> dict[str, Any]:
    """Return the differences as JSON values; money and quantities are decimal strings."""
    document: dict[str, Any] = _adapter().dump_python(found, mode="json")
    return document
