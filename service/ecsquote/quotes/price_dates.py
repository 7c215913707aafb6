"""How old the prices of a quote are: the oldest day on which one of those that it uses was read."""

from collections.abc import Iterable, Mapping
from typing import Any

from ecsquote.contract.price_basis import Basis
from ecsquote.contract.quotes import PriceReference, Quote


def is_own_rate(price: PriceReference) -> bool:
    """True for a rate that the request gives in place of AWS's: it has no day on which it was read."""
    return price.basis is Basis.CUSTOM and price.list_unit_price is None


def oldest_price(quote: Quote) -> str:
    """YYYY-MM-DD; the catalog's version where the quote uses none of its prices."""
    prices = (item.price for option in quote.options for item in option.line_items)
    return _oldest((price.observed_on for price in prices if not is_own_rate(price)), quote.catalog.version)


def oldest_price_of(document: Mapping[str, Any]) -> str:
    """`oldest_price` of a quote's document."""
    prices = [line["price"] for option in document["options"] for line in option["line_items"]]
    own = (price["basis"] == Basis.CUSTOM.value and not price.get("list_unit_price") for price in prices)
    days = [price["observed_on"] for price, is_own in zip(prices, own, strict=True) if not is_own]
    return _oldest(days, document["catalog"]["version"])


def _oldest(days: Iterable[str], version: str) -> str:
    return min(days, default=version)
