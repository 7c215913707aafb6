"""Rows of an export by the hundred thousand: equal ones are added up by Arrow, exactly, before Python sees them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
from pyarrow import compute as pc

from ecsquote.bills.columns import ExportColumns
from ecsquote.bills.export_batches import EXACT, ExportBatch
from ecsquote.bills.export_files import ExportFile
from ecsquote.bills.row_meaning import (
    WantedColumns,
    charge_kinds,
    counted_costs,
    hourly_rates,
    identities,
    paying_commitments,
    service_codes,
    split_parts,
)
from ecsquote.bills.rows import BillRow, ChargeKind, RowKey
from ecsquote.errors import InputError
from ecsquote.units import exact_sum


@dataclass(slots=True)
class _Sums:
    """A group while it grows."""

    rows: int
    cost: Decimal
    quantity: Decimal
    split_cost: Decimal
    start: datetime | None
    end: datetime | None
    largest_rate: Decimal

    def add(self, other: "_Sums") -> None:
        self.rows += other.rows
        self.cost = exact_sum([self.cost, other.cost])
        self.quantity = exact_sum([self.quantity, other.quantity])
        self.split_cost = exact_sum([self.split_cost, other.split_cost])
        self.start = min(filter(None, (self.start, other.start)), default=None)
        self.end = max(filter(None, (self.end, other.end)), default=None)
        self.largest_rate = max(self.largest_rate, other.largest_rate)


@dataclass(frozen=True, slots=True)
class GroupedBill:
    """An export's rows, equal ones together."""

    rows: tuple[BillRow, ...]
    currencies: frozenset[str]
    forms: frozenset[str]
    """FOCUS, CUR or both."""


def grouped(files: Iterable[ExportFile], wanted: WantedColumns) -> GroupedBill:
    """Every row of the files in exactly one group; InputError for cells that are not numbers or times."""
    sums: dict[RowKey, _Sums] = {}
    currencies: set[str] = set()
    forms: set[str] = set()
    for file in files:
        forms.add(file.columns.form)
        for batch in file.batches(_needed(file.columns, wanted)):
            try:
                for key, currency, more in _groups(ExportBatch(batch, file.columns), wanted):
                    currencies.add(currency)
                    if key in sums:
                        sums[key].add(more)
                    else:
                        sums[key] = more
            except pa.ArrowException as error:
                raise InputError(f"{file.name}: {str(error).splitlines()[0]}") from None
    rows = (
        BillRow(key, one.rows, one.cost, one.quantity, one.split_cost, one.start, one.end, one.largest_rate)
        for key, one in sums.items()
    )
    return GroupedBill(tuple(rows), frozenset(currencies - {""}), frozenset(forms))


def _needed(columns: ExportColumns, wanted: WantedColumns) -> list[str]:
    texts = dict(columns.texts)
    if columns.has_usage_types:
        texts = {name: column for name, column in texts.items() if name not in ("description", "price_id")}
    if not wanted.identities:
        texts = {name: column for name, column in texts.items() if name not in ("resource", "tags")}
    tags = columns.tag_columns.values() if wanted.identities else ()
    return list(dict.fromkeys((*texts.values(), *columns.numbers.values(), *tags)))


def _groups(batch: ExportBatch, wanted: WantedColumns) -> Iterator[tuple[RowKey, str, _Sums]]:
    charge = batch.text("charge")
    is_split, split_cost = split_parts(batch, wanted.basis)
    start, end = batch.time("start"), pc.coalesce(batch.time("end"), batch.time("start"))
    keys = {
        "kind": pc.if_else(is_split, ChargeKind.SPLIT.value, charge_kinds(batch, charge)),
        "month": pc.fill_null(pc.strftime(start, "%Y-%m"), ""),
        "covered_by": paying_commitments(batch, charge),
        "currency": batch.text("currency"),
        **{name: batch.text(name) for name in ("usage_type", "operation", "region")},
        "service_code": service_codes(batch),
        **identities(batch, wanted, is_split),
    }
    if not batch.columns.has_usage_types:
        keys |= {name: batch.text(name) for name in ("description", "price_id")}
    quantity = pc.fill_null(batch.number("quantity"), Decimal(0))
    values = {
        "cost": pc.if_else(is_split, pa.scalar(Decimal(0), EXACT), counted_costs(batch, charge, wanted.basis)),
        "quantity": quantity,
        "split_cost": split_cost,
        "start": start,
        "end": end,
        "rate": hourly_rates(quantity, start, end) if wanted.rates else pa.repeat(pa.scalar(0.0), batch.rows),
    }
    found = (
        pa.table({**keys, **values})
        .group_by(list(keys))
        .aggregate(
            [
                ("cost", "count", pc.CountOptions(mode="all")),
                *((name, "sum") for name in ("cost", "quantity", "split_cost")),
                ("start", "min"),
                ("end", "max"),
                ("rate", "max"),
            ]
        )
    )
    for row in found.to_pylist():
        yield _row_key(row), row["currency"], _sums(row)


def _row_key(row: Mapping[str, Any]) -> RowKey:
    return RowKey(
        charge=ChargeKind(row["kind"]),
        service_code=row["service_code"],
        usage_type=row["usage_type"],
        operation=row["operation"],
        description=row.get("description", ""),
        price_id=row.get("price_id", ""),
        region=row["region"],
        month=row["month"],
        covered_by=row["covered_by"],
        cluster=row.get("cluster") or None,
        is_task=row.get("is_task", False),
        service=row.get("service") or None,
        tag=row.get("tag") or None,
        resource=row.get("instance", ""),
    )


def _sums(row: Mapping[str, Any]) -> _Sums:
    return _Sums(
        row["cost_count"],
        row["cost_sum"],
        row["quantity_sum"],
        row["split_cost_sum"],
        row["start_min"],
        row["end_max"],
        Decimal(repr(row["rate_max"] or 0.0)),
    )
