"""Columns of what only a whole quote prices, each distinct service once: fleets, and Savings Plans."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.portfolio.exact_columns import ExactColumn
from ecsquote.portfolio.fargate_columns import PricedColumn, fargate_column
from ecsquote.portfolio.load_prices import LoadPrices
from ecsquote.portfolio.rate_vectors import RateVectors, ServiceShape, TaskKind, money_integer, whole_money
from ecsquote.portfolio.reasons import ReasonColumn
from ecsquote.portfolio.service_documents import INCLUDED_STORAGE_GIB
from ecsquote.portfolio.workload_slice import WorkloadSlice

MANY_TASKS = 1_000_000
Tick = Callable[[], None]


def no_tick() -> None:
    """Nothing to report."""


def load_column(
    option: LaunchOption, part: WorkloadSlice, prices: LoadPrices, *, under_plan: bool, tick: Tick = no_tick
) -> PricedColumn:
    """Every row by the quote of its distinct service; `tick` is called before each."""
    codes, first = part.load_codes
    found = []
    for row in first:
        tick()
        found.append(prices.price(part.shape(row), option, under_plan=under_plan))
    amounts = ExactColumn.of([money_integer(each.monthly or Decimal(0)) for each in found]).take(codes)
    reasons = ReasonColumn(part.rows)
    reasons.add_kinds([each.reason for each in found], codes)
    return PricedColumn(amounts, reasons)


def planned_fargate_column(
    option: LaunchOption, part: WorkloadSlice, vectors: RateVectors, prices: LoadPrices, *, follows_load: bool
) -> PricedColumn:
    """Fargate under Savings Plans.

    Where the commitment `follows_load`, a constant number of tasks costs that many times what one costs, as quotes of
    each kind confirm, if no digit of it or of its storage and address is rounded; and runs have no steady part, so
    that nothing is committed for them. All else is quoted service by service.
    """
    kinds = [_under_plan(option, kind, vectors, prices) for kind in part.kinds]
    column = fargate_column(option, part, vectors, [kind.each_task or 0 for kind in kinds])
    rounded = [vectors.extras(*each).each_task is None for each in part.extras]
    depends = [
        kind.reason is None and (kind.each_task is None or its_extras)
        for kind, its_extras in zip(kinds, rounded, strict=True)
    ]
    by_load = np.array(depends)[part.codes]
    by_load[part.idle_rows] = True
    if not follows_load:
        by_load[part.run_rows] = True
    rows = np.flatnonzero(by_load)
    found = [prices.price(part.shape(row), option, under_plan=True) for row in rows.tolist()]
    amounts = ExactColumn.of([money_integer(each.monthly or Decimal(0)) for each in found])
    reasons = ReasonColumn(part.rows)
    reasons.add_rows({row: each.reason for row, each in zip(rows.tolist(), found, strict=True) if each.reason})
    reasons.add_kinds([kind.reason for kind in kinds], part.codes, rows)
    reasons.add_column(column.reasons, rows)
    return PricedColumn(column.amounts.with_rows(rows, amounts), reasons)


class _KindUnderPlan(NamedTuple):
    """What a task costs in a month under the plan, or why no load of this kind has a price; neither: it depends."""

    each_task: int | None
    reason: str | None = None


def _under_plan(option: LaunchOption, kind: TaskKind, vectors: RateVectors, prices: LoadPrices) -> _KindUnderPlan:
    one, many = (
        prices.price(ServiceShape(kind, INCLUDED_STORAGE_GIB, False, tasks, None, None), option, under_plan=True)
        for tasks in (1, MANY_TASKS)
    )
    if one.monthly is not None and many.monthly is not None and not vectors.compute(option, kind).rounds_quantities:
        each = whole_money(Fraction(one.monthly))
        if each is not None and each * MANY_TASKS == whole_money(Fraction(many.monthly)):
            return _KindUnderPlan(each)
    return _KindUnderPlan(None, one.reason if one.reason == many.reason else None)
