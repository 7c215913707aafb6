"""The files of a portfolio: CSV, Parquet and NDJSON, also in folders, read in units that a run can stop after."""

import gzip
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from ecsquote.errors import InputError
from ecsquote.portfolio import columns
from ecsquote.portfolio.row_checks import refuse_missing_columns

BLOCK_BYTES = 16 * 1024 * 1024
BLOCK_LINES = 64 * 1024
_GZIP, _PARQUET = b"\x1f\x8b", b"PAR1"
_CSV, _NDJSON = (".csv", ".csv.gz"), (".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz")
ENDINGS = (*_CSV, *_NDJSON, ".parquet")
_WORDS = (columns.REGION, columns.ARCHITECTURE, columns.OPERATING_SYSTEM)


class BrokenRow(NamedTuple):
    """A row that is not even a row of its file."""

    number: int
    reason: str
    text: str


@dataclass(frozen=True)
class PortfolioUnit:
    """Some rows of one file that are priced and written together."""

    file: str
    read: Callable[[], Any]
    """The rows as an Arrow table."""
    numbers: Callable[[int], NDArray[Any]]
    """The numbers, from 1, of that many rows in their file."""
    broken: tuple[BrokenRow, ...] = ()


@dataclass(frozen=True)
class PortfolioFile:
    """One file, by its content."""

    path: Path
    name: str

    def digest(self) -> str:
        """SHA-256 of the content."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def rows(self) -> int | None:
        """How many rows there are, where the file says so."""
        return parquet.read_metadata(self.path).num_rows if self._is_parquet() else None

    def units(self) -> Iterator[PortfolioUnit]:
        """Row groups of Parquet, blocks of the others, always the same ones; InputError where it cannot be read."""
        try:
            if self._is_parquet():
                yield from self._row_groups()
            elif self.name.lower().endswith(_NDJSON):
                yield from self._line_blocks()
            else:
                yield from self._csv_blocks()
        except (pa.ArrowException, OSError, EOFError, UnicodeDecodeError) as error:
            raise InputError(f"{self.name}: cannot be read: {str(error).splitlines()[0]}") from None

    def _is_parquet(self) -> bool:
        return _magic(self.path).startswith(_PARQUET)

    def _row_groups(self) -> Iterator[PortfolioUnit]:
        words = [name for name in _WORDS if name in parquet.read_schema(self.path).names]
        with parquet.ParquetFile(self.path, read_dictionary=words) as file:
            refuse_missing_columns(file.schema_arrow.names, self.name)
            first = 1
            for group in range(file.metadata.num_row_groups):
                yield PortfolioUnit(self.name, _read_group(file, group), _from(first))
                first += file.metadata.row_group(group).num_rows

    def _csv_blocks(self) -> Iterator[PortfolioUnit]:
        broken: list[BrokenRow] = []

        def set_aside(row: Any) -> str:
            reason = f"has {row.actual_columns} cells, not {row.expected_columns}"
            broken.append(BrokenRow(row.number - 1, reason, row.text))
            return "skip"

        header = _header(self.path, self.name)
        refuse_missing_columns(header, self.name)
        compression = "gzip" if _magic(self.path).startswith(_GZIP) else None
        with (
            pa.input_stream(str(self.path), compression=compression) as stream,
            arrow_csv.open_csv(
                stream,
                arrow_csv.ReadOptions(block_size=BLOCK_BYTES, use_threads=False),
                arrow_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=set_aside),
                arrow_csv.ConvertOptions(
                    column_types={name: pa.string() for name in header},
                    null_values=[""],
                    strings_can_be_null=True,
                    quoted_strings_can_be_null=True,
                ),
            ) as reader,
        ):
            first, taken = 1, 0
            for batch in reader:
                numbers = _around(first, batch.num_rows, [row.number for row in broken[taken:]])
                end = int(numbers[-1]) if len(numbers) else first - 1
                own = [row for row in broken[taken:] if row.number <= end]
                taken += len(own)
                yield PortfolioUnit(self.name, _given(batch), _known(numbers), tuple(own))
                first = end + 1
            if rest := broken[taken:]:
                empty = pa.table({name: pa.array([], pa.string()) for name in header})
                yield PortfolioUnit(self.name, lambda: empty, _from(first), tuple(rest))

    def _line_blocks(self) -> Iterator[PortfolioUnit]:
        opened = gzip.open if _magic(self.path).startswith(_GZIP) else open
        with opened(self.path, "rb") as file:
            names: list[str] | None = None
            first = 1
            while lines := [line for line, _ in zip(file, range(BLOCK_LINES), strict=False)]:
                rows, broken = _objects(lines, first)
                if names is None:
                    given = dict.fromkeys(name for _, row in rows for name in row)
                    refuse_missing_columns(list(given), self.name)
                    names = list(dict.fromkeys([*columns.WORKLOAD_COLUMNS, *given]))
                yield _line_unit(self.name, rows, broken, names)
                first += len(lines)


def portfolio_files(paths: Sequence[Path], output: Path) -> list[PortfolioFile]:
    """The files, and all in folders but for the results; InputError for one that does not exist or is given twice."""
    found = [part for path in paths for part in _parts(path, output)]
    seen: dict[str, str] = {}
    for file in found:
        digest = file.digest()
        if digest in seen:
            raise InputError(f"{file.name}: is the same file as {seen[digest]}; its rows would count twice")
        seen[digest] = file.name
    return found


def _parts(path: Path, output: Path) -> list[PortfolioFile]:
    if path.is_file():
        return [PortfolioFile(path, path.name)]
    if not path.is_dir():
        raise InputError(f"{path}: there is no such file")
    parts = [
        PortfolioFile(part, str(part.relative_to(path)))
        for part in sorted(path.rglob("*"))
        if part.is_file()
        and part.name.lower().endswith(ENDINGS)
        and not part.name.startswith((".", "_"))
        and output.resolve() not in part.resolve().parents
    ]
    if not parts:
        raise InputError(f"{path}: holds no file of workloads ({', '.join(ENDINGS)})")
    return parts


def _magic(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def _header(path: Path, name: str) -> list[str]:
    compression = "gzip" if _magic(path).startswith(_GZIP) else None
    with pa.input_stream(str(path), compression=compression) as stream:
        options = arrow_csv.ReadOptions(block_size=BLOCK_BYTES, use_threads=False)
        lenient = arrow_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=lambda _: "skip")
        try:
            with arrow_csv.open_csv(stream, options, lenient) as reader:
                names: list[str] = reader.schema.names
                return names
        except pa.ArrowInvalid as error:
            raise InputError(f"{name}: cannot be read: {str(error).splitlines()[0]}") from None


def _read_group(file: Any, group: int) -> Callable[[], Any]:
    return lambda: file.read_row_group(group)


def _given(batch: Any) -> Callable[[], Any]:
    return lambda: pa.Table.from_batches([batch])


def _from(first: int) -> Callable[[int], NDArray[Any]]:
    return lambda rows: np.arange(first, first + rows)


def _known(numbers: NDArray[Any]) -> Callable[[int], NDArray[Any]]:
    return lambda _rows: numbers


def _around(first: int, rows: int, taken: Sequence[int]) -> NDArray[Any]:
    """The next numbers that no broken row has."""
    if not taken:
        return np.arange(first, first + rows)
    used = set(taken)
    free = (number for number in count(first) if number not in used)
    return np.array([next(free) for _ in range(rows)], np.int64)


def _objects(lines: Sequence[bytes], first: int) -> tuple[list[tuple[int, dict[str, Any]]], list[BrokenRow]]:
    rows: list[tuple[int, dict[str, Any]]] = []
    broken: list[BrokenRow] = []
    for number, line in enumerate(lines, start=first):
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            row = error
        if isinstance(row, dict):
            rows.append((number, row))
        elif line.strip():
            reason = "is not JSON" if isinstance(row, Exception) else "is not a JSON object"
            broken.append(BrokenRow(number, reason, line.decode("utf-8", "replace").rstrip("\r\n")))
    return rows, broken


def _line_unit(
    name: str, rows: Sequence[tuple[int, dict[str, Any]]], broken: list[BrokenRow], names: Sequence[str]
) -> PortfolioUnit:
    """The rows as text; a member that the first block does not have sets its row aside rather than be lost."""
    known, kept = set(names), []
    for number, row in rows:
        if further := [member for member in row if member not in known]:
            reason = f"has {', '.join(further)}, which the first {BLOCK_LINES} rows do not have"
            broken.append(BrokenRow(number, reason, orjson.dumps(row).decode()))
        else:
            kept.append((number, row))
    table = pa.table({each: pa.array([_cell(row.get(each)) for _, row in kept], pa.string()) for each in names})
    numbers = np.array([number for number, _ in kept], np.int64)
    return PortfolioUnit(name, lambda: table, _known(numbers), tuple(sorted(broken)))


def _cell(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return orjson.dumps(value).decode()
