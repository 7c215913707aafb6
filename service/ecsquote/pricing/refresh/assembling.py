"""Put a version together Region by Region: the last version's rows, with those of the taken parts in their place."""

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ecsquote.contract.price_basis import Basis
from ecsquote.pricing.catalog import table_schemas
from ecsquote.pricing.refresh.gathering import Staged
from ecsquote.pricing.refresh.part_rows import scope_of
from ecsquote.pricing.sources.source import SourcePart
from ecsquote.pricing.store import catalog_files as files
from ecsquote.pricing.store.manifest import CatalogManifest
from ecsquote.pricing.store.records import Record, catalog_order, meter_key

SCHEMAS: Mapping[str, pa.Schema] = {**table_schemas.SCHEMAS, **table_schemas.OPTIONAL_SCHEMAS}
"""The tables of a refreshed version: those of every version, and Spot statistics by zone."""

Taken = Sequence[tuple[SourcePart, Staged]]


class BaseTables:
    """The tables of the last version, asked Region by Region."""

    def __init__(self, folder: Path, manifest: CatalogManifest) -> None:
        self._folder = folder
        self._manifest = manifest
        self._held: dict[str, pa.Table] = {}

    def table(self, name: str) -> pa.Table:
        """A complete table, dictionary-encoded, so that it is small."""
        if name not in self._held:
            held = name in self._manifest.files
            self._held[name] = (
                files.read_table(self._folder, self._manifest, name, SCHEMAS[name])
                if held
                else SCHEMAS[name].empty_table()
            )
        return self._held[name]

    def of_region(self, name: str, region: str, column: str = "location") -> pa.Table:
        """The rows of one Region."""
        table = self.table(name)
        return table.filter(pc.equal(table.column(column), region))

    def regions(self) -> list[str]:
        """All Region codes, sorted."""
        places = self.table(table_schemas.LOCATIONS).to_pylist()
        return sorted(place["code"] for place in places if place["location_type"] == "AWS Region")


class TableWriter:
    """One table of the new version: a row group for each Region, and a tally of what went in."""

    def __init__(self, folder: Path, name: str, schema: pa.Schema) -> None:
        self.path = folder / name
        self.schema = schema
        self._writer = pq.ParquetWriter(self.path, self.schema, compression="zstd", compression_level=12, version="2.6")
        self.rows = 0

    def write(self, table: pa.Table) -> None:
        """Append rows as a separate row group."""
        if table.num_rows:
            self._writer.write_table(table)
            self.rows += table.num_rows

    def write_records(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Append rows given by column."""
        self.write(records_table(self.schema, list(records)))

    def close(self) -> bytes:
        """The file's bytes."""
        self._writer.close()
        return self.path.read_bytes()

    def abandon(self) -> None:
        """Close the file, complete or not."""
        with contextlib.suppress(OSError):
            self._writer.close()


def records_table(schema: pa.Schema, records: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows as a table of exactly these columns."""
    columns = [pa.array([record[field.name] for record in records], type=field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


PRIVATE = "private-rates"


def prices_of_region(base: Sequence[Record], taken: Taken) -> list[Record]:
    """The Region's prices: the rows of a part replace the old ones; private rates take precedence."""
    rows = list(base)
    given: list[Record] = []
    for part, staged in taken:
        if part.source == PRIVATE:
            given += staged.prices
        elif staged.prices:
            in_scope = scope_of(part)
            rows = [row for row in rows if not in_scope(row) or meter_key(row) in staged.kept_back]
            rows += [row for row in staged.prices if meter_key(row) not in staged.kept_back]
    renewed = {meter_key(row) for row in given}
    private = given + [row for row in base if row["basis"] == Basis.CUSTOM and meter_key(row) not in renewed]
    overridden = {meter_key(row) for row in private}
    return sorted([*(row for row in rows if meter_key(row) not in overridden), *private], key=catalog_order)


ECS_LIMITS = ("awsvpc_tasks", "awsvpc_tasks_trunking", "trunking_basis")


def merged_types(base: Sequence[Record], found: Iterable[Record]) -> list[Record]:
    """Instance types by name: as a source says, but for the limits of awsvpc tasks, which ECS's own table knows."""
    types = {row["name"]: row for row in base}
    for row in found:
        known = types.get(row["name"], {})
        limits = {name: known[name] for name in ECS_LIMITS if known.get("awsvpc_tasks_trunking") is not None}
        types[row["name"]] = {**row, **limits}
    return [types[name] for name in sorted(types)]
