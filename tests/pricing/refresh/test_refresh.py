"""A refresh from the played AWS gives back what AWS was told, takes only what is sound, and never hurts the old."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from ecsquote.errors import CatalogError
from ecsquote.pricing import meters
from ecsquote.pricing.refresh.locking import RefreshRunning, refresh_lock
from ecsquote.pricing.refresh.report import Accept, Outcome, RefreshPlan
from ecsquote.pricing.refresh.run import refresh
from ecsquote.pricing.sources.source import Clock
from ecsquote.pricing.store import CatalogStore
from played_aws.offers import KnownPrice, KnownRegion
from played_aws.plans import plan_rate
from played_aws.rows import Dimension, Row, Term
from played_aws.server import Fault, PlayedAws
from support_refresh import (
    CLOCK,
    EVERYTHING,
    TODAY,
    figures,
    known_figures,
    refreshed,
    rows_of,
    shipped_folder,
    small_region,
    small_world,
    sources_of,
)

IRELAND, VIRGINIA, SINGAPORE = "eu-west-1", "us-east-1", "ap-southeast-1"


@pytest.fixture
def aws() -> Iterator[PlayedAws]:
    with PlayedAws(small_world(IRELAND)) as played:
        yield played


def repriced(region: KnownRegion, usage_type: str, price: Decimal) -> KnownRegion:
    """The Region with another price for one usage type."""
    prices = (replace(each, unit_price=price) if each.usage_type == usage_type else each for each in region.prices)
    return replace(region, prices=tuple(prices))


@pytest.mark.parametrize("file_format", ["json", "csv"])
def test_what_aws_was_told_comes_back_row_for_row(file_format: str, tmp_path: Path) -> None:
    world = small_world(IRELAND, VIRGINIA, SINGAPORE)
    with PlayedAws(world) as aws:
        report = refreshed(aws, tmp_path, sources=sources_of(aws, file_format=file_format))
    assert report.version is not None
    assert not report.partial, (report.left_out, report.conflicts, report.refusals)
    for code, region in world.items():
        rows = rows_of(tmp_path / report.version, code)
        from_aws = [row for row in rows if row["source"].startswith("AWS ")]
        spot = {row for row in figures(rows_of(shipped_folder(), code)) if row[1].startswith("SpotUsage:")}
        assert figures(rows) - spot == known_figures(region) - spot
        # EC2 Spot prices come from an API that needs credentials; everything else was read anew.
        assert {row["usage_type"] for row in rows} - {row["usage_type"] for row in from_aws} <= {
            name[1] for name in spot
        }


def test_a_whole_region_of_the_shipped_catalog_comes_back(tmp_path: Path) -> None:
    region = small_region("ap-southeast-6", 10_000)
    with PlayedAws({region.code: region}) as aws:
        report = refreshed(aws, tmp_path, accept=frozenset())
    assert report.version is not None
    assert report.counts()["kept-old"] == 0, report.parts
    assert figures(rows_of(tmp_path / report.version, region.code)) == figures(rows_of(shipped_folder(), region.code))


def test_regions_that_were_not_asked_for_stay_as_they_were(aws: PlayedAws, tmp_path: Path) -> None:
    report = refreshed(aws, tmp_path)
    assert report.version is not None
    assert rows_of(tmp_path / report.version, VIRGINIA) == rows_of(shipped_folder(), VIRGINIA)


def test_savings_plans_of_both_kinds_with_every_term_and_payment_option(aws: PlayedAws, tmp_path: Path) -> None:
    report = refreshed(aws, tmp_path)
    assert report.version is not None
    catalog = CatalogStore(tmp_path).load(report.version)
    rows = rows_of(tmp_path / report.version, IRELAND, "savings_plans.parquet")
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


def test_an_unchanged_offer_costs_its_region_index_and_makes_no_version(aws: PlayedAws, tmp_path: Path) -> None:
    refreshed(aws, tmp_path)
    aws.requests.clear()
    again = refreshed(aws, tmp_path)
    assert again.version is None
    assert {part.outcome for part in again.parts} == {Outcome.UNCHANGED}
    offers = [path for path in aws.requests if path.endswith("/index.json") and path.count("/") > 5]
    assert offers == []


def test_one_service_of_nine_fails_and_the_others_are_renewed(aws: PlayedAws, tmp_path: Path) -> None:
    aws.faults.append(Fault("/AWSELB/20260925123456/", times=99, status=503, headers={"Retry-After": "1"}))
    report = refreshed(aws, tmp_path)
    failed = [part for part in report.parts if part.outcome is Outcome.KEPT_OLD]
    assert [part.service_code for part in failed] == ["AWSELB"]
    assert "503" in (failed[0].reason or "")
    assert failed[0].age_days is not None
    assert failed[0].age_days > 300  # the shipped figures are of 2025-06-05
    assert report.partial
    assert report.version is not None
    manifest = CatalogStore(tmp_path).manifest(report.version)
    assert any("AWSELB in 1 Region" in warning for warning in manifest.warnings)
    kept = [row for row in rows_of(tmp_path / report.version, IRELAND) if row["service_code"] == "AWSELB"]
    assert kept == [row for row in rows_of(shipped_folder(), IRELAND) if row["service_code"] == "AWSELB"]


def test_nothing_answers_and_nothing_changes(aws: PlayedAws, tmp_path: Path) -> None:
    aws.faults.append(Fault("/", times=999, status=500))
    report = refreshed(aws, tmp_path)
    assert report.version is None
    assert len(report.left_out) == 4
    assert CatalogStore(tmp_path).current_version() == CatalogStore(None).current_version()


def test_rows_that_stand_against_each_other_are_named_and_the_old_price_stays(tmp_path: Path) -> None:
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

    with PlayedAws(small_world(IRELAND)):
        pass
    with TwoPrices(small_world(IRELAND)) as aws:
        report = refreshed(aws, tmp_path)
    assert len(report.conflicts) == 1
    assert "NatGateway-Hours in eu-west-1" in report.conflicts[0]
    assert "TWINTWINTWINTWIN EU-NatGateway-Hours at 0.0999" in report.conflicts[0]
    assert "0.048" in report.conflicts[0]
    assert report.version is not None
    nat = [row for row in rows_of(tmp_path / report.version, IRELAND) if row["usage_type"] == "NatGateway-Hours"]
    assert [row["unit_price"] for row in nat] == [Decimal("0.048")]
    assert nat[0]["sku"] is None  # the row of before, not one of the two


def test_prices_that_jump_are_listed(tmp_path: Path) -> None:
    region = small_region(IRELAND)
    with PlayedAws({IRELAND: repriced(region, "NatGateway-Hours", Decimal("0.060"))}) as aws:
        at_limit = refreshed(aws, tmp_path / "a", max_move_percent=Decimal(25))
        above = refreshed(aws, tmp_path / "b", max_move_percent=Decimal("24.9"))
    # 0.048 → 0.060 is exactly +25 %.
    assert [move.meter for move in at_limit.moves] == []
    assert [(move.meter, move.percent) for move in above.moves] == [("AmazonEC2 NatGateway-Hours", Decimal("25.0"))]


def test_a_part_whose_prices_all_jump_is_not_taken(tmp_path: Path) -> None:
    region = small_region(IRELAND)
    prices = tuple(
        replace(price, unit_price=price.unit_price * 100) if price.service_code == "AmazonECS" else price
        for price in region.prices
    )
    with PlayedAws({IRELAND: replace(region, prices=prices)}) as aws:
        accepted = frozenset({Accept.FEWER_ROWS, Accept.MISSING_METERS})
        report = refreshed(aws, tmp_path, services=("AmazonECS",), accept=accepted)
    refused = [part for part in report.parts if part.outcome is Outcome.KEPT_OLD]
    assert [part.source for part in refused] == ["price-list"]
    assert "moves" in (refused[0].reason or "")


def test_a_part_that_lost_its_rows_is_not_taken(tmp_path: Path) -> None:
    with PlayedAws(small_world(IRELAND)) as aws:
        report = refreshed(aws, tmp_path, services=("AmazonEC2",), accept=frozenset({Accept.MISSING_METERS}))
    refused = [part for part in report.parts if part.outcome is Outcome.KEPT_OLD]
    assert [part.source for part in refused] == ["price-list"]
    assert "where the last version has" in (refused[0].reason or "")


def test_a_part_that_lacks_a_shipped_meter_is_not_taken(tmp_path: Path) -> None:
    region = small_region(IRELAND)
    without = replace(region, prices=tuple(p for p in region.prices if p.usage_type != "NatGateway-Bytes"))
    with PlayedAws({IRELAND: without}) as aws:
        accepted = frozenset({Accept.FEWER_ROWS})
        report = refreshed(aws, tmp_path, services=("AmazonEC2",), accept=accepted)
    refused = next(part for part in report.parts if part.outcome is Outcome.KEPT_OLD)
    assert "has no price of AmazonEC2 NatGateway-Bytes" in (refused.reason or "")


def test_a_pinned_version_is_read_in_place_of_the_current_one(tmp_path: Path) -> None:
    with PlayedAws(small_world(IRELAND)) as aws:
        refreshed(aws, tmp_path, sources=sources_of(aws, pinned={"AWSELB": "20250101000000"}))
        assert "/offers/v1.0/aws/AWSELB/20250101000000/eu-west-1/index.json" in aws.requests
        assert "/offers/v1.0/aws/AWSELB/20260925123456/eu-west-1/index.json" not in aws.requests


def test_two_refreshes_at_once_do_not_collide(aws: PlayedAws, tmp_path: Path) -> None:
    with refresh_lock(tmp_path), pytest.raises(RefreshRunning, match="another refresh"):
        refreshed(aws, tmp_path)
    assert refreshed(aws, tmp_path).version is not None


def test_what_a_killed_refresh_left_is_swept_away(aws: PlayedAws, tmp_path: Path) -> None:
    (tmp_path / ".refresh-work-dead").mkdir()
    (tmp_path / ".refresh-work-dead" / "part-1").write_bytes(b"half")
    report = refreshed(aws, tmp_path)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [".refresh.lock", report.version]


def test_an_unknown_region_is_refused_before_anything_is_asked(aws: PlayedAws, tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="mars-north-1"):
        refreshed(aws, tmp_path, regions=("mars-north-1",))
    assert aws.requests == []


def test_a_refresh_begins_with_the_last_one(aws: PlayedAws, tmp_path: Path) -> None:
    refreshed(aws, tmp_path)
    dearer = repriced(small_region(IRELAND), "NatGateway-Hours", Decimal("0.050"))
    aws.publish({IRELAND: dearer}, "20261101000000")
    later = Clock(lambda: TODAY + timedelta(days=1))
    plan = RefreshPlan(regions=(IRELAND,), accept=EVERYTHING)
    report = refresh(plan, tmp_path, CatalogStore(tmp_path), sources_of(aws), clock=later)
    assert report.base != report.version
    store = CatalogStore(tmp_path)
    assert store.current_version() == report.version
    price = store.current().rate(IRELAND, meters.NAT_GATEWAY_HOURS).single
    assert (price.unit_price, price.usage_type) == (Decimal("0.050"), "EU-NatGateway-Hours")
    assert store.load(report.base).rate(IRELAND, meters.NAT_GATEWAY_HOURS).single.unit_price == Decimal("0.048")


def test_the_report_is_plain_json(aws: PlayedAws, tmp_path: Path) -> None:
    report = refreshed(aws, tmp_path).to_json()
    assert report["counts"]["taken"] == len(report["parts"])
    assert isinstance(KnownPrice, type)
    assert CLOCK.now() == TODAY
