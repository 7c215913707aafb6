"""A catalog version on disk: Parquet tables and a manifest, written atomically and read with their checksums."""

import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from ecsquote.errors import CatalogError, InputError
from ecsquote.pricing.catalog.region_rows import ParquetRows, location_runs
from ecsquote.pricing.catalog.table_schemas import OPERATION, PRICES, SCHEMAS
from ecsquote.pricing.store.manifest import LAYOUT, MANIFEST_FILE, CatalogFile, CatalogManifest


def parquet_bytes(table: pa.Table) -> bytes:
    """A table as Parquet: the same rows give the same bytes."""
    return _parquet([table], table.schema)


def parquet_bytes_by_region(table: pa.Table) -> bytes:
    """The same for a table that is read Region by Region: a row group for each location."""
    parts = [table.slice(first, after - first) for _, first, after in location_runs(table)]
    return _parquet(parts, table.schema)


def _parquet(parts: Sequence[pa.Table], schema: pa.Schema) -> bytes:
    buffer = io.BytesIO()
    with pq.ParquetWriter(buffer, schema, compression="zstd", compression_level=12, version="2.6") as writer:
        for part in parts:
            writer.write_table(part)
    return buffer.getvalue()


def write_version(root: Path, manifest: CatalogManifest, contents: Mapping[str, bytes]) -> Path:
    """Write a version's folder atomically: written aside, flushed to disk, then named by one rename.

    InputError where the version exists already, CatalogError where the folder cannot be written.
    """
    final = root / manifest.version
    if final.exists():
        raise InputError(f"the catalog version {manifest.version} exists already in {root}")
    try:
        root.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".incoming-", dir=root))
        try:
            for name, data in contents.items():
                _write_durably(aside / name, data)
            _write_durably(aside / MANIFEST_FILE, manifest.model_dump_json(indent=1).encode() + b"\n")
            aside.chmod(0o755)
            _sync_folder(aside)
            aside.rename(final)
            _sync_folder(root)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
    except OSError as error:
        raise CatalogError(f"the catalog version {manifest.version} cannot be written to {root}: {error}") from error
    return final


def read_manifest(folder: Path) -> CatalogManifest:
    """The manifest of a version's folder; CatalogError says what is wrong with it."""
    path = folder / MANIFEST_FILE
    try:
        manifest = CatalogManifest.model_validate_json(path.read_bytes())
    except OSError as error:
        raise CatalogError(f"the catalog {folder} has no readable {MANIFEST_FILE}: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CatalogError(f"{path} is not a catalog manifest: {place} {first['msg']}") from error
    if manifest.layout != LAYOUT:
        raise CatalogError(f"{path} has layout {manifest.layout}; this ecsquote reads layout {LAYOUT}")
    if missing := sorted(set(SCHEMAS) - set(manifest.files)):
        raise CatalogError(f"{path} names no {', '.join(missing)}")
    return manifest


def read_table(folder: Path, manifest: CatalogManifest, name: str, schema: pa.Schema | None = None) -> pa.Table:
    """One table of a version, after its checksum and columns were checked; CatalogError otherwise.

    `schema`: the columns of a file that not every version has.
    """
    data = _checked_bytes(folder, manifest, name)
    try:
        # not pq.read_table: that loads pyarrow.dataset, which costs more memory than the catalog itself
        table = pq.ParquetFile(pa.BufferReader(data)).read(use_threads=False)
    except (pa.ArrowException, OSError) as error:
        raise CatalogError(f"{folder / name} is not a Parquet file: {error}") from error
    if name == PRICES and OPERATION not in table.schema.names:
        column = SCHEMAS[PRICES].field(OPERATION)
        table = table.append_column(column, pa.nulls(table.num_rows, column.type))
    _check_columns(folder / name, table.schema, schema or SCHEMAS[name])
    return table


def read_rows(folder: Path, manifest: CatalogManifest, name: str, schema: pa.Schema | None = None) -> ParquetRows:
    """One table of a version for reading Region by Region, checked as `read_table` does; CatalogError otherwise."""
    data = _checked_bytes(folder, manifest, name)
    try:
        rows = ParquetRows(data)
    except (pa.ArrowException, OSError) as error:
        raise CatalogError(f"{folder / name} is not a Parquet file: {error}") from error
    _check_columns(folder / name, rows.schema, schema or SCHEMAS[name])
    return rows


def _checked_bytes(folder: Path, manifest: CatalogManifest, name: str) -> bytes:
    path = folder / name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CatalogError(f"{path} cannot be read: {error.strerror}") from error
    if hashlib.sha256(data).hexdigest() != manifest.files[name].sha256:
        raise CatalogError(f"{path} is not the file that the manifest describes: its checksum differs")
    return data


def _check_columns(path: Path, held: pa.Schema, schema: pa.Schema) -> None:
    if not held.equals(schema):
        raise CatalogError(f"{path} does not hold the columns of layout {LAYOUT}: {', '.join(schema.names)}")


def described(data: bytes, rows: int) -> CatalogFile:
    """A file's line in the manifest."""
    return CatalogFile(rows=rows, bytes=len(data), sha256=hashlib.sha256(data).hexdigest())


def _write_durably(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
