"""Private rates: a percentage off the list price of each line of a service."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from ecsquote.calculator.components import component_entry
from ecsquote.calculator.line_items import LineItem
from ecsquote.calculator.request import DiscountRequest
from ecsquote.contract.price_basis import Basis
from ecsquote.units import decimal_string, exact_product

EVERY_SERVICE = "*"


def with_discounts(items: Iterable[LineItem], discounts: Sequence[DiscountRequest]) -> Iterator[LineItem]:
    """Each line at its contracted unit price (FOCUS: ContractedUnitPrice).

    A service's own percentage takes precedence over that of `*`. A commitment's price is already agreed, so only the
    usage that it leaves On-Demand is discounted.
    """
    percents = {discount.service_code: discount.percent for discount in discounts}
    for item in items:
        percent = percents.get(item.price.service_code, percents.get(EVERY_SERVICE, Decimal(0)))
        discounted = percent and item.unit_price and component_entry(item.component).commitment is None
        yield _discounted(item, percent) if discounted else item


def _discounted(item: LineItem, percent: Decimal) -> LineItem:
    """The line at its price less `percent`; it still refers to its price row.

    The price of an account's own rate card is not a list price.
    """
    unit_price = exact_product(item.unit_price, 1 - percent.scaleb(-2))
    how = f"{decimal_string(percent)} % private discount on {decimal_string(item.unit_price)}"
    listed = None if item.price.basis is Basis.CUSTOM else item.unit_price
    return replace(
        item,
        unit_price=unit_price,
        monthly=exact_product(item.quantity, unit_price),
        price=replace(item.price, basis=Basis.CUSTOM, list_unit_price=listed),
        note=f"{how}; {item.note}" if item.note else how,
    )
