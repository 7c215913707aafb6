"""A refresh from the played AWS gives back what AWS was given, takes only what is sound, and never hurts the old."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from ecsquote.errors import CatalogError, RefreshRunning
from ecsquote.pricing import meters
from ecsquote.pricing.catalog.table_schemas import OPTIONAL_SCHEMAS, RESERVED_INSTANCES
from ecsquote.pricing.refresh.report import PartOutcome, RefreshPlan
from ecsquote.pricing.refresh.run import refresh
from ecsquote.pricing.refresh_choices import Accept
from ecsquote.pricing.sources.source import Clock
from ecsquote.pricing.store import catalog_files as files
from ecsquote.pricing.store.catalog_store import CatalogStore
from ecsquote.pricing.store.locking import refresh_lock
from played_aws.offers import KnownRegion
from played_aws.plans import plan_rate
from played_aws.rows import Dimension, Row, Term
from played_aws.server import Fault, PlayedAws
from support_refresh import (
    EVERYTHING,
    TODAY,
    figures,
    known_figures,
    put_small_version,
    refreshed,
    rows_of,
    shipped_folder,
    small_region,
    small_world,
    sources_of,
)

SMALL = "2026-01-01T000000Z"
IRELAND, VIRGINIA, SINGAPORE = "eu-west-1", "us-east-1", "ap-southeast-1"


@pytest.fixture(scope="module")
def played() -> Iterator[PlayedAws]:
    with PlayedAws(small_world(IRELAND)) as aws:
        yield aws


@pytest.fixture
def aws(played: PlayedAws) -> PlayedAws:
    """One Region of AWS, with nothing asked and nothing wrong yet."""
    played.requests.clear()
    played.faults.clear()
    return played


@pytest.fixture
def root(small_version: Path, tmp_path: Path) -> Path:
    """A folder of versions with one that knows the Region alone, as the shipped catalog does."""
    return Path(shutil.copytree(small_version, tmp_path / "versions"))


def repriced(region: KnownRegion, usage_type: str, price: Decimal) -> KnownRegion:
    """The Region with another price for one usage type."""
    prices = (replace(each, unit_price=price) if each.usage_type == usage_type else each for each in region.prices)
    return replace(region, prices=tuple(prices))


@pytest.mark.parametrize("file_format", ["json", "csv"])
def test_what_aws_was_told_comes_back_row_for_row(file_format: str, tmp_path: Path) -> None:
    world = small_world(IRELAND, VIRGINIA, SINGAPORE)
    put_small_version(tmp_path, *world)
    with PlayedAws(world) as aws:
        report = refreshed(aws, tmp_path, sources=sources_of(aws, file_format=file_format))
    assert report.version is not None
    assert not report.partial, (report.left_out, report.conflicts, report.refusals)
    for code, region in world.items():
        rows = rows_of(tmp_path / report.version, code)
        from_aws = [row for row in rows if row["source"].startswith("AWS ")]
        spot = {row for row in figures(rows_of(shipped_folder(), code)) if row[1].startswith("SpotUsage:")}
        assert figures(rows) - spot == known_figures(region) - spot
        # EC2 Spot prices come from an API that needs credentials, and no one knows what AWS calls Cloud Map's rows;
        # everything else was read anew.
        left = {row["usage_type"] for row in rows} - {row["usage_type"] for row in from_aws}
        cloud_map = {row["usage_type"] for row in rows if row["service_code"] == "AWSCloudMap"}
        assert left <= {name[1] for name in spot} | cloud_map


def test_a_whole_region_of_the_shipped_catalog_comes_back(tmp_path: Path) -> None:
    region = small_region("mx-central-1", 10_000)
    put_small_version(tmp_path, region.code)
    with PlayedAws({region.code: region}) as aws:
        report = refreshed(aws, tmp_path, accept=frozenset())
    assert report.version is not None
    assert report.counts()["kept-old"] == 0, report.parts
    assert figures(rows_of(tmp_path / report.version, region.code)) == figures(rows_of(shipped_folder(), region.code))


def test_regions_that_were_not_asked_for_stay_as_they_were(aws: PlayedAws, tmp_path: Path) -> None:
    report = refreshed(aws, tmp_path)
    assert report.version is not None
    assert rows_of(tmp_path / report.version, VIRGINIA) == rows_of(shipped_folder(), VIRGINIA)


def test_reserved_instances_stay(aws: PlayedAws, tmp_path: Path) -> None:
    report = refreshed(aws, tmp_path)
    assert report.version is not None
    columns = OPTIONAL_SCHEMAS[RESERVED_INSTANCES]
    before, after = (
        files.read_table(folder, files.read_manifest(folder), RESERVED_INSTANCES, columns)
        for folder in (shipped_folder(), tmp_path / report.version)
    )
    assert before.num_rows > 0
    assert after.num_rows == before.num_rows


def test_savings_plans_of_both_kinds_with_every_term_and_payment_option(aws: PlayedAws, root: Path) -> None:
    report = refreshed(aws, root)
    assert report.version is not None
    catalog = CatalogStore(root).load(report.version)
    rows = rows_of(root / report.version, IRELAND, "savings_plans.parquet")
    priced = {price.usage_type: price.unit_price for price in small_region(IRELAND).prices}
    terms = {(row["plan_type"], row["term_years"], row["payment_option"]) for row in rows}
    assert len(terms) == 2 * 2 * 3
    vcpu = next(
        row
        for row in rows
        if (row["plan_type"], row["term_years"], row["payment_option"]) == ("COMPUTE", 3, "PARTIAL_UPFRONT")
        and row["usage_type"] == meters.FARGATE_VCPU.usage_type
    )
    assert vcpu["unit_price"] == plan_rate(priced[meters.FARGATE_VCPU.usage_type], "3yr", "Partial Upfront")
    assert not any(row["usage_type"].startswith("Dedicated") for row in rows)
    assert all(row["unit_price"] not in (Decimal("8.88"), Decimal("9.99")) for row in rows)
    assert catalog.version == report.version


def test_an_unchanged_offer_costs_its_region_index_and_makes_no_version(aws: PlayedAws, root: Path) -> None:
    refreshed(aws, root)
    aws.requests.clear()
    again = refreshed(aws, root)
    assert again.version is None
    assert {part.outcome for part in again.parts} == {PartOutcome.UNCHANGED}
    offers = [path for path in aws.requests if re.match(r"/(?:offers|savingsPlan)/.*/.*/.*/.*/.*/index\.json", path)]
    assert offers == []


def test_one_service_of_nine_fails_and_the_others_are_renewed(aws: PlayedAws, root: Path) -> None:
    aws.faults.append(Fault("/AWSELB/20260925123456/", times=99, status=503, headers={"Retry-After": "1"}))
    report = refreshed(aws, root)
    failed = [part for part in report.parts if part.outcome is PartOutcome.KEPT_OLD]
    assert [part.service_code for part in failed] == ["AWSELB"]
    assert "503" in (failed[0].reason or "")
    assert failed[0].age_days is not None
    assert failed[0].age_days > 300  # the shipped figures are of 2025-06-05
    assert report.partial
    assert report.version is not None
    manifest = CatalogStore(root).manifest(report.version)
    assert any("AWSELB in 1 Region" in warning for warning in manifest.warnings)
    kept = [row for row in rows_of(root / report.version, IRELAND) if row["service_code"] == "AWSELB"]
    assert kept == [row for row in rows_of(shipped_folder(), IRELAND) if row["service_code"] == "AWSELB"]


def test_nothing_answers_and_nothing_changes(aws: PlayedAws, root: Path) -> None:
    aws.faults.append(Fault("/", times=999, status=500))
    report = refreshed(aws, root)
    assert report.version is None
    assert len(report.left_out) == 5
    assert CatalogStore(root).current_version() == SMALL


def test_rows_that_stand_against_each_other_are_named_and_the_old_price_stays(root: Path) -> None:
    class TwoPrices(PlayedAws):
        def rows(self, service_code: str, region: str) -> list[Row]:
            rows = super().rows(service_code, region)
            twins = [
                replace(row, sku="TWINTWINTWINTWIN", terms=(Term((Dimension("Hrs", "0.0999000000"),)),))
                for row in rows
                if row.attributes["usagetype"] == "EU-NatGateway-Hours"
                and row.attributes["locationType"] == "AWS Region"
                and row.attributes["regionCode"] == region
            ]
            return [*rows, *twins[:1]]

    with TwoPrices(small_world(IRELAND)) as aws:
        report = refreshed(aws, root)
    assert len(report.conflicts) == 1
    assert "NatGateway-Hours in eu-west-1" in report.conflicts[0]
    assert "TWINTWINTWINTWIN EU-NatGateway-Hours at 0.0999" in report.conflicts[0]
    assert "0.048" in report.conflicts[0]
    assert report.version is not None
    nat = [row for row in rows_of(root / report.version, IRELAND) if row["usage_type"] == "NatGateway-Hours"]
    assert [row["unit_price"] for row in nat] == [Decimal("0.048")]
    assert nat[0]["sku"] is None  # the row of before, not one of the two


def test_prices_that_jump_are_listed(root: Path, tmp_path: Path) -> None:
    region = small_region(IRELAND)
    twin = Path(shutil.copytree(root, tmp_path / "twin"))
    with PlayedAws({IRELAND: repriced(region, "NatGateway-Hours", Decimal("0.060"))}) as aws:
        at_limit = refreshed(aws, root, max_move_percent=Decimal(25))
        above = refreshed(aws, twin, max_move_percent=Decimal("24.9"))
    # 0.048 → 0.060 is exactly +25 %.
    assert [move.meter for move in at_limit.moves] == []
    assert [(move.meter, move.percent) for move in above.moves] == [("AmazonEC2 NatGateway-Hours", Decimal("25.0"))]


def test_a_part_whose_prices_all_jump_is_not_taken(root: Path) -> None:
    region = small_region(IRELAND)
    prices = tuple(
        replace(price, unit_price=price.unit_price * 100) if price.service_code == "AmazonECS" else price
        for price in region.prices
    )
    with PlayedAws({IRELAND: replace(region, prices=prices)}) as aws:
        accepted = frozenset({Accept.FEWER_ROWS, Accept.MISSING_METERS})
        report = refreshed(aws, root, services=("AmazonECS",), accept=accepted)
    refused = [part for part in report.parts if part.outcome is PartOutcome.KEPT_OLD]
    assert [part.source for part in refused] == ["price-list"]
    assert "moves" in (refused[0].reason or "")


def test_a_part_that_lost_its_rows_is_not_taken(root: Path) -> None:
    with PlayedAws(small_world(IRELAND)) as aws:
        report = refreshed(aws, root, services=("AmazonEC2",), accept=frozenset({Accept.MISSING_METERS}))
    refused = [part for part in report.parts if part.outcome is PartOutcome.KEPT_OLD]
    assert [part.source for part in refused] == ["price-list"]
    assert "where the last version has" in (refused[0].reason or "")


def test_a_part_that_lacks_a_shipped_meter_is_not_taken(root: Path) -> None:
    region = small_region(IRELAND)
    without = replace(region, prices=tuple(p for p in region.prices if p.usage_type != "NatGateway-Bytes"))
    with PlayedAws({IRELAND: without}) as aws:
        accepted = frozenset({Accept.FEWER_ROWS})
        report = refreshed(aws, root, services=("AmazonEC2",), accept=accepted)
    refused = next(part for part in report.parts if part.outcome is PartOutcome.KEPT_OLD)
    assert "has no price of AmazonEC2 NatGateway-Bytes" in (refused.reason or "")


def test_a_pinned_version_is_read_in_place_of_the_current_one(root: Path) -> None:
    with PlayedAws(small_world(IRELAND)) as aws:
        refreshed(aws, root, sources=sources_of(aws, pinned={"AWSELB": "20250101000000"}))
        assert "/offers/v1.0/aws/AWSELB/20250101000000/eu-west-1/index.json" in aws.requests
        assert "/offers/v1.0/aws/AWSELB/20260925123456/eu-west-1/index.json" not in aws.requests


def test_two_refreshes_at_once_do_not_collide(aws: PlayedAws, root: Path) -> None:
    with refresh_lock(root), pytest.raises(RefreshRunning, match="another refresh"):
        refreshed(aws, root)
    assert refreshed(aws, root).version is not None


def test_what_a_killed_refresh_left_is_swept_away(aws: PlayedAws, root: Path) -> None:
    (root / ".refresh-work-dead").mkdir()
    (root / ".refresh-work-dead" / "part-1").write_bytes(b"half")
    report = refreshed(aws, root)
    assert sorted(entry.name for entry in root.iterdir()) == [".refresh.lock", SMALL, report.version]


def test_an_unknown_region_is_refused_before_anything_is_asked(aws: PlayedAws, root: Path) -> None:
    with pytest.raises(CatalogError, match="mars-north-1"):
        refreshed(aws, root, regions=("mars-north-1",))
    assert aws.requests == []


def test_a_refresh_begins_with_the_last_one(root: Path) -> None:
    with PlayedAws(small_world(IRELAND)) as aws:
        refreshed(aws, root)
        dearer = repriced(small_region(IRELAND), "NatGateway-Hours", Decimal("0.050"))
        aws.publish({IRELAND: dearer}, "20261101000000")
        later = Clock(lambda: TODAY + timedelta(days=1))
        plan = RefreshPlan(regions=(IRELAND,), accept=EVERYTHING)
        report = refresh(plan, root, CatalogStore(root), sources_of(aws), clock=later)
    assert report.base != report.version
    store = CatalogStore(root)
    assert store.current_version() == report.version
    price = store.current().rate(IRELAND, meters.NAT_GATEWAY_HOURS).single
    assert (price.unit_price, price.usage_type) == (Decimal("0.050"), "EU-NatGateway-Hours")
    assert store.load(report.base).rate(IRELAND, meters.NAT_GATEWAY_HOURS).single.unit_price == Decimal("0.048")


def test_the_report_is_plain_json(aws: PlayedAws, root: Path) -> None:
    report = refreshed(aws, root).to_json()
    assert report["counts"]["taken"] == len(report["parts"])
    assert json.loads(json.dumps(report)) == report
