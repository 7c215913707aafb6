"""Private rates: a percentage off each line of a service, shown as a line of its own beside the list price."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from ecsquote.calculator.line_items import LineItem
from ecsquote.calculator.request import DiscountRequest
from ecsquote.pricing.price import Basis
from ecsquote.units import decimal_string, exact_product

EVERY_SERVICE = "*"
NEVER_DISCOUNTED = ("savings_plan", "reserved_instances")
"""A commitment is a price already agreed; what it leaves On-Demand is discounted."""


def with_discounts(items: Iterable[LineItem], discounts: Sequence[DiscountRequest]) -> Iterator[LineItem]:
    """Each line, and behind it the discount on it; a service's own percentage goes before that of `*`."""
    percents = {discount.service_code: discount.percent for discount in discounts}
    for item in items:
        yield item
        percent = percents.get(item.price.service_code, percents.get(EVERY_SERVICE, Decimal(0)))
        if percent and item.monthly and item.component not in NEVER_DISCOUNTED:
            yield _discount(item, percent)


def _discount(item: LineItem, percent: Decimal) -> LineItem:
    unit_price = exact_product(item.unit_price, -percent.scaleb(-2))
    return replace(
        item,
        description=f"{decimal_string(percent)} % private discount on {item.description}",
        unit_price=unit_price,
        monthly=exact_product(item.quantity, unit_price),
        price=replace(item.price, sku=None, rate_code=None, source="discounts of the request", basis=Basis.CUSTOM),
        note=None,
    )
