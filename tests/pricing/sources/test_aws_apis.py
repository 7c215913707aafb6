"""AWS's APIs: against moto where it answers as AWS does, against botocore's Stubber where its answers are poorer."""

import importlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from ecsquote.contract.price_basis import Basis
from ecsquote.errors import SourceError
from ecsquote.pricing import meters
from ecsquote.pricing.aws_clients import PRICING_REGIONS, AwsClients
from ecsquote.pricing.catalog.spot_statistics import SpotPriceChange, mean, percentile, spans
from ecsquote.pricing.partitions import partition_of
from ecsquote.pricing.sources.ec2_instance_types import Ec2InstanceTypes
from ecsquote.pricing.sources.ec2_spot import Ec2SpotHistory
from ecsquote.pricing.sources.private_rates import PrivateRates
from ecsquote.pricing.sources.query_price_list import QueryPriceList
from ecsquote.pricing.sources.source import SourcePart
from played_aws.offers import offer_rows
from played_aws.rows import Offer, query_item
from support_refresh import CLOCK, TODAY, known_figures, small_region

IRELAND = "eu-west-1"


@pytest.fixture(autouse=True)
def aws_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.delenv("AWS_PROFILE", raising=False)


def stubbed(service: str) -> tuple[Stubber, AwsClients, list[tuple[str, str]]]:
    """One client with scripted answers, and what clients were asked for."""
    client = boto3.Session().client(service, region_name="us-east-1")  # type: ignore[call-overload]  # any service
    asked: list[tuple[str, str]] = []

    def make(name: str, region: str) -> Any:
        asked.append((name, region))
        return client

    return Stubber(client), AwsClients(make), asked


def test_products_page_by_page_give_the_files_prices() -> None:
    region = small_region(IRELAND)
    offer = Offer("AWSELB", "20260925123456", "2026-09-25T12:34:56Z")
    items = [query_item(row, offer) for row in offer_rows(region, "AWSELB")]
    stub, clients, asked = stubbed("pricing")
    wanted = {"ServiceCode": "AWSELB", "Filters": ANY, "MaxResults": 100, "FormatVersion": "aws_v1"}
    first = {"FormatVersion": "aws_v1", "PriceList": items[:5], "NextToken": "more"}
    last = {"FormatVersion": "aws_v1", "PriceList": items[5:], "NextToken": ""}
    stub.add_response("get_products", first, wanted)
    stub.add_response("get_products", last, {**wanted, "NextToken": "more"})
    with stub:
        harvest = QueryPriceList(clients, CLOCK).read(SourcePart("price-list", "AWSELB", IRELAND))
    stub.assert_no_pending_responses()
    assert asked == [("pricing", "us-east-1")]
    told = {(*row[:3], row[6]) for row in known_figures(region) if row[0] == "AWSELB"}
    assert {(row.service_code, row.usage_type, row.variant, row.unit_price) for row in harvest.prices} == told
    assert harvest.published_at == "2026-09-25T12:34:56Z"


def test_a_throttled_query_is_told_without_ids_or_secrets() -> None:
    stub, clients, _ = stubbed("pricing")
    stub.add_client_error("get_products", "ThrottlingException", "Rate exceeded for AKIASECRET")
    with stub, pytest.raises(SourceError) as caught:
        QueryPriceList(clients, CLOCK).read(SourcePart("price-list", "AWSELB", IRELAND))
    assert str(caught.value) == "get_products of AWSELB: ThrottlingException from GetProducts"


@pytest.mark.parametrize("item", ["not json", json.dumps({"product": 7}), json.dumps({"terms": {}})])
def test_an_odd_item_is_an_error_of_the_source(item: str) -> None:
    stub, clients, _ = stubbed("pricing")
    stub.add_response("get_products", {"PriceList": [item]})
    with stub, pytest.raises(SourceError, match="not as AWS writes it"):
        QueryPriceList(clients, CLOCK).read(SourcePart("price-list", "AWSELB", IRELAND))


@pytest.mark.parametrize(
    ("region", "endpoint"),
    [
        ("eu-west-1", "us-east-1"),
        ("us-gov-west-1", "us-east-1"),
        ("cn-north-1", "cn-northwest-1"),
        ("eusc-de-east-1", "eusc-de-east-1"),
    ],
)
def test_each_partition_has_its_endpoint(region: str, endpoint: str) -> None:
    assert PRICING_REGIONS[partition_of(region)] == endpoint


def test_without_credentials_nothing_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    clients = AwsClients()
    for source in (QueryPriceList(clients), Ec2SpotHistory(clients), Ec2InstanceTypes(clients)):
        with pytest.raises(SourceError, match="there are none"):
            source.parts([IRELAND], ["AmazonEC2"])


def spot(zone: str, price: str, hours_ago: float, product: str = "Linux/UNIX") -> dict[str, Any]:
    return {
        "AvailabilityZone": zone,
        "InstanceType": "m5.large",
        "ProductDescription": product,
        "SpotPrice": price,
        "Timestamp": TODAY - timedelta(hours=hours_ago),
    }


def test_spot_prices_by_zone_and_their_spread() -> None:
    stub, clients, asked = stubbed("ec2")
    history = [
        spot("eu-west-1a", "0.040000", 6),
        spot("eu-west-1a", "0.030000", 30),
        spot("eu-west-1b", "0.050000", 48),
    ]
    windows = [spot("eu-west-1a", "0.090000", 6, "Windows (Amazon VPC)"), spot("eu-west-1c", "0.000000", 1)]
    red_hat = spot("eu-west-1a", "0.100000", 6, "Red Hat Enterprise Linux")
    stub.add_response("describe_spot_price_history", {"SpotPriceHistory": history, "NextToken": "more"})
    stub.add_response("describe_spot_price_history", {"SpotPriceHistory": [*windows, red_hat], "NextToken": ""})
    with stub:
        harvest = Ec2SpotHistory(clients, days=1, clock=CLOCK).read(SourcePart("ec2-spot", "AmazonEC2", IRELAND))
    assert asked == [("ec2", IRELAND)]
    a = next(
        each for each in harvest.spot if (each.availability_zone, each.operating_system) == ("eu-west-1a", "LINUX")
    )
    # 24 hours back: 0.03 for 18 hours, then 0.04 for 6; mean (18 × 0.03 + 6 × 0.04) ÷ 24 = 0.0325.
    assert (a.current, a.mean, a.p50, a.p95) == ("0.04", "0.0325", "0.03", "0.04")
    linux = next(row for row in harvest.prices if row.variant == meters.RUN_INSTANCES["LINUX"])
    assert linux.unit_price == Decimal("0.045")  # (0.04 + 0.05) ÷ 2; a price of 0 is not a price
    assert linux.basis is Basis.DERIVED
    assert linux.note
    assert {row.variant for row in harvest.prices} == {"RunInstances", "RunInstances:0002"}


@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(1, 10**6)), min_size=1, max_size=20, unique_by=lambda x: x[0])
)
def test_spot_statistics_against_minute_by_minute_counting(told: list[tuple[int, int]]) -> None:
    """A price of every hour, written down one by one, is the slower way to the same figures."""
    until = datetime(2026, 11, 22, tzinfo=UTC)
    since = until - timedelta(hours=100)
    changes = [SpotPriceChange(until - timedelta(hours=ago), Decimal(price)) for ago, price in told]
    hourly = []
    for hour in range(100):
        begun = [change for change in changes if change.since <= since + timedelta(hours=hour)]
        if begun:
            hourly.append(max(begun, key=lambda change: change.since).price)
    held = spans(changes, since, until)
    assert sum((length for _, length in held), timedelta()) == timedelta(hours=len(hourly))
    if not hourly:
        return
    assert mean(held) == round(Decimal(sum(hourly)) / len(hourly), 10)
    for share in (Fraction(1, 2), Fraction(95, 100)):
        place = -(-share.numerator * len(hourly) // share.denominator)
        assert percentile(held, share) == sorted(hourly)[place - 1]


@pytest.fixture
def moto_clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[AwsClients]:
    """Clients of moto, which knows one instance type of each family, and the ones named here: all take ten seconds."""
    monkeypatch.setenv("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
    with mock_aws():
        known = importlib.import_module("moto.ec2.models.instance_types")
        of_each_family = {name.partition(".")[0]: name for name in known.INSTANCE_TYPES}
        kept = {*of_each_family.values(), "m5.large", "t4g.small", "g4dn.xlarge", "m5.metal", "mac1.metal"}
        some = [each for each in known.InstanceTypeBackend.instance_types if each.name in kept]
        assert len(some) > 100
        monkeypatch.setattr(known.InstanceTypeBackend, "instance_types", some)
        for offered in known.INSTANCE_TYPE_OFFERINGS.values():
            for region in ("us-east-1", IRELAND):
                types = [each for each in offered[region] if each["InstanceType"] in kept]
                monkeypatch.setitem(offered, region, types)
        yield AwsClients(lambda service, region: boto3.client(service, region_name=region))  # type: ignore[call-overload]  # any service


def test_instance_types_and_offerings_from_moto(moto_clients: AwsClients) -> None:
    harvest = Ec2InstanceTypes(moto_clients, CLOCK).read(SourcePart("ec2-instance-types", "AmazonEC2", "us-east-1"))
    types = {str(row["name"]): row for row in harvest.instance_types}
    large = types["m5.large"]
    assert (large["vcpus"], large["memory_mib"], large["architectures"], large["awsvpc_tasks"]) == (
        2,
        8192,
        ["X86_64"],
        2,
    )
    assert types["t4g.small"]["burstable"] is True
    assert types["g4dn.xlarge"]["gpu_count"] == 1
    assert types["m5.metal"]["bare_metal"] is True
    assert "mac1.metal" not in types or types["mac1.metal"]["architectures"] == ["X86_64"]
    assert "m5.large" in harvest.offerings
    assert len(harvest.offerings) > 100


def test_spot_history_from_moto_is_read_to_its_end(moto_clients: AwsClients) -> None:
    source = Ec2SpotHistory(moto_clients, days=1, clock=CLOCK)
    assert [part.region for part in source.parts([IRELAND], ["AmazonEC2"])] == [IRELAND]
    assert source.read(SourcePart("ec2-spot", "AmazonEC2", IRELAND)).conflicts == []


def test_a_private_rate_card_is_taken_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "regions.csv").write_text(
        "region,location,location_type\neu-west-1,EU (Ireland),AWS Region\n", encoding="utf-8"
    )
    head = (
        "region,service_code,usage_type,variant,unit,begin_range,end_range,currency,price,sku,rate_code,"
        "effective_date,source,as_of,basis\n"
    )
    row = "eu-west-1,AmazonECS,Fargate-vCPU-Hours:perCPU,,vCPU-Hours,,,USD,0.03,,,,contract 7,2026-11-01,\n"
    (tmp_path / "prices.csv").write_text(head + row, encoding="utf-8")
    card = PrivateRates(tmp_path)
    (part,) = card.parts([IRELAND, "us-east-1"], ["AmazonECS"])
    (price,) = card.read(part).prices
    assert (price.unit_price, price.basis, price.location) == (Decimal("0.03"), Basis.CUSTOM, IRELAND)
    (tmp_path / "prices.csv").write_text(head + row + row, encoding="utf-8")
    with pytest.raises(SourceError, match="second price"):
        PrivateRates(tmp_path).parts([IRELAND], ["AmazonECS"])
