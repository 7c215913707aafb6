"""The files of a cost export: CSV, gzip and Parquet, in folders of parts, read in batches and never whole."""

import csv
import gzip
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from ecsquote.bills.columns import ExportColumns, recognize_columns
from ecsquote.errors import InputError

BATCH_BYTES = 16 * 1024 * 1024
BATCH_ROWS = 128 * 1024
_GZIP, _PARQUET = b"\x1f\x8b", b"PAR1"
_PARTS = (".csv", ".gz", ".parquet")


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file of an export, by its content."""

    path: Path
    name: str
    """What errors call it."""
    columns: ExportColumns

    def batches(self, wanted: Sequence[str]) -> Iterator[Any]:
        """The file's rows as Arrow tables of the wanted columns, in order; InputError where it cannot be read."""
        try:
            if _magic(self.path).startswith(_PARQUET):
                with parquet.ParquetFile(self.path) as file:
                    for batch in file.iter_batches(BATCH_ROWS, columns=list(wanted)):
                        yield pa.Table.from_batches([batch])
            else:
                yield from self._csv_batches(wanted)
        except (pa.ArrowException, OSError, EOFError) as error:
            raise InputError(f"{self.name}: cannot be read: {str(error).splitlines()[0]}") from None

    def _csv_batches(self, wanted: Sequence[str]) -> Iterator[Any]:
        compression = "gzip" if _magic(self.path).startswith(_GZIP) else None
        with (
            pa.input_stream(str(self.path), compression=compression) as stream,
            arrow_csv.open_csv(
                stream,
                arrow_csv.ReadOptions(block_size=BATCH_BYTES),
                arrow_csv.ParseOptions(newlines_in_values=True),
                arrow_csv.ConvertOptions(
                    include_columns=list(wanted),
                    column_types={name: pa.string() for name in wanted},
                    null_values=[""],
                    strings_can_be_null=True,
                ),
            ) as reader,
        ):
            for batch in reader:
                yield pa.Table.from_batches([batch])


def export_files(paths: Sequence[Path], names: Mapping[Path, str] | None = None) -> list[ExportFile]:
    """The files, and all parts in folders; InputError for one that is not a cost export, or that is given twice.

    `names`: what errors call a file whose path means nothing to its owner.
    """
    parts = [(part, (names or {}).get(path, str(part))) for path in paths for part in _parts(path)]
    _refuse_twice(parts)
    return [_recognized(part, name) for part, name in parts]


def _parts(path: Path) -> list[Path]:
    if not path.is_dir():
        if not path.is_file():
            raise InputError(f"{path}: there is no such file")
        return [path]
    parts = sorted(part for part in path.rglob("*") if part.is_file() and part.name.lower().endswith(_PARTS))
    if not parts:
        raise InputError(f"{path}: holds no part of an export ({', '.join(_PARTS)})")
    return parts


def _recognized(path: Path, name: str) -> ExportFile:
    try:
        return ExportFile(path, name, recognize_columns(_column_names(path)))
    except InputError as error:
        raise InputError(f"{name}: {error}") from None
    except (pa.ArrowException, OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{name}: cannot be read: {str(error).splitlines()[0]}") from None


def _column_names(path: Path) -> list[str]:
    magic = _magic(path)
    if magic.startswith(_PARQUET):
        names: list[str] = parquet.read_schema(path).names
        return names
    with path.open("rb") as raw, gzip.open(raw) if magic.startswith(_GZIP) else raw as content:
        text: TextIO = io.TextIOWrapper(content, encoding="utf-8-sig", newline="")
        return next(csv.reader(text), [])


def _magic(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def _refuse_twice(parts: Sequence[tuple[Path, str]]) -> None:
    """The same content counts once only; files of different sizes are not read for that."""
    by_size: dict[int, list[tuple[Path, str]]] = defaultdict(list)
    for path, name in parts:
        by_size[path.stat().st_size].append((path, name))
    for alike in by_size.values():
        seen: dict[str, str] = {}
        for path, name in alike if len(alike) > 1 else ():
            digest = _digest(path)
            if digest in seen:
                raise InputError(f"{name}: is the same file as {seen[digest]}; its rows would count twice")
            seen[digest] = name


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
