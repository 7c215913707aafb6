"""Large tables read Region by Region: a quote needs the plan rates of one Region, and all Regions have a million."""

import threading
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from ecsquote.pricing.catalog.region_prices import column_values, rows_where

_REGION_COLUMN = "location"


def location_runs(table: pa.Table) -> Iterator[tuple[str, int, int]]:
    """Each location with its first row and the row after its last; the rows of a location are contiguous."""
    first = 0
    for code, run in groupby(column_values(table, _REGION_COLUMN)):
        after = first + sum(1 for _ in run)
        yield code, first, after
        first = after


class RegionRows(Protocol):
    """A table that is asked for one Region at a time."""

    def of(self, region: str) -> pa.Table:
        """The rows of a Region; an empty table where it has none."""


class HeldRows:
    """A table in memory."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table
        self._bounds: Mapping[str, tuple[int, int]] = {
            code: (first, after) for code, first, after in location_runs(table)
        }

    def of(self, region: str) -> pa.Table:
        """The rows of a Region; an empty table where it has none."""
        first, after = self._bounds.get(region, (0, 0))
        return self._table.slice(first, after - first)


class ParquetRows:
    """A Parquet file in memory as it was stored; only the row groups that hold the Region are unpacked."""

    def __init__(self, data: bytes) -> None:
        self._file = pq.ParquetFile(pa.BufferReader(data))
        self._reading = threading.Lock()
        self.schema: pa.Schema = self._file.schema_arrow

    def of(self, region: str) -> pa.Table:
        """The rows of a Region; an empty table where it has none."""
        groups = [number for number in range(self._file.num_row_groups) if self._may_hold(number, region)]
        if not groups:
            return pa.Table.from_batches([], self.schema)  # Schema.empty_table() imports pandas
        with self._reading:
            found = self._file.read_row_groups(groups, use_threads=False)
        return rows_where(found, _REGION_COLUMN, region)

    def _may_hold(self, group: int, region: str) -> bool:
        """Whether a row group can hold rows of the Region, by the smallest and largest code that are stored with it."""
        column = self._file.metadata.row_group(group).column(self.schema.get_field_index(_REGION_COLUMN))
        span = column.statistics
        return span is None or not span.has_min_max or span.min <= region <= span.max
