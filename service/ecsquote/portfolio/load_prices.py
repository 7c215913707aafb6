"""Services that only a whole quote prices: instances planned for one load, and commitments that a load must fill.

Each distinct service goes through the calculator once, with all options that it is asked for.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.options.capacity_plan import KnownPlans
from ecsquote.calculator.quoting import price_request
from ecsquote.portfolio.rate_vectors import ServiceShape, without_name
from ecsquote.portfolio.terms import PortfolioTerms


class PriceOrReason(NamedTuple):
    """What a month costs, or why that is not known."""

    monthly: Decimal | None
    reason: str | None = None


class LoadPrices:
    """The quotes of distinct services, kept for the rows that are alike."""

    def __init__(self, terms: PortfolioTerms) -> None:
        self._terms = terms
        self._found: dict[tuple[ServiceShape, bool], Mapping[tuple[LaunchOption, bool], PriceOrReason]] = {}

    def price(self, shape: ServiceShape, option: LaunchOption, *, under_plan: bool) -> PriceOrReason:
        """The month of a shape on an option, alone or under the portfolio's Savings Plan."""
        fleet = option.description.fleet
        key = (shape, fleet)
        if key not in self._found:
            self._found[key] = self._quoted(
                shape, [each for each in self._terms.options if each.description.fleet == fleet]
            )
        return self._found[key][option, under_plan]

    def _quoted(
        self, shape: ServiceShape, options: list[LaunchOption]
    ) -> Mapping[tuple[LaunchOption, bool], PriceOrReason]:
        request = self._terms.request_of(shape.row(), shape.kind.region)
        known: KnownPlans = {}
        quote = price_request(
            request.model_copy(update={"launch_options": options, "current": "none"}),
            self._terms.catalog,
            known,
            totals_only=True,
        )
        return {
            (LaunchOption(row.launch_option), bool(row.savings_plan or row.savings_plans)): PriceOrReason(
                row.monthly, None if row.available else without_name(row.unavailable_reason)
            )
            for row in quote.options
        }
