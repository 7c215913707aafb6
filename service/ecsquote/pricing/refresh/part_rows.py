"""Rows of one part, and which rows of a version it replaces."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any

import pyarrow as pa

from ecsquote.pricing.billing_codes import usage_type_prefix
from ecsquote.pricing.catalog import table_schemas
from ecsquote.pricing.meters import SPOT_PREFIX
from ecsquote.pricing.rows import PlanRow, PriceRow
from ecsquote.pricing.sources.source import SourcePart
from ecsquote.pricing.store.provenance import SPOT_SOURCES
from ecsquote.pricing.store.records import Record

_COLUMNS = [name for name in table_schemas.SCHEMAS[table_schemas.PRICES].names if name != "usage_type_prefix"]
_UNKNOWN = set(_COLUMNS) - {field.name for field in fields(PriceRow)}
assert not _UNKNOWN, f"PriceRow lacks {_UNKNOWN}"  # noqa: S101 - a change of the layout is seen at once


def price_record(row: PriceRow) -> Record:
    """A price as the prices table holds it."""
    record: Record = {name: getattr(row, name) for name in _COLUMNS}
    record["basis"] = row.basis.value
    record["usage_type_prefix"] = usage_type_prefix(row.location, row.service_code, row.usage_type, row.variant)
    return record


def plans_table(rows: Sequence[PlanRow[PriceRow]]) -> pa.Table:
    """Savings Plan rates as their table holds them: there are tens of thousands in a Region, so never as records."""
    prices = [row.price for row in rows]
    columns: dict[str, list[Any]] = {name: [getattr(price, name) for price in prices] for name in _COLUMNS}
    columns["basis"] = [price.basis.value for price in prices]
    columns["usage_type_prefix"] = [
        usage_type_prefix(price.location, price.service_code, price.usage_type, price.variant) for price in prices
    ]
    for name in ("plan_type", "term_years", "payment_option", "family"):
        columns[name] = [getattr(row, name) for row in rows]
    schema = table_schemas.SCHEMAS[table_schemas.SAVINGS_PLANS]
    return pa.Table.from_arrays([pa.array(columns[field.name], type=field.type) for field in schema], schema=schema)


def is_spot(record: Mapping[str, Any]) -> bool:
    """Whether the row comes from a Spot feed, not from the Price List."""
    return bool(record["usage_type"].startswith(SPOT_PREFIX))


def scope_of(part: SourcePart) -> Callable[[Mapping[str, Any]], bool]:
    """Whether a row of the part's Region is one that the part replaces."""
    spot = part.source in SPOT_SOURCES
    return lambda record: record["service_code"] == part.service_code and is_spot(record) is spot


def names_a_type(usage_type: str) -> bool:
    """Whether a meter belongs to one of hundreds of instance types, which come and go."""
    return usage_type.startswith(("BoxUsage:", "SpotUsage:", "ECS-Managed-Instances:"))
