"""Bills at rates that a test states itself, and short views of their lines."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from ecsquote.calculator.costs.component import CostComponent
from ecsquote.calculator.line_items import Bill
from ecsquote.pricing.meters import Meter
from support_catalog import Tiers, fixed_catalog


def bill_at(rates: Mapping[Meter, str | Tiers], region: str = "us-east-1", hours_per_month: str = "730") -> Bill:
    """A bill at these rates, for a month of this many hours."""
    return Bill(fixed_catalog(rates, region), region, Decimal(hours_per_month))


def lines(component: CostComponent, bill: Bill) -> list[tuple[str, str, str]]:
    """Each line as (component, quantity, unit price), in plain decimals without trailing zeros."""
    return [(line.component, plain(line.quantity), plain(line.unit_price)) for line in component.line_items(bill)]


def cost(component: CostComponent, bill: Bill, of: str | None = None) -> Decimal:
    """The month's cost, of one `component` or of all, each line checked to be quantity × unit price."""
    found = [line for line in component.line_items(bill) if of is None or line.component == of]
    assert all(Fraction(line.monthly) == Fraction(line.quantity) * Fraction(line.unit_price) for line in found)
    return sum((line.monthly for line in found), Decimal(0))


def plain(value: Decimal) -> str:
    """1E+3 as 1000, 0.0400 as 0.04."""
    return format(value.normalize(), "f")
