"""A refresh from the played AWS: its sources, a fixed day, and small worlds that are quick to serve."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ecsquote.facts import pricing_data_folder
from ecsquote.pricing.catalog import table_schemas
from ecsquote.pricing.refresh.report import RefreshPlan, RefreshReport
from ecsquote.pricing.refresh.run import refresh
from ecsquote.pricing.refresh_choices import Accept
from ecsquote.pricing.sources.bulk_price_list import BulkPriceList
from ecsquote.pricing.sources.fargate_spot import FargateSpotFeed
from ecsquote.pricing.sources.http_client import AwsFiles
from ecsquote.pricing.sources.savings_plan_maps import SavingsPlanMaps
from ecsquote.pricing.sources.savings_plan_offers import SavingsPlanOffers
from ecsquote.pricing.sources.source import Clock, PriceSource
from ecsquote.pricing.sources.spot_advisor import SpotAdvisorFeed
from ecsquote.pricing.store import catalog_files as files
from ecsquote.pricing.store.catalog_store import CatalogStore
from played_aws.offers import KnownRegion
from played_aws.server import PlayedAws
from played_aws.world import few_machines, shipped_regions

TODAY = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
CLOCK = Clock(lambda: TODAY)
EVERYTHING = frozenset(Accept)
"""For small worlds: they lack most instance types of the shipped catalog that a refresh begins with."""


@cache
def small_region(code: str, machines: int = 8) -> KnownRegion:
    """A Region of the shipped catalog with a few instance types."""
    return few_machines(shipped_regions([code])[code], machines)


def small_world(*codes: str) -> dict[str, KnownRegion]:
    """Some small Regions."""
    return {code: small_region(code) for code in codes}


def sleepless(_seconds: float) -> None:
    """A wait that takes no time."""


def sources_of(aws: PlayedAws, **options: Any) -> list[PriceSource]:
    """Everything that needs no credentials."""

    def files_at(url: str) -> AwsFiles:
        return aws.on_exit.enter_context(closing(AwsFiles(url, sleep=sleepless, clock=CLOCK)))

    return [
        BulkPriceList(files_at(aws.url), **options),
        SavingsPlanOffers(files_at(aws.url)),
        SavingsPlanMaps(files_at(aws.url)),
        FargateSpotFeed(files_at(aws.fargate_spot_url)),
        SpotAdvisorFeed(files_at(aws.spot_advisor_url)),
    ]


def refreshed(
    aws: PlayedAws, root: Path, *, sources: Sequence[PriceSource] | None = None, **plan: Any
) -> RefreshReport:
    """One refresh of the played Regions into a folder of versions."""
    asked = {"regions": tuple(aws.regions), "accept": EVERYTHING, **plan}
    return refresh(RefreshPlan(**asked), root, CatalogStore(root), sources or sources_of(aws), clock=CLOCK)


def put_small_version(root: Path, *codes: str, version: str = "2026-01-01T000000Z") -> None:
    """A version that knows these Regions only: what the shipped catalog says of them."""
    folder = shipped_folder()
    manifest = files.read_manifest(folder)
    contents, rows = {}, {}
    for name in table_schemas.SCHEMAS:
        table = files.read_table(folder, manifest, name)
        column = {table_schemas.LOCATIONS: "code", table_schemas.INTERRUPTIONS: "region"}.get(name, "location")
        if column in table.schema.names:
            table = table.filter(pc.is_in(table.column(column).cast(pa.string()), pa.array(codes)))
        contents[name], rows[name] = files.parquet_bytes(table), table.num_rows
    described = {name: files.described(data, rows[name]) for name, data in contents.items()}
    small = manifest.model_copy(update={"version": version, "files": described})
    files.write_version(root, small, contents)


def rows_of(folder: Path, region: str, table: str = table_schemas.PRICES) -> list[Mapping[str, Any]]:
    """A Region's rows of a version's folder."""
    held = files.read_table(folder, files.read_manifest(folder), table)
    rows: list[Mapping[str, Any]] = held.filter(pc.equal(held.column("location"), region)).to_pylist()
    return rows


def shipped_folder() -> Path:
    """The version that ships."""
    return pricing_data_folder() / "catalog"


def figures(rows: Sequence[Mapping[str, Any]]) -> set[tuple[Any, ...]]:
    """What rows say things cost, without where they were read."""
    names = ("service_code", "usage_type", "variant", "unit", "begin_range", "end_range", "unit_price", "currency")
    return {tuple(row[name] for name in names) for row in rows}


def known_figures(region: KnownRegion) -> set[tuple[Any, ...]]:
    """The prices that the played AWS was given."""
    return {
        (
            price.service_code,
            price.usage_type,
            price.variant,
            price.unit,
            price.begin,
            price.end,
            price.unit_price,
            "USD",
        )
        for price in region.prices
    }
