"""Rates of Savings Plans, found in dictionaries: unpacked for one Region and one plan at a time, when it is needed."""

import threading
from collections.abc import Iterator, Mapping

import pyarrow as pa

from ecsquote.pricing.catalog.catalog import PlanPrice, SavingsPlanTerms
from ecsquote.pricing.catalog.price_filter import PlanFilter, PriceFilter
from ecsquote.pricing.catalog.region_prices import PriceColumns, column_values
from ecsquote.pricing.catalog.region_rows import RegionRows
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.price import Price

_Runs = list[tuple[int, int]]
_RateKey = tuple[str, str, str, str]
"""Instance family (empty for a Compute plan), service code, usage type and variant."""


class PlanPrices:
    """The plan rates of a catalog version. The latest Region's table stays at hand: its other plans come next."""

    def __init__(self, rows: RegionRows) -> None:
        self._rows = rows
        self._at_hand: tuple[str, pa.Table, Mapping[SavingsPlanTerms, _Runs]] | None = None
        self._plans: dict[tuple[str, SavingsPlanTerms], _RatesOfPlan] = {}
        self._lock = threading.Lock()

    def price(self, region: str, terms: SavingsPlanTerms, meter: Meter, family: str) -> Price | None:
        """What a plan pays for one unit of a meter; None where the version holds no rate."""
        plan = self._plans.get((region, terms)) or self._unpack(region, terms)
        return plan.price((family, meter.service_code, meter.usage_type, meter.variant))

    def found(self, region: str, plans: PlanFilter, prices: PriceFilter) -> Iterator[PlanPrice]:
        """The rates that are meant, in their order."""
        table = self._rows.of(region)
        names = ("plan_type", "term_years", "payment_option", "family")
        terms = list(zip(*(column_values(table, name) for name in names), strict=True))
        rates = PriceColumns(table)
        for at in rates.matching(prices):
            if plans.accepts(*terms[at]):
                *named, family = terms[at]
                yield PlanPrice(SavingsPlanTerms(*named), family or None, rates.price(at))

    def _unpack(self, region: str, terms: SavingsPlanTerms) -> "_RatesOfPlan":
        with self._lock:
            if self._at_hand is None or self._at_hand[0] != region:
                table = self._rows.of(region)
                self._at_hand = (region, table, _runs_by_terms(table))
            _, table, runs = self._at_hand
            parts = [table.slice(first, after - first) for first, after in runs.get(terms, ())]
            plan = _RatesOfPlan(pa.concat_tables(parts) if parts else table.slice(0, 0))
            self._plans[region, terms] = plan
        return plan


class _RatesOfPlan:
    """One plan's rates in one Region; a Price is made only for the rates that are asked for."""

    def __init__(self, table: pa.Table) -> None:
        self._rows = PriceColumns(table)
        keys = zip(column_values(table, "family"), self._rows.keys(), strict=True)
        self._index: Mapping[_RateKey, int] = {(family, *key): at for at, (family, key) in enumerate(keys)}

    def price(self, key: _RateKey) -> Price | None:
        """The rate of these names."""
        at = self._index.get(key)
        return None if at is None else self._rows.price(at)


def _runs_by_terms(table: pa.Table) -> Mapping[SavingsPlanTerms, _Runs]:
    """Where each plan's rows are: first row and the row after the last, one run per plan where the table is sorted."""
    columns = (column_values(table, name) for name in ("plan_type", "term_years", "payment_option"))
    runs: dict[tuple[str, int, str], _Runs] = {}
    last: tuple[str, int, str] | None = None
    for at, named in enumerate(zip(*columns, strict=True)):
        if named == last:
            first, _ = runs[named][-1]
            runs[named][-1] = (first, at + 1)
        else:
            runs.setdefault(named, []).append((at, at + 1))
        last = named
    return {SavingsPlanTerms(*named): spans for named, spans in runs.items()}
