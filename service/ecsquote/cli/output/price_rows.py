"""Rows of the price catalog as a table, JSON or CSV."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import fields
from typing import TYPE_CHECKING, Literal

from rich import box
from rich.table import Table

from ecsquote.cli.output.terminal import show as show_on
from ecsquote.units import decimal_string

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ecsquote.pricing.catalog.catalog import PlanPrice
    from ecsquote.pricing.price import Price

Cells = dict[str, str | int | None]

_PLAN_COLUMNS = ("type", "term_years", "payment_option", "instance_family")
_TABLE_COLUMNS = (
    "region",
    "service_code",
    "usage_type",
    "operating_system",
    "unit",
    "unit_price",
    "begin_range",
    "basis",
    "observed_on",
)
_PLAN_TABLE_COLUMNS = (
    "region",
    "usage_type",
    "operating_system",
    "type",
    "term_years",
    "payment_option",
    "unit",
    "unit_price",
    "basis",
    "observed_on",
)
_NUMERIC = ("term_years", "unit_price", "begin_range")


def price_cells(price: Price) -> Cells:
    """A price as text, money and quantities exact."""
    cells: Cells = {field.name: getattr(price, field.name) for field in fields(price)}
    for name in ("unit_price", "begin_range", "end_range"):
        value = getattr(price, name)
        cells[name] = None if value is None else decimal_string(value)
    cells["basis"] = price.basis.value
    return cells


def plan_cells(rate: PlanPrice) -> Cells:
    """A plan's rate: the plan, then the price that it pays."""
    terms = rate.terms
    plan = (terms.plan_type, terms.term_years, terms.payment_option, rate.instance_family)
    return {**dict(zip(_PLAN_COLUMNS, plan, strict=True)), **price_cells(rate.price)}


def write_rows(rows: Sequence[Mapping[str, str | int | None]], form: str) -> None:
    """Print rows on standard output."""
    {"table": _write_table, "json": _write_json, "csv": _write_csv}[form](rows)


def _write_table(rows: Sequence[Mapping[str, str | int | None]]) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    columns: tuple[str, ...] = _PLAN_TABLE_COLUMNS if _PLAN_COLUMNS[0] in rows[0] else _TABLE_COLUMNS
    if all(row["begin_range"] == "0" for row in rows):
        columns = tuple(name for name in columns if name != "begin_range")
    for name in columns:
        justify: Literal["left", "right"] = "right" if name in _NUMERIC else "left"
        table.add_column(name.removeprefix("operating_"), justify=justify, overflow="fold")
    for row in rows:
        table.add_row(*(_text(row[name]) for name in columns))
    show_on([table], sys.stdout)


def _text(value: str | int | None) -> str:
    return "" if value is None else str(value)


def _write_json(rows: Sequence[Mapping[str, str | int | None]]) -> None:
    json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def _write_csv(rows: Sequence[Mapping[str, str | int | None]]) -> None:
    writer = csv.DictWriter(sys.stdout, tuple(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
