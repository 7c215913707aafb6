"""A batch of an export with its columns by what they mean: texts, times and exact decimals."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
from pyarrow import compute as pc

from ecsquote.bills.columns import ExportColumns

EXACT = pa.decimal256(75, 38)
"""38 places after the point: more than any export writes, so that nothing is rounded."""


class ExportBatch:
    """One batch with its columns by what they mean."""

    def __init__(self, table: Any, columns: ExportColumns) -> None:
        self.table = table.combine_chunks()
        self.columns = columns
        self.rows = table.num_rows

    def text(self, name: str) -> Any:
        """A column of texts, "" where the row or the export has none."""
        column = self.columns.texts.get(name)
        if column is None or column not in self.table.column_names:
            return pa.repeat("", self.rows)
        return pc.fill_null(pc.cast(whole(self.table[column]), pa.string()), "")

    def number(self, name: str) -> Any:
        """A column of exact decimals, null where the row or the export has none."""
        column = self.columns.numbers.get(name)
        if column is None:
            return pa.nulls(self.rows, EXACT)
        return exact_decimals(whole(self.table[column]))

    def time(self, name: str) -> Any:
        """A column of times, UTC, to the second."""
        column = self.columns.texts.get(name)
        if column is None:
            return pa.nulls(self.rows, pa.timestamp("s"))
        encoded = pc.dictionary_encode(whole(self.table[column]))
        texts = pc.utf8_slice_codeunits(pc.cast(encoded.dictionary, pa.string()), 0, 19)
        return pc.take(pc.cast(texts, pa.timestamp("s")), encoded.indices)


def whole(column: Any) -> Any:
    """A chunked column as one array."""
    return pa.concat_arrays(column.chunks) if column.num_chunks != 1 else column.chunk(0)


def exact_decimals(column: Any) -> Any:
    """Numbers as they are written, to the last digit; a float is what its shortest text says."""
    if pa.types.is_decimal(column.type):
        return pc.cast(column, EXACT)
    encoded = pc.dictionary_encode(column)  # few prices and sizes repeat through a bill
    return pc.take(pc.cast(pc.cast(encoded.dictionary, pa.string()), EXACT), encoded.indices)


def each(column: Any, of: Callable[[str], str | None]) -> Any:
    """A text for each text, asked once for each that is different."""
    encoded = pc.dictionary_encode(column)
    values = pa.array([of(text) for text in encoded.dictionary.to_pylist()], pa.string())
    return pc.take(values, encoded.indices)
