"""Fargate and Fargate Spot by columns: rate vectors × task-hours, in integers that hold every digit."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.facts import fact
from ecsquote.portfolio.columns import QUANTITY_PLACES
from ecsquote.portfolio.exact_columns import ExactColumn, Integers, zeros
from ecsquote.portfolio.rate_vectors import RateVector, RateVectors, money_integer
from ecsquote.portfolio.reasons import ReasonColumn
from ecsquote.portfolio.workload_slice import WorkloadSlice
from ecsquote.units import CPU_UNITS_PER_VCPU, SECONDS_PER_HOUR, exact_sum

QUANTITY_UNITS: int = 10**QUANTITY_PLACES
_DIVISOR = CPU_UNITS_PER_VCPU * SECONDS_PER_HOUR
_LARGEST = float(1 << 62)


class PricedColumn(NamedTuple):
    """The month of every row on one option, and the reason of the rows that have none."""

    amounts: ExactColumn
    reasons: ReasonColumn

    @property
    def rows(self) -> int:
        """How many services there are."""
        return len(self.amounts.limbs[0])


def billed_seconds(part: WorkloadSlice, rows: NDArray[Any]) -> Integers:
    """The seconds of each run of these rows, at least what Fargate bills."""
    windows = np.array([kind.operating_system != "LINUX" for kind in part.kinds], np.bool_)
    least: tuple[int, int] = (fact("fargate", "linux_minimum_seconds"), fact("fargate", "windows_minimum_seconds"))
    found: Integers = np.maximum(part.seconds[rows], np.where(windows, least[1], least[0])[part.codes[rows]])
    return found


def fargate_column(
    option: LaunchOption, part: WorkloadSlice, vectors: RateVectors, each_task: Sequence[int | None] | None = None
) -> PricedColumn:
    """The month of every service on a Fargate option, without what surrounds it.

    `each_task` replaces what one task of each kind costs in a month.
    """
    compute = [vectors.compute(option, kind) for kind in part.kinds]
    extras = [vectors.extras(*each) for each in part.extras]
    own = [vector.each_task for vector in compute] if each_task is None else each_task
    pairs = zip(own, (vector.each_task for vector in extras), strict=True)
    each = [None if unit is None or extra is None else unit + extra for unit, extra in pairs]
    amounts = ExactColumn.of([unit or 0 for unit in each]).take(part.codes).times(part.tasks)
    slow = np.zeros(0, np.int64)
    if None in each:
        slow = np.flatnonzero(np.array([unit is None for unit in each])[part.codes])
    if len(part.run_rows):
        quick, others = _runs(part, compute, extras)
        amounts = amounts.with_rows(part.run_rows, quick)
        if len(slow) or len(others):
            slow = np.union1d(np.setdiff1d(slow, part.run_rows), others)
    if len(slow):
        hours = Fraction(vectors.hours_per_month)
        amounts = amounts.with_rows(slow, _one_by_one(part, slow, compute, extras, hours))
    return PricedColumn(amounts, _reasons(part, compute, extras))


def _runs(
    part: WorkloadSlice, compute: Sequence[RateVector], extras: Sequence[RateVector]
) -> tuple[ExactColumn, NDArray[Any]]:
    """The month of the rows with whole runs, and the rows that must be priced one by one."""
    rows = part.run_rows
    values = part.runs.values[rows]
    runs = values // QUANTITY_UNITS
    whole = runs * QUANTITY_UNITS == values
    if part.runs.large:
        whole &= ~np.isin(rows, list(part.runs.large))
    seconds = billed_seconds(part, rows)
    codes = part.codes[rows]
    counts = np.bincount(codes, minlength=len(compute))
    used = np.flatnonzero(counts)
    places = (np.cumsum(counts > 0) - 1)[codes]
    lines: _Lines = []
    for vectors in (compute, extras):
        exact, found = _line_tables([vectors[code] for code in used.tolist()])
        whole &= exact[places]
        lines += found
    for quantity, _, _ in lines:
        whole &= quantity[places].astype(float) * runs * seconds < _LARGEST
    billed = np.where(whole, runs, 0) * seconds
    total = zeros(len(rows))
    for quantity, price, fine_price in lines:
        units = quantity[places] * billed
        full = units // _DIVISOR
        rounded = (2 * QUANTITY_UNITS * (units - full * _DIVISOR) + _DIVISOR) // (2 * _DIVISOR)
        total = total.plus(price.take(places).times(full)).plus(fine_price.take(places).times(rounded))
    return total, rows[~whole]


_Lines = list[tuple[Integers, ExactColumn, ExactColumn]]


def _line_tables(vectors: Sequence[RateVector]) -> tuple[NDArray[Any], _Lines]:
    """Which vectors fit into whole numbers; and for each line the quantity × 1024 and the price of 1 and of 10⁻¹²."""
    scaled = [vector.scaled_lines for vector in vectors]
    exact = np.array([each is not None for each in scaled])
    lines: _Lines = []
    for at in range(max((len(each or ()) for each in scaled), default=0)):
        line = [each[at] if each is not None and at < len(each) else (0, 0) for each in scaled]
        prices = [price for _, price in line]
        lines.append(
            (
                np.array([quantity for quantity, _ in line], np.int64),
                ExactColumn.of([price * QUANTITY_UNITS for price in prices]),
                ExactColumn.of(prices),
            )
        )
    return exact, lines


def _one_by_one(
    part: WorkloadSlice,
    rows: NDArray[Any],
    compute: Sequence[RateVector],
    extras: Sequence[RateVector],
    hours: Fraction,
) -> ExactColumn:
    """The Decimal path, for what the columns do not hold."""
    seconds = billed_seconds(part, np.arange(part.rows))
    runs = part.runs.values
    found: list[int] = []
    known: dict[tuple[int, ...], int] = {}
    keys = (part.codes, part.tasks, runs, seconds)
    for row, *key in zip(rows.tolist(), *(each[rows].tolist() for each in keys), strict=True):
        amount = known.get(tuple(key)) if row not in part.runs.large else None
        if amount is None:
            load = part.load(row)
            task_hours = load * hours if part.is_tasks(row) else load * key[-1] / SECONDS_PER_HOUR
            both = compute[key[0]].monthly(task_hours), extras[key[0]].monthly(task_hours)
            amount = money_integer(exact_sum(both))
            known[tuple(key)] = amount
        found.append(amount)
    return ExactColumn.of(found)


def _reasons(part: WorkloadSlice, compute: Sequence[RateVector], extras: Sequence[RateVector]) -> ReasonColumn:
    """Why rows have no price; where nothing runs no price is needed."""
    found = ReasonColumn(part.rows)
    for vectors in (compute, extras):
        if any(vector.reason for vector in vectors):
            found.add_kinds([None if vector.price_missing else vector.reason for vector in vectors], part.codes)
            found.add_kinds([vector.reason for vector in vectors], part.codes, part.idle_rows)
    return found
