"""Prices and plan rates looked up by name, as a person does: whole names before parts of them, over several Regions."""

from collections.abc import Iterable, Iterator
from itertools import chain

from ecsquote.pricing.catalog.catalog import Catalog, PlanPrice
from ecsquote.pricing.catalog.price_filter import PlanFilter, PriceFilter, first_that_finds, widened
from ecsquote.pricing.price import Price


def search_prices(catalog: Catalog, regions: Iterable[str], wanted: PriceFilter) -> Iterator[Price]:
    """The rows of the Regions that are meant; InputError for an unknown Region."""
    codes = tuple(regions)
    return first_that_finds(
        chain.from_iterable(catalog.prices(code, each) for code in codes) for each in widened(wanted)
    )


def search_plan_prices(
    catalog: Catalog, regions: Iterable[str], plans: PlanFilter, wanted: PriceFilter
) -> Iterator[PlanPrice]:
    """The plan rates of the Regions that are meant; InputError for an unknown Region."""
    codes = tuple(regions)
    return first_that_finds(
        chain.from_iterable(catalog.savings_plan_prices(code, plans, each) for code in codes)
        for each in widened(wanted)
    )
