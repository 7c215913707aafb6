"""Savings Plan rates from two sources: the Price List's own file first, the price maps for the rest; both are named."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ecsquote.pricing import meters
from ecsquote.pricing.catalog.table_schemas import SAVINGS_PLANS
from ecsquote.pricing.refresh.report import PartOutcome, RefreshReport
from ecsquote.pricing.sources.savings_plan_maps import SavingsPlanMaps
from ecsquote.pricing.store.catalog_store import CatalogStore
from played_aws.plan_maps import COMPUTE, address
from played_aws.server import Fault, PlayedAws
from support_refresh import put_small_version, refreshed, rows_of, small_world, sources_of

IRELAND = "eu-west-1"
MAP_PATH = address(COMPUTE, "1 year", "No Upfront", "EU (Ireland)", "Linux", "Shared")
KEY = ("plan_type", "term_years", "payment_option", "family", "service_code", "usage_type", "variant")


@pytest.fixture
def aws() -> Iterator[PlayedAws]:
    with PlayedAws(small_world(IRELAND)) as aws:
        yield aws


@pytest.fixture
def root(tmp_path: Path) -> Path:
    put_small_version(tmp_path, IRELAND)
    return tmp_path


def plans(root: Path, version: str | None) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    """The plan rates of a version by their key, each once."""
    assert version is not None
    rows = rows_of(root / version, IRELAND, SAVINGS_PLANS)
    found = {tuple(row[name] for name in KEY): row for row in rows}
    assert len(found) == len(rows)
    return found


def with_another_rate(aws: PlayedAws, price: str = "9.0000000000") -> tuple[Any, ...]:
    """Serve a map whose first rate is another, USD an hour; the key of that rate."""
    document = json.loads(aws.body(MAP_PATH) or b"")  # type: ignore[arg-type]  # a map is never retold
    (rates,) = document["regions"].values()
    first = next(iter(rates.values()))
    first["price"] = price
    aws.put(MAP_PATH, json.dumps(document).encode())
    usage_type = f"BoxUsage:{first['ec2:InstanceType']}"
    return ("COMPUTE", 1, "NO_UPFRONT", "", "AmazonEC2", usage_type, "RunInstances")


def outcome(report: RefreshReport, source: str) -> PartOutcome:
    (found,) = [part.outcome for part in report.parts if part.source == source]
    return found


def test_where_both_agree_the_price_list_is_named(aws: PlayedAws, root: Path) -> None:
    report = refreshed(aws, root)
    assert report.disagreements == []
    assert not report.partial
    sources = {row["source"] for row in plans(root, report.version).values()}
    assert sources == {"AWS Price List AWSComputeSavingsPlan 20260925123456"}


def test_a_disagreement_is_listed_and_the_price_list_stays(aws: PlayedAws, root: Path) -> None:
    key = with_another_rate(aws)
    report = refreshed(aws, root)
    rate = plans(root, report.version)[key]
    assert rate["source"].startswith("AWS Price List")
    (said,) = report.disagreements
    assert said.startswith(f"AmazonEC2 {key[5]} (RunInstances) under COMPUTE 1y NO_UPFRONT in eu-west-1: ")
    assert said.endswith(" in the Price List, 9 in the price maps")
    assert report.to_json()["disagreements"] == [said]
    again = refreshed(aws, root)
    assert again.version is None  # nothing has changed, so nothing is put together anew
    with_another_rate(aws, "8.0000000000")
    third = refreshed(aws, root, version="third")
    assert outcome(third, "savings-plans") is PartOutcome.UNCHANGED
    assert third.disagreements == [said.replace("9 in the price maps", "8 in the price maps")]
    assert plans(root, third.version)[key]["unit_price"] == rate["unit_price"]


def test_without_the_price_list_the_maps_give_the_rates_of_instances_and_leave_those_of_fargate(
    aws: PlayedAws, root: Path
) -> None:
    before = plans(root, "2026-01-01T000000Z")
    aws.faults.append(Fault("/savingsPlan/", times=99, status=403))
    key = with_another_rate(aws)
    report = refreshed(aws, root)
    assert report.disagreements == []
    found = plans(root, report.version)
    assert found[key]["unit_price"] == 9
    kinds = {
        (row["service_code"], row["source"].split(" compute-")[0].split(" instance-")[0]) for row in found.values()
    }
    assert ("AmazonEC2", "AWS Savings Plans price map") in kinds
    assert {source for service, source in kinds if service == "AmazonEC2"} == {"AWS Savings Plans price map"}
    fargate = {each: row for each, row in found.items() if row["service_code"] == "AmazonECS"}
    assert fargate == {each: row for each, row in before.items() if row["service_code"] == "AmazonECS"}
    catalog = CatalogStore(root).load(report.version or "")
    assert catalog.rate(IRELAND, meters.FARGATE_VCPU).single.unit_price > 0


def test_an_older_file_of_the_price_list_gives_way_to_the_maps(aws: PlayedAws, root: Path) -> None:
    refreshed(aws, root)
    aws.faults.append(Fault("/savingsPlan/", times=99, status=403))
    key = with_another_rate(aws)
    report = refreshed(aws, root, version="later")
    assert plans(root, report.version)[key]["unit_price"] == 9
    assert report.disagreements == []


def test_the_same_maps_make_no_new_version_and_others_do(aws: PlayedAws, root: Path) -> None:
    maps = [source for source in sources_of(aws) if isinstance(source, SavingsPlanMaps)]
    first = refreshed(aws, root, sources=maps)
    assert outcome(first, "savings-plan-maps") is PartOutcome.TAKEN
    second = refreshed(aws, root, sources=maps)
    assert (outcome(second, "savings-plan-maps"), second.version) == (PartOutcome.UNCHANGED, None)
    key = with_another_rate(aws)
    third = refreshed(aws, root, sources=maps, version="third")
    assert plans(root, third.version)[key]["unit_price"] == 9


def test_maps_out_of_reach_leave_what_there_is_and_say_so(aws: PlayedAws, root: Path) -> None:
    aws.faults.append(Fault("/meteredUnitMaps/computesavingsplan/USD/current/compute", times=999, status=404))
    report = refreshed(aws, root)
    assert outcome(report, "savings-plan-maps") is PartOutcome.KEPT_OLD
    assert report.partial
    assert {row["source"] for row in plans(root, report.version).values()} == {
        "AWS Price List AWSComputeSavingsPlan 20260925123456"
    }
