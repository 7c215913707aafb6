"""The kernel: a table of checked workloads in, a table of prices out, equal to single quotes to the last digit.

The prices are the calculator's. What an hour, a GB or a fleet costs comes from the calculator, each distinct kind once;
the kernel multiplies and adds integers, column by column.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.portfolio import columns
from ecsquote.portfolio.fargate_columns import PricedColumn, fargate_column
from ecsquote.portfolio.load_columns import Tick, load_column, no_tick, planned_fargate_column
from ecsquote.portfolio.load_prices import LoadPrices
from ecsquote.portfolio.rate_vectors import RateVectors
from ecsquote.portfolio.reasons import ReasonColumn
from ecsquote.portfolio.terms import PortfolioTerms
from ecsquote.portfolio.usage_rates import UsageColumn, UsageRates
from ecsquote.portfolio.workload_slice import WorkloadSlice, quantities, workload_slice
from ecsquote.units import to_decimal

SLICE_ROWS = 128 * 1024
"""As many rows as keep the columns in a processor's cache."""


class PortfolioKernel:
    """Prices tables of `columns.WORKLOADS`; what it has looked up is kept for the next table."""

    def __init__(self, terms: PortfolioTerms, tick: Tick = no_tick) -> None:
        """`tick` is called before each service that only a whole quote prices."""
        self.terms = terms
        self._vectors = RateVectors(terms)
        self._prices = LoadPrices(terms)
        self._usage = UsageRates(terms)
        self._tick = tick

    @property
    def rows_per_service(self) -> int:
        """How many prices each service has: one per option, two under a Savings Plan."""
        return len(self.terms.options) * (1 if self.terms.savings_plan is None else 2)

    def prices(self, workloads: Any) -> Any:
        """The prices of a table: all its rows on the first option, then all on the next; no input columns."""
        parts = [
            self._slice_prices(workloads.slice(start, SLICE_ROWS))
            for start in range(0, max(1, workloads.num_rows), SLICE_ROWS)
        ]
        if len(parts) == 1:
            return pa.concat_tables(parts[0])
        return pa.concat_tables([part[at] for at in range(self.rows_per_service) for part in parts])

    def _slice_prices(self, workloads: Any) -> list[Any]:
        part = workload_slice(workloads)
        usage = list(self._usage_columns(part))
        tables = []
        for option in self.terms.options:
            listed = _with_usage(self._column(option, part, under_plan=False), usage)
            tables.append(self._table(option, None, listed))
            if self.terms.savings_plan is not None:
                planned = self._column(option, part, under_plan=True)
                reasons = ReasonColumn(part.rows)
                reasons.add_column(listed.reasons)  # what a quote says first where both rows are unavailable
                reasons.add_column(planned.reasons)
                planned = _with_usage(PricedColumn(planned.amounts, reasons), usage)
                tables.append(self._table(option, self.terms.savings_plan, planned))
        return tables

    def _table(self, option: LaunchOption, plan: str | None, priced: PricedColumn) -> Any:
        rows = priced.rows
        found = {columns.LAUNCH_OPTION: _repeated(option.value, rows)}
        if self.terms.savings_plan is not None:
            found[columns.SAVINGS_PLAN] = _repeated(plan, rows)
        found[columns.MONTHLY] = priced.amounts.decimals(priced.reasons.missing)
        found[columns.CATALOG_VERSION] = _repeated(self.terms.catalog.version, rows)
        found[columns.REASON] = priced.reasons.column()
        return pa.table(found)

    def _column(self, option: LaunchOption, part: WorkloadSlice, *, under_plan: bool) -> PricedColumn:
        if option.description.fleet:
            return load_column(option, part, self._prices, under_plan=under_plan, tick=self._tick)
        if under_plan:
            follows_load = all(plan.hourly_commitment is None for plan in self.terms.request.plans)
            return planned_fargate_column(option, part, self._vectors, self._prices, follows_load=follows_load)
        return fargate_column(option, part, self._vectors)

    def _usage_columns(self, part: WorkloadSlice) -> Iterator[UsageColumn]:
        for column in columns.USAGE_COLUMNS:
            found = quantities(part.table[column])
            exact = {row: to_decimal(Fraction(value)) for row, value in found.large.items()}
            priced = self._usage.amounts(column, part.regions, part.region_codes, found.values, exact)
            if priced is not None:
                yield priced


def _with_usage(priced: PricedColumn, usage: Sequence[UsageColumn]) -> PricedColumn:
    amounts = priced.amounts
    for each in usage:
        amounts = amounts.plus(each.amounts)
        priced.reasons.add_rows(each.reasons)
    return PricedColumn(amounts, priced.reasons)


def _repeated(text: str | None, rows: int) -> Any:
    """A column of one word."""
    words = pa.array([] if text is None else [text], pa.string())
    indices = pa.nulls(rows, pa.int32()) if text is None else pa.array(np.zeros(rows, np.int32))
    return pa.DictionaryArray.from_arrays(indices, words)


__all__ = ["SLICE_ROWS", "PortfolioKernel"]
