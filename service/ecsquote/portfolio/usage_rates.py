"""What surrounds the tasks: GB to the internet and GB of logs, tier by tier, as the calculator bills them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecsquote.calculator.costs.cloudwatch_logs import Logs
from ecsquote.calculator.costs.component import CostComponent
from ecsquote.calculator.costs.data_transfer import DataTransfer, internet_allowance_gb
from ecsquote.calculator.costs.quantities import MAX_QUANTITY
from ecsquote.calculator.discounts import with_discounts
from ecsquote.errors import PriceError
from ecsquote.portfolio.columns import INTERNET_OUT, MONEY_PLACES, QUANTITY_PLACES
from ecsquote.portfolio.exact_columns import ExactColumn, Integers, placed, zeros
from ecsquote.portfolio.rate_vectors import money_integer
from ecsquote.portfolio.terms import PortfolioTerms
from ecsquote.units import exact_product, exact_sum

_GB_UNITS: int = 10**QUANTITY_PLACES
_PRICE_UNITS = 10 ** (MONEY_PLACES - QUANTITY_PLACES)


@dataclass(frozen=True)
class UsageTiers:
    """The tiers of one quantity in one Region, what is free before the first; or why there is no price."""

    begins: tuple[Decimal, ...]
    unit_prices: tuple[Decimal, ...]
    reason: str | None = None

    def monthly(self, quantity: Decimal) -> Decimal:
        """The cost of a quantity: each part at its own tier's price."""
        ends = (*self.begins[1:], Decimal(MAX_QUANTITY))
        return exact_sum(
            exact_product(min(quantity, end) - begin, price)
            for begin, end, price in zip(self.begins, ends, self.unit_prices, strict=True)
            if quantity > begin
        )

    def scaled(self) -> list[tuple[int, int, int]] | None:
        """(begin × 10¹², cost up to it in 10⁻²⁰ USD, price × 10⁸) of each tier; None where one is not whole."""
        found = []
        for begin, price in zip(self.begins, self.unit_prices, strict=True):
            numbers = (
                Fraction(begin) * _GB_UNITS,
                Fraction(self.monthly(begin)) * 10**MONEY_PLACES,
                Fraction(price) * _PRICE_UNITS,
            )
            if any(number.denominator != 1 for number in numbers) or numbers[0] >= 1 << 62:
                return None
            found.append((numbers[0].numerator, numbers[1].numerator, numbers[2].numerator))
        return found


@dataclass(frozen=True)
class UsageColumn:
    """What one usage column costs, row by row, and for some rows why that is not known."""

    amounts: ExactColumn
    reasons: dict[int, str]


class UsageRates:
    """The tiers of every Region that is asked for."""

    def __init__(self, terms: PortfolioTerms) -> None:
        self._terms = terms
        self._tiers: dict[tuple[str, str], UsageTiers] = {}

    def tiers(self, column: str, region: str) -> UsageTiers:
        """The tiers of a column in a Region, read from the lines of the largest quantity that a request may have."""
        key = (column, region)
        if key not in self._tiers:
            self._tiers[key] = self._probed(column, region)
        return self._tiers[key]

    def _probed(self, column: str, region: str) -> UsageTiers:
        most = Decimal(MAX_QUANTITY)
        component: CostComponent = (
            DataTransfer(internet_out_gb=most) if column == INTERNET_OUT else Logs(ingested_gb=most)
        )
        try:
            lines = list(component.line_items(self._terms.bill(region)))
        except PriceError as error:
            free = internet_allowance_gb(region) if column == INTERNET_OUT else 0
            return UsageTiers((Decimal(free),), (), str(error))
        begin = most - sum(line.quantity for line in lines)
        begins = []
        for line in lines:
            begins.append(begin)
            begin += line.quantity
        prices = [line.unit_price for line in with_discounts(lines, self._terms.request.discounts)]
        return UsageTiers(tuple(begins), tuple(prices))

    def amounts(
        self,
        column: str,
        regions: Sequence[str],
        region_codes: NDArray[Any],
        quantities: Integers,
        exact: dict[int, Decimal],
    ) -> UsageColumn | None:
        """The costs of quantities × 10¹² by the Region's code; `exact` has those that 64 bits do not hold, by row."""
        used = np.flatnonzero(quantities > 0)
        if not len(used) and not exact:
            return None
        reasons: dict[int, str] = {}
        total = zeros(len(quantities))
        codes = region_codes[used]
        slow = dict(exact)
        for code in np.unique(region_codes[np.concatenate([used, np.array(sorted(exact), np.int64)])]).tolist():
            tiers = self.tiers(column, regions[code])
            rows = used[codes == code]
            if tiers.reason is not None:
                beyond = quantities[rows] > int(tiers.begins[0]) * _GB_UNITS
                wanted = [*rows[beyond].tolist(), *(row for row in exact if region_codes[row] == code)]
                reasons.update(dict.fromkeys(wanted, tiers.reason))
                slow = {row: quantity for row, quantity in slow.items() if row not in reasons}
            elif (scaled := tiers.scaled()) is None:
                slow.update({row: Decimal(int(quantities[row])).scaleb(-QUANTITY_PLACES) for row in rows.tolist()})
            else:
                total = total.plus(placed(len(quantities), rows, _tiered(scaled, quantities[rows])))
        if slow:
            costs = [
                money_integer(self.tiers(column, regions[region_codes[row]]).monthly(quantity))
                for row, quantity in slow.items()
            ]
            total = total.plus(placed(len(quantities), np.array(list(slow), np.int64), ExactColumn.of(costs)))
        return UsageColumn(total, reasons)


def _tiered(tiers: list[tuple[int, int, int]], quantities: Integers) -> ExactColumn:
    """Cost up to the tier that each quantity ends in, and the rest at that tier's price."""
    begins = np.array([begin for begin, _, _ in tiers], np.int64)
    tier = np.searchsorted(begins, quantities, side="left") - 1
    beyond = np.where(tier >= 0, quantities - begins[tier], 0)
    at = np.maximum(tier, 0)
    before = ExactColumn.of([cost for _, cost, _ in tiers]).take(at)
    price = ExactColumn.of([price for _, _, price in tiers]).take(at)
    return before.plus(price.times(beyond))
