"""LineItem: quantity × unit price = cost, with the price that it came from (FOCUS: ContractedCost)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from ecsquote.contract.price_basis import Basis
from ecsquote.contract.quotes import LineItemDocument, PriceReference
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.catalog.spot_zones import SpotHistory
from ecsquote.pricing.meters import SPOT_PREFIX, Meter
from ecsquote.pricing.price import Price
from ecsquote.units import exact_product


@dataclass(frozen=True, slots=True)
class LineItem(LineItemDocument):
    """A line item with what later rules need of its price; documents carry the rest."""

    meter: Meter
    """What the line is for, whichever Region's prefix its usage type carries."""
    spot_history: SpotHistory | None = None
    """Earlier Spot prices, where the catalog has them."""


def price_reference(price: Price) -> PriceReference:
    """Return where a price row comes from."""
    return PriceReference(
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
        operation=price.operation,
    )


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
        """The line items of a quantity of one meter: one per tier, none for 0. Raises PriceError.

        Spot lines carry what refreshes have read before; a private rate has no history.
        """
        for part in self.catalog.rate(self.region, meter).charges(quantity, after):
            line = line_item(component, meter, part.price, part.quantity, description, service)
            if meter.usage_type.startswith(SPOT_PREFIX) and part.price.basis is not Basis.CUSTOM:
                line = replace(line, spot_history=self.catalog.spot_history(self.region, meter))
            yield line


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
        price=price_reference(price),
        note=price.note,
        meter=meter,
    )
