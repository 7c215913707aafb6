"""What an import keeps of every row, what it derives, and what it leaves out by rule."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ecsquote.contract.price_basis import Basis
from ecsquote.errors import PriceNotFound
from ecsquote.pricing import meters
from ecsquote.pricing.catalog.catalog import SavingsPlanTerms
from ecsquote.pricing.meters import Meter
from support_tables import (
    READ,
    REGIONS,
    Row,
    card,
    fargate,
    imported,
    imported_manifest,
    on_demand,
    spot,
    transfer,
)


def test_a_row_is_kept_as_it_stood(tmp_path: Path) -> None:
    catalog = imported(tmp_path, {"fargate.csv": [fargate(usd="0.0404800001")]})
    price = catalog.rate("eu-west-1", meters.FARGATE_VCPU).single
    assert price.unit_price == Decimal("0.0404800001")
    assert (price.service_code, price.usage_type) == ("AmazonECS", "EU-Fargate-vCPU-Hours:perCPU")
    assert (price.region, price.unit, price.currency) == ("eu-west-1", "vCPU-Hours", "USD")
    assert price.begin_range == 0
    assert price.end_range is None
    assert (price.source, price.observed_on, price.effective_date) == ("a test", "2026-11-01", None)
    assert (price.basis, price.note, price.sku, price.rate_code) == (Basis.PUBLISHED, None, None, None)


def test_a_private_rate_keeps_all_that_it_states(tmp_path: Path) -> None:
    stated = card(sku="ABC", rate_code="ABC.1.2", effective_date="2026-10-01", source="contract 7", note="minus 11 %")
    price = imported(tmp_path, {"prices.csv": [stated]}).rate("eu-west-1", meters.FARGATE_GB).single
    assert price == replace(
        price,
        sku="ABC",
        rate_code="ABC.1.2",
        effective_date="2026-10-01",
        source="contract 7",
        note="minus 11 %",
        basis=Basis.CUSTOM,
        unit_price=Decimal("0.004"),
    )


def test_a_private_savings_plan_rate(tmp_path: Path) -> None:
    plan = {"plan_type": "EC2_INSTANCE", "term_years": "3", "payment_option": "ALL_UPFRONT", "family": "m5"}
    hours = {"service_code": "AmazonEC2", "usage_type": "BoxUsage:m5.large", "variant": "RunInstances", "unit": "Hrs"}
    compute = {"plan_type": "COMPUTE", "term_years": "1", "payment_option": "NO_UPFRONT"}
    rows = [card(), card(**hours, **plan, price="0.05"), card(**hours, **compute, price="0.06")]
    catalog = imported(tmp_path, {"prices.csv": rows})
    terms, meter = SavingsPlanTerms("EC2_INSTANCE", 3, "ALL_UPFRONT"), meters.instance_hours("m5.large", "LINUX")
    assert catalog.savings_plan_price("eu-west-1", terms, meter, "m5").unit_price == Decimal("0.05")
    of_any_family = catalog.savings_plan_price("eu-west-1", SavingsPlanTerms("COMPUTE", 1, "NO_UPFRONT"), meter, "m5")
    assert of_any_family.unit_price == Decimal("0.06")
    for other, family in [
        (terms, "m6i"),
        (terms, None),
        (replace(terms, term_years=1), "m5"),
        (replace(terms, payment_option="NO_UPFRONT"), "m5"),
        (replace(terms, plan_type="COMPUTE"), "m5"),
    ]:
        with pytest.raises(PriceNotFound, match=r"Savings Plan.*BoxUsage:m5\.large"):
            catalog.savings_plan_price("eu-west-1", other, meter, family)


def test_the_newest_of_several_spot_prices_answers_and_the_others_are_counted(tmp_path: Path) -> None:
    rows = [
        spot(usd="0.05", as_of="2025-08-08T01:21:09Z"),
        spot(usd="0.04", as_of="2026-08-03"),
        spot(usd="0.06", as_of="2024-11-14"),
    ]
    catalog = imported(tmp_path, {"ec2_spot.csv": rows})
    price = catalog.rate("eu-west-1", meters.spot_instance_hours("m5.large", "LINUX")).single
    assert (price.unit_price, price.observed_on) == (Decimal("0.04"), "2026-08-03")
    (left_out,) = imported_manifest(tmp_path).left_out
    assert (left_out.file, left_out.rows) == ("ec2_spot.csv", 2)


def test_an_average_over_zones_is_derived(tmp_path: Path) -> None:
    catalog = imported(tmp_path, {"ec2_spot.csv": [spot(method="AZ-average daily close (x)")]})
    price = catalog.rate("eu-west-1", meters.spot_instance_hours("m5.large", "LINUX")).single
    assert price.basis is Basis.DERIVED
    assert "Availability Zones" in (price.note or "")


@pytest.mark.parametrize(
    ("table", "row", "meter", "source"),
    [
        ("fargate.csv", fargate(source="github:a/b@1 c.json"), meters.FARGATE_VCPU, "AWS Price List via "),
        (
            "fargate.csv",
            fargate(source="github:a/b@1 c.json", purchase_option="spot"),
            meters.FARGATE_SPOT_VCPU,
            "AWS Fargate Spot prices via ",
        ),
        (
            "ec2_spot.csv",
            spot(source="github:a/b@1 c.json"),
            meters.spot_instance_hours("m5.large", "LINUX"),
            "AWS EC2 Spot price history via ",
        ),
        ("prices.csv", card(source="github:a/b@1 c.json"), meters.FARGATE_GB, ""),
    ],
)
def test_a_collectors_address_stands_behind_what_of_aws_it_is(
    tmp_path: Path, table: str, row: Row, meter: Meter, source: str
) -> None:
    price = imported(tmp_path, {table: [row]}).rate("eu-west-1", meter).single
    assert price.source == f"{source}github:a/b@1 c.json"


def test_a_source_that_says_derived_makes_a_derived_row(tmp_path: Path) -> None:
    catalog = imported(tmp_path, {"fargate.csv": [fargate(source="a bill (derived: cost ÷ hours)")]})
    price = catalog.rate("eu-west-1", meters.FARGATE_VCPU).single
    assert (price.basis, price.note) == (Basis.DERIVED, "cost ÷ hours")


WINDOWS_METHOD = "derived: Linux on-demand + 0.046 USD x vCPU; confirmed=yes where a list (of 2025-03-02) has it"


@pytest.mark.parametrize(
    ("confirmed", "basis", "source", "day", "note"),
    [
        ("yes", Basis.PUBLISHED, "a list (of 2025-03-02)", "2025-03-02", None),
        ("no", Basis.DERIVED, "a test", "2026-11-01", "Linux on-demand + 0.046 USD x vCPU"),
    ],
)
def test_windows_hours_are_derived_unless_confirmed(
    tmp_path: Path, confirmed: str, basis: Basis, source: str, day: str, note: str | None
) -> None:
    linux = on_demand()
    windows = {key: value for key, value in linux.items() if key not in READ} | {
        "operating_system": "Windows",
        "usd": "0.199",
        "confirmed_by_libcloud": confirmed,
        "method": WINDOWS_METHOD,
    }
    catalog = imported(tmp_path, {"ec2_on_demand.csv": [linux], "ec2_windows_on_demand_derived.csv": [windows]})
    price = catalog.rate("eu-west-1", meters.instance_hours("m5.large", "WINDOWS")).single
    assert price.unit_price == Decimal("0.199")  # 0.107 + 2 vCPU × 0.046
    assert (price.basis, price.source, price.observed_on, price.note) == (basis, source, day, note)


def windows_row(table: str, instance_type: str, usd: str) -> dict[str, str]:
    """A row of either table of Windows hours."""
    row = {**on_demand(instance_type, usd), "operating_system": "Windows"}
    if table == "published":
        return {**row, "licence_per_vcpu": str((Decimal(usd) - Decimal("0.107")) / 2)}
    return {**row, "confirmed_by_libcloud": "no", "method": WINDOWS_METHOD}


def test_published_windows_hours_come_first_and_say_where_the_rule_is_wrong(tmp_path: Path) -> None:
    types = ("m5.large", "c7i-flex.large", "c7i-flex.xlarge")
    catalog = imported(
        tmp_path,
        {
            "ec2_on_demand.csv": [on_demand(name) for name in types],
            "ec2_windows_on_demand.csv": [windows_row("published", "c7i-flex.large", "0.1944")],  # 0.107 + 2 × 0.0437
            "ec2_windows_on_demand_derived.csv": [windows_row("derived", name, "0.199") for name in types],
        },
    )
    priced = {offer: catalog.rate("eu-west-1", meters.instance_hours(offer, "WINDOWS")).single for offer in types[:2]}
    assert (priced["m5.large"].unit_price, priced["m5.large"].basis) == (Decimal("0.199"), Basis.DERIVED)
    flex = priced["c7i-flex.large"]
    assert (flex.unit_price, flex.basis) == (Decimal("0.1944"), Basis.PUBLISHED)
    with pytest.raises(PriceNotFound):
        catalog.rate("eu-west-1", meters.instance_hours("c7i-flex.xlarge", "WINDOWS"))
    assert sorted(each.reason.split()[0] for each in imported_manifest(tmp_path).left_out) == [
        "ec2_windows_on_demand.csv",
        "published",
    ]


def test_linux_hours_of_further_tables(tmp_path: Path) -> None:
    derived = {**on_demand("r9g.large", "0.12842"), "basis": "derived", "method": "1.09 x the sibling"}
    added_later = on_demand("m8a.large", "0.12806")
    catalog = imported(tmp_path, {"ec2_on_demand_additions.csv": [added_later], "ec2_on_demand_derived.csv": [derived]})
    added = catalog.rate("eu-west-1", meters.instance_hours("m8a.large", "LINUX")).single
    assert (added.unit_price, added.basis) == (Decimal("0.12806"), Basis.PUBLISHED)
    computed = catalog.rate("eu-west-1", meters.instance_hours("r9g.large", "LINUX")).single
    assert (computed.basis, computed.note) == (Basis.DERIVED, "1.09 x the sibling")


def test_an_allowance_is_no_price(tmp_path: Path) -> None:
    row = {"region": "eu-west-1", "dimension": "scheduler_invocation", "unit": "Invocations", **READ}
    free = {**row, "begin_range": "0", "end_range": "14000000", "usd": "0"}
    paid = {**row, "begin_range": "14000000", "end_range": "Inf", "usd": "0.000001"}
    catalog = imported(tmp_path, {"eventbridge.csv": [free, paid]})
    price = catalog.rate("eu-west-1", meters.SCHEDULER_INVOCATIONS).single
    assert price.unit_price == Decimal("0.000001")
    assert price.begin_range == 0
    assert price.end_range is None


@pytest.mark.parametrize(
    ("region", "meter", "usage_type"),
    [
        ("eu-west-1", meters.KMS_KEYS, "eu-west-1-KMS-Keys"),
        ("us-east-1", meters.KMS_REQUESTS, "us-east-1-KMS-Requests"),
        ("us-east-1", meters.SCHEDULER_INVOCATIONS, "USE1-ScheduledInvocation"),
        ("eu-west-1", meters.GUARDDUTY_EC2_VCPU, "EU-PaidEC2vCPUMonitored"),
        ("eu-west-1", meters.CLOUD_MAP_RESOURCES, None),
        ("us-east-1", meters.COMPOSITE_ALARMS, "CW:CompositeAlarmMonitorUsage"),
    ],
)
def test_usage_types_of_further_services(tmp_path: Path, region: str, meter: Meter, usage_type: str | None) -> None:
    named = {"service_code": meter.service_code, "usage_type": meter.usage_type, "variant": meter.variant}
    catalog = imported(tmp_path, {"prices.csv": [card(region=region, unit=meter.unit, price="1", **named)]})
    assert catalog.rate(region, meter).single.usage_type == usage_type


def test_rows_left_out_are_counted_with_their_reason(tmp_path: Path) -> None:
    free = transfer("0", "Inf", usd="0", transfer_type="internet_in")
    to_service = transfer("0", "Inf", usd="0", transfer_type="inter_region_out", to_region="Amazon CloudFront")
    to_zone = transfer("0", "Inf", usd="0", transfer_type="inter_region_out", to_region="us-east-1-atl-1")
    imported(tmp_path, {"data_transfer.csv": [transfer("0", "Inf"), free, free, to_service, to_zone]})
    assert {(each.file, each.reason.split()[0], each.rows) for each in imported_manifest(tmp_path).left_out} == {
        ("data_transfer.csv", "data", 2),  # from the internet
        ("data_transfer.csv", "a", 1),  # service's name
        ("data_transfer.csv", "transfer", 1),  # to a zone
    }
    assert imported_manifest(tmp_path).rows_by_service == {"AWSDataTransfer": 1}


def test_a_zone_written_as_a_region_is_kept_as_a_zone(tmp_path: Path) -> None:
    mistyped = {"region": "us-east-1-mci-1", "location": "Kansas City", "location_type": "AWS Region"}
    catalog = imported(tmp_path, {"regions.csv": [*REGIONS, mistyped], "fargate.csv": [fargate()]})
    assert [region.code for region in catalog.regions()] == ["eu-west-1", "us-east-1"]
    assert catalog.zones["us-east-1-mci-1"].location_type == "AWS Local Zone"
    assert [(each.file, each.rows) for each in imported_manifest(tmp_path).left_out] == [("regions.csv", 1)]
