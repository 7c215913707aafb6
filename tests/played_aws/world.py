"""What the played AWS knows: the Regions and prices of a catalog, as its offers state them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow.compute as pc

from ecsquote.facts import pricing_data_folder
from ecsquote.pricing.catalog import table_schemas
from ecsquote.pricing.store import catalog_files as files
from played_aws.offers import KnownPrice, KnownRegion


def shipped_regions(codes: Sequence[str] = (), folder: Path | None = None) -> dict[str, KnownRegion]:
    """Regions with all their prices from a version's folder (default: the shipped catalog; all its Regions)."""
    folder = folder or pricing_data_folder() / "catalog"
    manifest = files.read_manifest(folder)
    table = files.read_table(folder, manifest, table_schemas.PRICES)
    types = files.read_table(folder, manifest, table_schemas.INSTANCE_TYPES).select(["name", "vcpus", "memory_mib"])
    machines = {row["name"]: (row["vcpus"], f"{row['memory_mib'] / 1024:g}") for row in types.to_pylist()}
    places = files.read_table(folder, manifest, table_schemas.LOCATIONS).to_pylist()
    names = {place["code"]: place["name"] for place in places if place["location_type"] == "AWS Region"}
    found = {}
    for code in codes or sorted(names):
        rows = table.filter(pc.equal(table.column("location"), code)).to_pylist()
        prices = tuple(
            KnownPrice(
                row["service_code"],
                row["usage_type"],
                row["variant"],
                row["unit"],
                row["unit_price"],
                row["begin_range"],
                row["end_range"],
            )
            for row in rows
        )
        found[code] = KnownRegion(code, names[code], prices, machines, names)
    return found


def few_machines(region: KnownRegion, kept: int = 25) -> KnownRegion:
    """The Region with a few instance types only, so that a test is quick; every other meter stays."""
    types = sorted({_machine(price) for price in region.prices if _machine(price)})[:kept]
    prices = tuple(price for price in region.prices if not _machine(price) or _machine(price) in types)
    return replace(region, prices=prices)


def _machine(price: KnownPrice) -> str:
    """The instance type that a price is for, if it is for one."""
    if price.usage_type.startswith(("BoxUsage:", "SpotUsage:")):
        return price.usage_type.partition(":")[2]
    if price.usage_type.startswith("ECS-Managed-Instances:"):
        return price.usage_type.partition(":")[2].removesuffix("-management-hours")
    return ""
