"""The files that people read: totals by group, what saves how much, and what changed since an earlier run."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from ecsquote.errors import InputError
from ecsquote.portfolio import columns
from ecsquote.portfolio.manifest import read_manifest
from ecsquote.portfolio.result_files import ResultFormat, csv_bytes, write_bytes, write_tables
from ecsquote.portfolio.terms import PortfolioTerms
from ecsquote.portfolio.totals import PortfolioTotals, RankedService, changes
from ecsquote.quotes.exports.workbook import workbook_of
from ecsquote.units import decimal_string

SAVINGS_HEADER = ("file", "row_number", "id", "monthly", "cheapest", "cheapest_monthly", "saves_monthly")
EXPENSIVE_HEADER = ("file", "row_number", "id", "cheapest", "cheapest_monthly")
WIDE_MONEY: Any = pa.decimal256(58, columns.MONEY_PLACES)
"""Sums of any number of services."""


def totals_header(totals: PortfolioTotals, terms: PortfolioTerms) -> tuple[str, ...]:
    """The columns of `totals.*`."""
    plan = () if terms.savings_plan is None else (columns.SAVINGS_PLAN,)
    return (*totals.by, columns.LAUNCH_OPTION, *plan, "services", "unavailable", columns.MONTHLY)


def write_summary(
    folder: Path,
    totals: PortfolioTotals,
    form: ResultFormat,
    terms: PortfolioTerms,
) -> None:
    """`totals.*`, `savings.csv` and `most-expensive.csv`."""
    header = totals_header(totals, terms)
    rows = _total_rows(totals)
    if form == "csv":
        write_bytes(folder / "totals.csv", csv_bytes(header, rows))
    else:
        kinds = [pa.string()] * (len(header) - 3) + [pa.int64(), pa.int64(), WIDE_MONEY]
        if form == "ndjson":
            kinds[-1] = pa.string()
            rows = [[*row[:-1], decimal_string(row[-1])] for row in rows]
        cells = list(zip(*rows, strict=True)) or [()] * len(header)
        arrays = [pa.array(list(cell), kind) for cell, kind in zip(cells, kinds, strict=True)]
        write_tables(folder / f"totals.{form}", [pa.table(dict(zip(header, arrays, strict=True)))], form)
    write_bytes(folder / "savings.csv", csv_bytes(SAVINGS_HEADER, map(_saving, totals.most_saved)))
    write_bytes(folder / "most-expensive.csv", csv_bytes(EXPENSIVE_HEADER, map(_expensive, totals.most_expensive)))


def write_workbook_of_totals(folder: Path, totals: PortfolioTotals, terms: PortfolioTerms) -> None:
    """`totals.xlsx`: totals, savings and the most expensive services, never the rows."""
    sheets = (
        ("Totals", totals_header(totals, terms), _total_rows(totals)),
        ("Savings", SAVINGS_HEADER, map(_saving, totals.most_saved)),
        ("Most expensive", EXPENSIVE_HEADER, map(_expensive, totals.most_expensive)),
    )
    write_bytes(folder / "totals.xlsx", workbook_of(sheets))


def write_changes(folder: Path, totals: PortfolioTotals, previous: Path, terms: PortfolioTerms) -> int:
    """`changes.csv`: the groups that cost more or less than in an earlier run, and how many they are."""
    manifest = read_manifest(previous)
    if not manifest.complete:
        raise InputError(f"{previous}: the run is not complete")
    if manifest.options["by"] != list(totals.by):
        raise InputError(
            f"{previous}: has totals by {', '.join(manifest.options['by']) or 'nothing'}; give the same --by"
        )
    manifest.refuse_other_currencies(str(previous), read_manifest(folder).currencies)
    before = previous_totals(previous, totals.by)
    found = changes(before, totals)
    header = (*totals_header(totals, terms)[:-3], "monthly_before", "monthly_after", "change")
    write_bytes(folder / "changes.csv", csv_bytes(header, ([*group, *rest] for group, *rest in found)))
    return len(found)


def previous_totals(folder: Path, by: tuple[str, ...]) -> PortfolioTotals:
    """The totals of an earlier run."""
    try:
        return PortfolioTotals.of_document(by, orjson.loads((folder / "_totals.json").read_bytes()))
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{folder}: _totals.json cannot be read: {error}") from None


def _total_rows(totals: PortfolioTotals) -> list[list[Any]]:
    return [[*group, *figures] for group, figures in totals.sorted_groups()]


def _saving(service: RankedService) -> tuple[str | int | Decimal, ...]:
    return (
        service.file,
        service.row,
        service.id,
        service.monthly,
        service.best_option,
        service.best_monthly,
        service.amount,
    )


def _expensive(service: RankedService) -> tuple[str | int | Decimal, ...]:
    return service.file, service.row, service.id, service.best_option, service.best_monthly
