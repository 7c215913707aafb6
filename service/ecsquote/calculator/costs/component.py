"""The face of every cost component: a frozen model whose fields are its usage, and which bills itself."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from decimal import Decimal
from fnmatch import fnmatchcase
from fractions import Fraction
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.pricing.meters import Meter
from ecsquote.units import to_decimal


class CostComponent(BaseModel, ABC):
    """One billable thing. Unknown fields are errors; quantities are for a month unless the name says otherwise."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    component: ClassVar[str]
    """The `component` of its line items."""

    @classmethod
    @abstractmethod
    def meters(cls) -> Iterator[Meter]:
        """Every meter that it can bill; `*` in a usage type or a variant matches any instance type or Region."""

    @abstractmethod
    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """Its lines at the Region's prices; raises PriceError where a price is missing or ambiguous."""

    def assumptions(self, _region: str, /) -> Iterator[str]:
        """The assumptions behind its lines in the Region."""
        yield from ()


class PlacedComponent(CostComponent):
    """A component that a launch option bills from the placement: nothing for a user to fill in."""

    service: str | None = None
    """The service whose tasks it is billed for; None where services share it."""


def charge(
    component: type[CostComponent],
    bill: Bill,
    meter: Meter,
    quantity: Fraction | Decimal | int,
    description: str,
    service: str | None = None,
) -> Iterator[LineItem]:
    """The lines of a quantity of one meter; none, and no price needed, where nothing is used."""
    if quantity:
        rounded = to_decimal(Fraction(quantity))
        yield from bill.charge(component.component, meter, rounded, description, service=service)


def covers(pattern: Meter, meter: Meter) -> bool:
    """True where a meter is the one that a component named, or matches its `*`."""
    return (
        pattern.service_code == meter.service_code
        and fnmatchcase(meter.usage_type, pattern.usage_type)
        and fnmatchcase(meter.variant, pattern.variant)
    )
