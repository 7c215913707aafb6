"""Tables as files: Parquet, CSV that no spreadsheet runs, and NDJSON; each written whole and then renamed."""

import csv
import io
import os
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import orjson
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from ecsquote.portfolio.columns import MONEY
from ecsquote.quotes.exports.rows import text_cell
from ecsquote.units import decimal_string

ResultFormat = Literal["parquet", "csv", "ndjson"]
RESULT_FORMATS: tuple[ResultFormat, ...] = ("parquet", "csv", "ndjson")
_FORMULA = r"^([=+\-@\t\r\n])"


def write_tables(path: Path, tables: Sequence[Any], form: ResultFormat) -> None:
    """Tables of the same columns, one after the other."""
    partial = path.with_name(f".{path.name}.partial")
    if form == "parquet":
        with parquet.ParquetWriter(partial, tables[0].schema, compression="zstd", compression_level=1) as writer:
            for table in tables:
                writer.write_table(table, row_group_size=max(1, table.num_rows))
    elif form == "csv":
        with pa.OSFile(str(partial), "wb") as file:
            for at, table in enumerate(tables):
                options = arrow_csv.WriteOptions(include_header=at == 0, quoting_style="needed")
                arrow_csv.write_csv(_as_text(table), file, options)
    else:
        with partial.open("wb") as file:
            for table in tables:
                rows = _money_as_text(table).to_pylist()
                file.write(b"".join(orjson.dumps(row, default=_json, option=orjson.OPT_APPEND_NEWLINE) for row in rows))
    partial.replace(path)


def write_bytes(path: Path, content: bytes) -> None:
    """A small file, there either whole or not at all, and on the disk before it has its name."""
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A small CSV file whose text no spreadsheet runs."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_small_cell(value) for value in row] for row in rows)
    return file.getvalue().encode()


def _small_cell(value: object) -> object:
    if isinstance(value, Decimal):
        return decimal_string(value)
    return text_cell(value) if isinstance(value, str) else value


def _json(value: object) -> str:
    return decimal_string(value) if isinstance(value, Decimal) else str(value)


def _as_text(table: Any) -> Any:
    found = {}
    for name, column in zip(table.column_names, _money_as_text(table).columns, strict=True):
        text = column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
        if pa.types.is_string(text.type) and name != "monthly":
            text = pc.replace_substring_regex(text, _FORMULA, r"'\1")
        found[text_cell(name)] = text
    return pa.table(found)


def _money_as_text(table: Any) -> Any:
    """Amounts in plain notation, without trailing zeros."""
    for at, name in enumerate(table.column_names):
        if table[name].type == MONEY:
            texts = pc.utf8_rtrim(pc.utf8_rtrim(table[name].cast(pa.string()), characters="0"), characters=".")
            scientific = pc.match_substring(table[name].cast(pa.string()), "E")
            if pc.any(scientific).as_py():
                plain = [None if each is None else decimal_string(each) for each in table[name].to_pylist()]
                texts = pa.chunked_array([pa.array(plain, pa.string())])
            table = table.set_column(at, name, texts)
    return table
