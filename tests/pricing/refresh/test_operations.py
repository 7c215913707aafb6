"""A refreshed catalog knows AWS's operation of every row that it was read from, one made before that of a few."""

from decimal import Decimal
from pathlib import Path

import pytest

from ecsquote.pricing import meters
from ecsquote.pricing.catalog.table_schemas import OPERATION, PRICES
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.store import catalog_files as files
from ecsquote.pricing.store.catalog_store import CatalogStore
from played_aws.server import PlayedAws
from support_played import dearer
from support_refresh import put_small_version, refreshed, rows_of, small_world, sources_of

IRELAND = "eu-west-1"
SMALL = "2026-01-01T000000Z"

# As the played AWS's rows say, which are laid out as AWS's are.
READ = [
    (meters.PUBLIC_IPV4_HOURS, ""),
    (meters.INTERNET_OUT_GB, ""),
    (meters.ALARMS, ""),
    (meters.NAT_GATEWAY_HOURS, "NatGateway"),
    (meters.FARGATE_VCPU, ""),
    (meters.LOGS_INGESTED_GB, "PutLogEvents"),
    (meters.load_balancer_lcu("application"), "LoadBalancing:Application"),
    (meters.XRAY_TRACES_RETRIEVED, "XRay-Traces-Retrieved"),
]


@pytest.mark.parametrize("file_format", ["json", "csv"])
def test_operations_come_with_the_rows(file_format: str, tmp_path: Path) -> None:
    put_small_version(tmp_path, IRELAND)
    with PlayedAws(small_world(IRELAND)) as aws:
        report = refreshed(aws, tmp_path, sources=sources_of(aws, file_format=file_format))
    assert report.version is not None
    catalog = CatalogStore(tmp_path).load(report.version)
    for meter, operation in READ:
        assert {price.operation for price in catalog.rate(IRELAND, meter).tiers} == {operation}, meter
    # io2's tiers have a usage type each, so no one row of AWS's is all of them
    assert {price.operation for price in catalog.rate(IRELAND, meters.ebs_volume_iops("io2")).tiers} == {None}
    read = [row for row in rows_of(tmp_path / report.version, IRELAND) if row["sku"] is not None]
    assert {row["usage_type"] for row in read if row[OPERATION] is None} == {"EBS:VolumeP-IOPS.io2"}


def operation(root: Path, version: str, meter: Meter) -> str | None:
    return CatalogStore(root).load(version).rate(IRELAND, meter).tiers[0].operation


def without_the_column(root: Path) -> None:
    """The small version as one that was made before there was the column."""
    put_small_version(root / "aside", IRELAND)
    folder = root / "aside" / SMALL
    manifest = files.read_manifest(folder)
    contents = {name: (folder / name).read_bytes() for name in manifest.files}
    prices = files.read_table(folder, manifest, PRICES).drop_columns([OPERATION])
    contents[PRICES] = files.parquet_bytes(prices)
    described = {**manifest.files, PRICES: files.described(contents[PRICES], prices.num_rows)}
    files.write_version(root / "versions", manifest.model_copy(update={"files": described}), contents)


def test_a_version_made_before_there_was_the_column_is_read_and_refreshed(tmp_path: Path) -> None:
    without_the_column(tmp_path)
    root = tmp_path / "versions"
    assert operation(root, SMALL, meters.PUBLIC_IPV4_HOURS) is None
    assert operation(root, SMALL, meters.NAT_GATEWAY_HOURS) == "NatGateway"  # known of the meter
    world = small_world(IRELAND)
    with PlayedAws(world) as aws:
        version = refreshed(aws, root, services=("AmazonVPC",)).version
        assert version is not None
        assert operation(root, version, meters.PUBLIC_IPV4_HOURS) == ""
        assert operation(root, version, meters.ALARMS) is None
        aws.publish({IRELAND: dearer(world[IRELAND], "LoadBalancerUsage", Decimal("0.001"))}, "20261001000000")
        later = refreshed(aws, root, services=("AWSELB",), version="later").version
    assert later is not None
    assert operation(root, later, meters.PUBLIC_IPV4_HOURS) == ""
