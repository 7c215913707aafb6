"""Price maps of Savings Plans as the played AWS serves them: every rate, nothing of another plan, nothing guessed."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from urllib.parse import unquote

import pytest

from ecsquote.errors import SourceError
from ecsquote.pricing import meters
from ecsquote.pricing.sources.http_client import AwsFiles
from ecsquote.pricing.sources.savings_plan_maps import SavingsPlanMaps
from ecsquote.pricing.sources.source import Harvest
from played_aws.plan_maps import COMPUTE, INSTANCE, LOCATIONS, ROOT, address
from played_aws.plans import SHARES, plan_rate
from played_aws.server import Fault, PlayedAws
from support_refresh import CLOCK, sleepless, small_region, small_world

IRELAND, VIRGINIA = "eu-west-1", "us-east-1"


@pytest.fixture
def aws() -> Iterator[PlayedAws]:
    with PlayedAws(small_world(IRELAND, VIRGINIA)) as aws:
        yield aws


@pytest.fixture
def maps(aws: PlayedAws) -> Iterator[SavingsPlanMaps]:
    with closing(AwsFiles(aws.url, sleep=sleepless, clock=CLOCK)) as files:
        yield SavingsPlanMaps(files)


def harvest(maps: SavingsPlanMaps) -> Harvest:
    (part,) = maps.parts([IRELAND], ["AmazonEC2"])
    return maps.read(part)


def changed(aws: PlayedAws, path: str, change: Callable[[dict[str, str]], None]) -> str:
    """Serve a map with its first rate changed; the instance type of that rate."""
    document = json.loads(aws.body(path) or b"")  # type: ignore[arg-type]  # a map is never retold
    (rates,) = document["regions"].values()
    first = next(iter(rates.values()))
    change(first)
    aws.put(path, json.dumps(document).encode())
    return str(first["ec2:InstanceType"])


def test_every_rate_of_both_plans_comes_with_its_source(maps: SavingsPlanMaps) -> None:
    hourly = {
        (price.usage_type, price.variant): price.unit_price
        for price in small_region(IRELAND).prices
        if price.usage_type.startswith("BoxUsage:")
    }
    expected = {
        (plan, int(term[0]), option.upper().replace(" ", "_"), family, usage_type, variant): plan_rate(
            price, term, option, instance_plan=bool(family)
        )
        for (usage_type, variant), price in hourly.items()
        for term, option in SHARES
        for plan, family in (("COMPUTE", ""), ("EC2_INSTANCE", usage_type.partition(":")[2].partition(".")[0]))
    }
    found = harvest(maps)
    rates = {
        (row.plan_type, row.term_years, row.payment_option, row.family, row.price.usage_type, row.price.variant): (
            row.price.unit_price
        )
        for row in found.plan_prices
    }
    assert rates == expected
    assert {row.price.variant for row in found.plan_prices} == {"RunInstances", "RunInstances:0002"}
    sources = {(row.plan_type, row.price.source, row.price.observed_on) for row in found.plan_prices}
    assert sources == {
        ("COMPUTE", f"AWS Savings Plans price map {COMPUTE}", "2026-11-30"),
        ("EC2_INSTANCE", f"AWS Savings Plans price map {INSTANCE}", "2026-11-30"),
    }
    assert (found.refusals, found.conflicts) == ([], [])


def test_only_regions_have_parts_and_only_where_instances_are_asked_for(maps: SavingsPlanMaps) -> None:
    regions = [IRELAND, "us-west-2-lax-1", "xx-nowhere-1"]
    assert [part.region for part in maps.parts(regions, ["AmazonEC2", "AWSELB"])] == [IRELAND]
    assert maps.parts(regions, ["AWSELB"]) == []


def test_a_family_that_the_region_does_not_sell_is_asked_for_once(aws: PlayedAws, maps: SavingsPlanMaps) -> None:
    harvest(maps)
    assert [path for path in aws.requests if "/zz9/" in path] == [
        address(INSTANCE, "1 year", "No Upfront", "zz9", "EU (Ireland)", "Linux", "Shared")
    ]
    assert len(aws.requests) == len(set(aws.requests))


def test_a_family_whose_name_is_no_name_is_not_asked_for(aws: PlayedAws, maps: SavingsPlanMaps) -> None:
    families = ["m5", "../../x", "m5/..", "?a"]
    document = {"valueAttributes": {"InstanceFamily": families}}
    aws.put(f"{ROOT}{INSTANCE}/metadata.json", json.dumps(document).encode())
    harvest(maps)
    asked = [unquote(path).partition(f"{INSTANCE}/")[2].split("/") for path in aws.requests if f"/{INSTANCE}/" in path]
    assert {pieces[2] for pieces in asked if len(pieces) > 1} == {"m5"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ec2:Tenancy", "Dedicated"),
        ("ec2:OperatingSystem", "RHEL"),
        ("PurchaseOption", "All Upfront"),
        ("LeaseContractLength", "3"),
        ("price", "0.0000000000"),
        ("price", "-1"),
    ],
)
def test_a_rate_that_is_not_of_its_map_is_refused(
    aws: PlayedAws, maps: SavingsPlanMaps, field: str, value: str
) -> None:
    path = address(COMPUTE, "1 year", "No Upfront", "EU (Ireland)", "Linux", "Shared")
    instance_type = changed(aws, path, lambda rate: rate.update({field: value}))
    found = harvest(maps)
    assert [refused.region for refused in found.refusals] == [IRELAND]
    meter = meters.instance_hours(instance_type, "LINUX")
    kept = {
        (row.term_years, row.payment_option)
        for row in found.plan_prices
        if row.plan_type == "COMPUTE"
        and row.price.usage_type == meter.usage_type
        and row.price.variant == meter.variant
    }
    assert (1, "NO_UPFRONT") not in kept
    assert len(kept) == 5


def test_the_same_type_at_two_rates_is_a_conflict_and_taken_from_neither(aws: PlayedAws, maps: SavingsPlanMaps) -> None:
    path = address(COMPUTE, "3 year", "All Upfront", "EU (Ireland)", "Linux", "Shared")
    document = json.loads(aws.body(path) or b"")  # type: ignore[arg-type]  # a map is never retold
    (rates,) = document["regions"].values()
    first = next(iter(rates.values()))
    rates["again"] = {**first, "price": str(Decimal(first["price"]) * 2)}
    aws.put(path, json.dumps(document).encode())
    found = harvest(maps)
    (conflict,) = found.conflicts
    assert first["ec2:InstanceType"] in str(conflict)
    assert not any(
        (row.plan_type, row.term_years, row.payment_option) == ("COMPUTE", 3, "ALL_UPFRONT")
        and row.price.meter_key[2:] == (f"BoxUsage:{first['ec2:InstanceType']}", "RunInstances")
        for row in found.plan_prices
    )


@pytest.mark.parametrize("status", [403, 404])
def test_a_region_without_maps_is_an_error_and_not_a_region_without_plans(
    aws: PlayedAws, maps: SavingsPlanMaps, status: int
) -> None:
    aws.faults.append(Fault("/meteredUnitMaps/computesavingsplan/USD/current/compute", times=999, status=status))
    with pytest.raises(SourceError, match=r"no price maps of Compute Savings Plans for EU \(Ireland\)"):
        harvest(maps)


@pytest.mark.parametrize(
    "path",
    [
        LOCATIONS,
        f"{ROOT}{INSTANCE}/metadata.json",
        address(COMPUTE, "1 year", "No Upfront", "EU (Ireland)", "Linux", "Shared"),
    ],
)
@pytest.mark.parametrize("body", [b"not json", b"[]", b'{"regions": 7, "valueAttributes": 7, "EU (Ireland)": 7}'])
def test_what_is_not_as_aws_writes_it_is_an_error(
    aws: PlayedAws, maps: SavingsPlanMaps, path: str, body: bytes
) -> None:
    aws.put(path, body)
    with pytest.raises(SourceError):
        harvest(maps)


def test_a_host_that_is_busy_for_a_moment_is_asked_again(aws: PlayedAws, maps: SavingsPlanMaps) -> None:
    aws.faults.append(Fault("/meteredUnitMaps/", times=3, status=503, headers={"Retry-After": "1"}))
    assert harvest(maps).refusals == []


def test_the_same_maps_have_the_same_mark_and_others_another(aws: PlayedAws, maps: SavingsPlanMaps) -> None:
    first = harvest(maps).etag
    assert harvest(maps).etag == first
    changed(
        aws,
        address(COMPUTE, "1 year", "No Upfront", "EU (Ireland)", "Linux", "Shared"),
        lambda rate: rate.update(price="9"),
    )
    assert harvest(maps).etag != first
