"""From a folder of tables to a catalog version: everything is checked before anything is written."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from ecsquote.contract.catalogs import LeftOutRows
from ecsquote.errors import ImportRefused, InputError
from ecsquote.pricing.billing_codes import usage_type_prefix
from ecsquote.pricing.catalog import table_schemas
from ecsquote.pricing.rows import PlanRow
from ecsquote.pricing.store.catalog_files import described, parquet_bytes, parquet_bytes_by_region, write_version
from ecsquote.pricing.store.manifest import CatalogManifest, Source, check_version_name, default_version
from ecsquote.pricing.tables.layout import LAYOUT
from ecsquote.pricing.tables.locations import REGION, Locations
from ecsquote.pricing.tables.plan_derivation import derive_plans
from ecsquote.pricing.tables.reading import Findings, TablePrice, read_rows
from ecsquote.pricing.tables.regions import REGIONS
from ecsquote.pricing.tables.reserved_instances import newest_of_each
from ecsquote.pricing.tables.table import Gathered
from ecsquote.pricing.tables.tiers import check_tiers, ordered
from ecsquote.pricing.tables.warnings import age_warnings

BY_REGION = (table_schemas.SAVINGS_PLANS, table_schemas.RESERVED_INSTANCES)
"""Tables that are read Region by Region."""


def import_tables(
    sources: Path | Sequence[Path], destination: Path, *, version: str | None = None, published_at: datetime
) -> CatalogManifest:
    """Make a catalog version from one or more folders of price tables in the documented layout.

    Tables of the same name in several folders are read as one. `destination` is the folder of versions; the new
    one is put in place whole, as `destination/<version>`
    (default: named by `published_at`, which must be aware of its zone). Raises ImportRefused with every fault
    of every row, InputError for a folder that is not there or a version that is, CatalogError where the
    destination cannot be written; nothing is written then.
    """
    if published_at.tzinfo is None:
        raise InputError("published_at must name its time zone")
    published_at = published_at.astimezone(UTC)
    version = check_version_name(version if version is not None else default_version(published_at))
    findings = Findings(latest_day=f"{published_at + timedelta(hours=14):%Y-%m-%d}")  # the first zone of all
    gathered = read_tables([sources] if isinstance(sources, Path) else sources, findings)
    prices = ordered(gathered.prices)
    check_tiers(prices, findings)
    newest_of_each(gathered, findings)
    derive_plans(gathered, findings)
    check_plans(gathered, findings)
    if findings.faults:
        raise ImportRefused(sorted(findings.faults, key=lambda fault: (fault.file, fault.line)))
    tables = _arrow_tables(gathered, prices)
    contents = {
        name: (parquet_bytes_by_region if name in BY_REGION else parquet_bytes)(table) for name, table in tables.items()
    }
    plan_rows = [plan.price for plan in (*gathered.plan_prices, *gathered.reserved)]
    manifest = CatalogManifest(
        version=version,
        published_at=published_at,
        rows_by_service=_counted(row.service_code for row in prices),
        rows_by_region=_counted(row.location for row in prices if row.location in gathered.locations.regions),
        sources=_sources([*prices, *plan_rows]),
        left_out=tuple(
            LeftOutRows(file=file, reason=reason, rows=rows)
            for (file, reason), rows in sorted(findings.left_out.items())
        ),
        warnings=age_warnings(prices, gathered.locations.regions, published_at),
        files={name: described(data, tables[name].num_rows) for name, data in contents.items()},
    )
    write_version(destination, manifest, contents)
    return manifest


def read_tables(sources: Sequence[Path], findings: Findings) -> Gathered:
    """All tables of the folders; what is wrong is noted in the findings."""
    gathered = Gathered(Locations())
    known = {table.file for table in LAYOUT}
    for source in sources:
        if not source.is_dir():
            raise InputError(f"{source} is not a folder of price tables")
        for path in sorted(source.iterdir()):
            if path.suffix.lower() == ".csv" and path.name not in known:
                findings.refuse(path.name, 0, f"is not a table of the layout; the tables: {', '.join(sorted(known))}")
    if not any((source / REGIONS.file).is_file() for source in sources):
        findings.refuse(REGIONS.file, 0, "is missing; it says which codes are Regions and which are zones")
        return gathered
    for table in LAYOUT:
        for source in sources:
            if (path := source / table.file).is_file():
                table.take(read_rows(path, tuple(table.columns), findings, table.origin), gathered, findings)
    if not gathered.prices and not findings.faults:
        findings.refuse(REGIONS.file, 0, "stands alone: the folder holds no price")
    return gathered


def check_plans(gathered: Gathered, findings: Findings) -> None:
    """One rate for every meter under the same terms."""
    seen: dict[tuple[object, ...], TablePrice] = {}
    for plan in gathered.plan_prices:
        row = plan.price
        key = (plan.plan_type, plan.term_years, plan.payment_option, plan.family, row.meter_key)
        if (other := seen.setdefault(key, row)) is not row:
            findings.refuse(
                row.file, row.line, f"a second rate under the same terms; see {other.file} line {other.line}"
            )
        if row.location not in gathered.locations.regions:
            findings.refuse(row.file, row.line, f"{row.location} is a zone; Savings Plans have rates by Region")
        if row.begin_range or row.end_range is not None:
            findings.refuse(row.file, row.line, "a Savings Plan's rate has no tiers")


def _price_columns(rows: Sequence[TablePrice]) -> dict[str, list[object]]:
    columns: dict[str, list[object]] = {
        name: [getattr(row, name) for row in rows]
        for name in table_schemas.SCHEMAS[table_schemas.PRICES].names
        if name != "usage_type_prefix"
    }
    columns["usage_type_prefix"] = [
        usage_type_prefix(row.location, row.service_code, row.usage_type, row.variant) for row in rows
    ]
    columns["basis"] = [row.basis.value for row in rows]
    return columns


def _plans_table(rows: Iterable[PlanRow[TablePrice]]) -> pa.Table:
    """Plan rates or Reserved Instances by Region, and within it by plan: a quote reads one plan of one Region."""
    plans = sorted(
        rows,
        key=lambda plan: (
            plan.price.location,
            plan.plan_type,
            plan.term_years,
            plan.payment_option,
            plan.family,
            plan.price.meter_key,
        ),
    )
    return _table(
        table_schemas.SAVINGS_PLANS,
        {
            "plan_type": [plan.plan_type for plan in plans],
            "term_years": [plan.term_years for plan in plans],
            "payment_option": [plan.payment_option for plan in plans],
            "family": [plan.family for plan in plans],
            **_price_columns([plan.price for plan in plans]),
        },
    )


def _table(name: str, columns: Mapping[str, Sequence[object]]) -> pa.Table:
    schema = table_schemas.SCHEMAS[name]
    return pa.table([pa.array(columns[field.name], type=field.type) for field in schema], schema=schema)


def _records(name: str, records: Iterable[Mapping[str, object]]) -> pa.Table:
    held = list(records)
    return _table(name, {column: [record[column] for record in held] for column in table_schemas.SCHEMAS[name].names})


def _arrow_tables(gathered: Gathered, prices: Sequence[TablePrice]) -> dict[str, pa.Table]:
    """The tables of a version, every one in a fixed order, so that the same input gives the same bytes."""
    locations = gathered.locations
    places = [(code, name, REGION, code) for code, name in locations.regions.items()]
    places += [(code, name, kind, locations.parent(code) or "") for code, (name, kind) in locations.zones.items()]
    reserved = {table_schemas.RESERVED_INSTANCES: _plans_table(gathered.reserved)} if gathered.reserved else {}
    return {
        **reserved,
        table_schemas.PRICES: _table(
            table_schemas.PRICES, _price_columns([row for row in prices if row.location in locations.regions])
        ),
        table_schemas.ZONE_PRICES: _table(
            table_schemas.ZONE_PRICES, _price_columns([row for row in prices if row.location in locations.zones])
        ),
        table_schemas.SAVINGS_PLANS: _plans_table(gathered.plan_prices),
        table_schemas.LOCATIONS: _records(
            table_schemas.LOCATIONS,
            [dict(zip(("code", "name", "location_type", "region"), place, strict=True)) for place in sorted(places)],
        ),
        table_schemas.INSTANCE_TYPES: _records(
            table_schemas.INSTANCE_TYPES, sorted(gathered.instance_types, key=lambda each: str(each["name"]))
        ),
        table_schemas.INTERRUPTIONS: _records(
            table_schemas.INTERRUPTIONS,
            sorted(
                gathered.interruptions,
                key=lambda each: (str(each["region"]), str(each["instance_type"]), str(each["operating_system"])),
            ),
        ),
    }


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))


def _sources(rows: Iterable[TablePrice]) -> tuple[Source, ...]:
    days: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        days[row.source].append(row.observed_on)
    return tuple(
        Source(source=source, rows=len(seen), oldest=min(seen), newest=max(seen))
        for source, seen in sorted(days.items())
    )
