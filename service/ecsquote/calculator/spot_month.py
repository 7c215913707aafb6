"""The month of a Spot option at other prices than today's: the mean, the median and the 95th percentile of history."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ecsquote.calculator.discounts import with_discounts
from ecsquote.calculator.line_items import LineItem
from ecsquote.calculator.request import DiscountRequest
from ecsquote.contract.quotes import SpotMonth
from ecsquote.pricing.meters import SPOT_PREFIX
from ecsquote.units import exact_product, exact_sum

_FIGURES = ("mean", "p50", "p95")


def is_spot(item: LineItem) -> bool:
    """True for capacity at a Spot price, of EC2 or Fargate."""
    return item.meter.usage_type.startswith(SPOT_PREFIX)


def is_on_demand(item: LineItem) -> bool:
    """True for EC2 instances at On-Demand prices, the part of a Spot fleet that plans may cover."""
    return item.meter.usage_type.startswith("BoxUsage:")


def spot_month(items: Sequence[LineItem], discounts: Sequence[DiscountRequest]) -> SpotMonth | None:
    """The month at history's prices, from lines before discounts; None without Spot, or without history of a line."""
    spot = [item for item in items if is_spot(item)]
    if not spot or any(item.spot_history is None for item in spot):
        return None
    mean, p50, p95 = (
        exact_sum([item.monthly for item in with_discounts(_at(items, figure), discounts)]) for figure in _FIGURES
    )
    return SpotMonth(mean, p50, p95)


def spot_month_warnings(items: Iterable[LineItem]) -> Iterator[str]:
    """Why the Spot month is not known, or of what days it is where AWS's own history is not in the catalog."""
    spot = [item for item in items if is_spot(item)]
    if names := sorted({_name(item) for item in spot if item.spot_history is None}):
        yield f"no mean or 95th percentile for the Spot month: the catalog has no price history for {', '.join(names)}"
        return
    sampled = {_name(item): item.spot_history for item in spot if item.spot_history and item.spot_history.sampled}
    if sampled:
        first, last = min(each.since for each in sampled.values()), max(each.until for each in sampled.values())
        yield f"Spot month of the prices that refreshes read from {first} to {last}: {', '.join(sorted(sampled))}"


def _at(items: Sequence[LineItem], figure: str) -> Iterator[LineItem]:
    for item in items:
        if item.spot_history is None:
            yield item
        else:
            price = getattr(item.spot_history, figure)
            yield replace(item, unit_price=price, monthly=exact_product(item.quantity, price))


def _name(item: LineItem) -> str:
    return "Fargate Spot" if item.meter.service_code == "AmazonECS" else item.meter.usage_type.partition(":")[2]
