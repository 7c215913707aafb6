"""Small folders of price tables, valid as they stand, for tests of the import to break one row at a time."""

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ecsquote.pricing.catalog.table_catalog import TableCatalog
from ecsquote.pricing.store.catalog_files import read_manifest
from ecsquote.pricing.store.catalog_store import load_catalog
from ecsquote.pricing.store.manifest import CatalogManifest
from ecsquote.pricing.tables import import_tables

PUBLISHED_AT = datetime(2026, 11, 22, tzinfo=UTC)
READ = {"source": "a test", "as_of": "2026-11-01"}

Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]

REGIONS: Sequence[Row] = (
    {"region": "eu-west-1", "location": "EU (Ireland)", "location_type": "AWS Region"},
    {"region": "us-east-1", "location": "US East (N. Virginia)", "location_type": "AWS Region"},
    {"region": "us-east-1-atl-1", "location": "US East (Atlanta)", "location_type": "AWS Local Zone"},
)


def fargate(dimension: str = "vcpu", usd: str = "0.04048", **changes: str) -> Row:
    """A row of fargate.csv: On-Demand Linux on x86 in eu-west-1."""
    unit = "vCPU-Hours" if dimension == "vcpu" else "GB-Hours"
    row = {"region": "eu-west-1", "operating_system": "linux", "cpu_architecture": "x86_64"}
    return {**row, "purchase_option": "on_demand", "dimension": dimension, "usd": usd, "unit": unit, **READ, **changes}


def on_demand(instance_type: str = "m5.large", usd: str = "0.107", **changes: str) -> Row:
    """A row of ec2_on_demand.csv."""
    row = {"region": "eu-west-1", "instance_type": instance_type, "operating_system": "Linux", "tenancy": "Shared"}
    return {**row, "usd": usd, "unit": "Hrs", **READ, **changes}


def spot(instance_type: str = "m5.large", usd: str = "0.04", **changes: str) -> Row:
    """A row of ec2_spot.csv."""
    row = {"region": "eu-west-1", "availability_zone_id": "", "instance_type": instance_type}
    return {**row, "product_description": "Linux/UNIX", "usd": usd, "unit": "Hrs", "method": "seen", **READ, **changes}


def transfer(begin: str, end: str, usd: str = "0.09", **changes: str) -> Row:
    """A tier of data_transfer.csv: to the internet from eu-west-1."""
    row = {"region": "eu-west-1", "transfer_type": "internet_out", "to_region": "", "begin_range_gb": begin}
    return {**row, "end_range_gb": end, "usd": usd, "unit": "GB", **READ, **changes}


def card(**changes: str) -> Row:
    """A row of prices.csv: a private rate of Fargate memory."""
    row = {
        "region": "eu-west-1",
        "service_code": "AmazonECS",
        "usage_type": "Fargate-GB-Hours",
        "variant": "",
        "unit": "GB-Hours",
        "begin_range": "0",
        "end_range": "Inf",
        "currency": "USD",
        "price": "0.004",
        "sku": "",
        "rate_code": "",
        "effective_date": "",
        "basis": "",
    }
    return {**row, **READ, **changes}


def instance_type(name: str = "m5.large", **changes: str) -> Row:
    """A row of instance_types.csv."""
    row = {
        "instance_type": name,
        "vcpus": "2",
        "memory_mib": "8192",
        "architectures": "x86_64",
        "gpu_name": "",
        "gpu_count": "0",
        "accelerator_name": "",
        "accelerator_count": "0",
        "max_enis": "3",
        "trunking_compatible": "true",
        "branch_enis": "9",
        "current_generation": "True",
        "burstable": "False",
        "bare_metal": "False",
    }
    return {**row, **READ, **changes}


def write_tables(folder: Path, tables: Tables) -> Path:
    """The tables as CSV files; regions.csv is added unless it is given."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in {"regions.csv": REGIONS, **tables}.items():
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(column for row in rows for column in row)), restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def imported(folder: Path, tables: Tables, version: str = "test") -> TableCatalog:
    """The catalog that an import of these tables gives."""
    source = write_tables(folder / "tables", tables)
    import_tables(source, folder / "versions", version=version, published_at=PUBLISHED_AT)
    return load_catalog(folder / "versions" / version)


def imported_manifest(folder: Path, version: str = "test") -> CatalogManifest:
    """The manifest of what `imported` made."""
    return read_manifest(folder / "versions" / version)
