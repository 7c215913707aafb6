"""LineItem: quantity × unit price = cost, with the price that it came from (FOCUS: ContractedCost)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.catalog.spot_zones import SpotHistory
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.price import Basis, Price
from ecsquote.units import ExactDecimal, exact_product


@dataclass(frozen=True, slots=True)
class PriceReference:
    """Where a unit price comes from; None where the source does not say."""

    service_code: str
    sku: str | None
    rate_code: str | None
    usage_type: str | None
    effective_date: str | None
    observed_on: str
    source: str
    basis: Basis
    availability_zone: str | None = None
    """The zone of a price that differs by zone (EC2 Spot)."""
    observed_at: str | None = None
    """When such a price was in force, ISO 8601."""
    list_unit_price: ExactDecimal | None = None
    """What the source says, where a private discount was taken from it (FOCUS: ListUnitPrice); else None."""

    @classmethod
    def of(cls, price: Price) -> "PriceReference":
        """The reference of a price row."""
        return cls(
            service_code=price.service_code,
            sku=price.sku,
            rate_code=price.rate_code,
            usage_type=price.usage_type,
            effective_date=price.effective_date,
            observed_on=price.observed_on,
            source=price.source,
            basis=price.basis,
            availability_zone=price.availability_zone,
            observed_at=price.observed_at,
        )


UNTOLD = Meter("", "", "")
"""Documents do not hold the meter: the price's usage type says the same in AWS's spelling."""


@dataclass(frozen=True, slots=True)
class LineItem:
    """One line of a bill: `monthly` is `quantity` × `unit_price` to the last digit, in USD."""

    component: str
    service: str | None
    description: str
    quantity: ExactDecimal
    unit: str
    unit_price: ExactDecimal
    monthly: ExactDecimal
    price: PriceReference
    note: str | None
    """How a derived price was computed."""
    meter: Annotated[Meter, Field(exclude=True, default=UNTOLD)]
    """What the line is for, whichever Region's prefix its usage type carries; UNTOLD in a quote that was read back."""
    spot_history: Annotated[SpotHistory | None, Field(exclude=True)] = None
    """What a Spot price was before, where the catalog knows."""


@dataclass(frozen=True, slots=True)
class Bill:
    """What a cost component needs to bill itself: the prices, the Region and the length of the month."""

    catalog: Catalog
    region: str
    hours_per_month: Decimal

    def charge(
        self,
        component: str,
        meter: Meter,
        quantity: Decimal,
        description: str,
        *,
        service: str | None = None,
        after: Decimal = Decimal(0),
    ) -> Iterator[LineItem]:
        """The line items of a quantity of one meter, one a tier, none for 0; raises PriceError."""
        for part in self.catalog.rate(self.region, meter).charges(quantity, after):
            yield line_item(component, meter, part.price, part.quantity, description, service)


def line_item(
    component: str, meter: Meter, price: Price, quantity: Decimal, description: str, service: str | None = None
) -> LineItem:
    """One line at one price."""
    return LineItem(
        component=component,
        service=service,
        description=description,
        quantity=quantity,
        unit=meter.unit,
        unit_price=price.unit_price,
        monthly=exact_product(quantity, price.unit_price),
        price=PriceReference.of(price),
        note=price.note,
        meter=meter,
    )
