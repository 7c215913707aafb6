"""Which of AWS's rows is which meter: the wanted one among neighbours, and what is said where two claim to be it."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

import pytest

from ecsquote.pricing import meters
from ecsquote.pricing.sources.billing_codes import is_own_code, split_billing_code
from ecsquote.pricing.sources.offer_rows import Attributes, OfferHead, OfferRow, PriceDimension, Term
from ecsquote.pricing.sources.row_map.index import OFFERS, RULES, RowMap
from ecsquote.pricing.sources.row_map.savings_plans import plan_meter
from ecsquote.pricing.sources.row_selection import select_prices
from ecsquote.pricing.sources.source import Harvest

TODAY = date(2026, 11, 22)
M5 = {
    "operation": "RunInstances",
    "operatingSystem": "Linux",
    "tenancy": "Shared",
    "preInstalledSw": "NA",
    "licenseModel": "No License required",
    "capacitystatus": "Used",
    "marketoption": "OnDemand",
}


@dataclass
class Told:
    """A row as a test states it."""

    usage_type: str
    price: str = "0.1000000000"
    unit: str = "Hrs"
    family: str = ""
    region: str = "eu-west-1"
    location_type: str = "AWS Region"
    currency: str = "USD"
    effective: str = "2026-09-01T00:00:00Z"
    attributes: dict[str, str] = field(default_factory=dict)
    tiers: tuple[tuple[str, str, str], ...] = ()
    sku: str = ""

    def row(self, number: int) -> OfferRow:
        """The row as a file's reader gives it."""
        tiers = self.tiers or (("0", "Inf", self.price),)
        dimensions = {
            f"R{begin}": PriceDimension(self.unit, {self.currency: price}, f"R{begin}", begin, end)
            for begin, end, price in tiers
        }
        attributes = Attributes(
            usagetype=self.usage_type, regionCode=self.region, locationType=self.location_type, **self.attributes
        )
        return OfferRow(self.sku or f"SKU{number}", self.family, attributes, (Term(dimensions, self.effective),))


def selected(offer: str, *told: Told, region: str = "eu-west-1") -> Harvest:
    head = OfferHead(offer, "20260925123456", "2026-09-25T12:34:56Z")
    rows = [each.row(number) for number, each in enumerate(told)]
    return select_prices(rows, RowMap(offer), region, head, TODAY)


def box(price: str = "0.1070000000", usage_type: str = "EU-BoxUsage:m5.large", **changed: str) -> Told:
    family = changed.pop("family", "Compute Instance")
    return Told(usage_type, price, family=family, attributes={**M5, **changed})


def test_one_instance_price_among_its_neighbours() -> None:
    harvest = selected(
        "AmazonEC2",
        box(),
        box("0.1070000001", capacitystatus="UnusedCapacityReservation", usage_type="EU-UnusedBox:m5.large"),
        box("0.2", capacitystatus="AllocatedCapacityReservation"),
        box("0.3", tenancy="Dedicated", usage_type="EU-DedicatedUsage:m5.large"),
        box("0.4", preInstalledSw="SQL Std"),
        box("0.5", licenseModel="Bring your own license"),
        box("0.6", marketoption="CapacityBlock", operation="RunInstances:CB"),
        box("0.7", operatingSystem="RHEL", operation="RunInstances:0010"),
        box("0.8", family="Dedicated Host"),
        box("0.199", operatingSystem="Windows", operation="RunInstances:0002"),
    )
    assert harvest.conflicts == []
    found = {(row.usage_type, row.variant): row.unit_price for row in harvest.prices}
    assert found == {
        ("BoxUsage:m5.large", "RunInstances"): Decimal("0.107"),
        ("BoxUsage:m5.large", "RunInstances:0002"): Decimal("0.199"),
    }


def test_a_bare_metal_type_sold_as_dedicated_alone_is_taken_and_shared_comes_first() -> None:
    metal = {"family": "Compute Instance (bare metal)", "tenancy": "Dedicated"}
    dedicated = box("5.2", "EU-DedicatedUsage:m5.metal", **metal)
    shared = box("5.136", "EU-BoxUsage:m5.metal", family="Compute Instance (bare metal)")
    assert [row.unit_price for row in selected("AmazonEC2", dedicated).prices] == [Decimal("5.2")]
    assert [row.unit_price for row in selected("AmazonEC2", dedicated, shared).prices] == [Decimal("5.136")]
    virtual = box("9", "EU-DedicatedUsage:m5.large", tenancy="Dedicated")
    assert selected("AmazonEC2", virtual).prices == []


@pytest.mark.parametrize(
    ("changed", "taken"),
    [
        ({}, True),
        ({"location_type": "AWS Local Zone"}, False),
        ({"location_type": "AWS Outposts"}, False),
        ({"region": "eu-west-2"}, False),
        ({"usage_type": "APS4-LoadBalancerUsage"}, True),  # the prefix never decides
        ({"usage_type": "TS-LoadBalancerUsage"}, False),
        ({"usage_type": "EU-Outposts-LoadBalancerUsage"}, False),
        ({"usage_type": "EU-IdleLoadBalancerUsage"}, False),
        ({"price": "0.0000000000"}, False),
        ({"effective": "2026-11-22T00:00:00Z"}, True),
        ({"effective": "2026-11-23T00:00:00Z"}, False),
        ({"effective": "soon"}, False),
    ],
)
def test_what_makes_a_row_the_load_balancers(changed: dict[str, str], taken: bool) -> None:
    plain = Told("EU-LoadBalancerUsage", attributes={"operation": "LoadBalancing:Network"})
    told = replace(plain, **changed)  # type: ignore[arg-type]  # a table of text
    harvest = selected("AWSELB", told)
    assert [row.variant for row in harvest.prices] == (["LoadBalancing:Network"] if taken else [])


def test_the_youngest_term_in_force_counts() -> None:
    row = Told("EU-NatGateway-Hours", "0.048").row(0)
    older = Told("EU-NatGateway-Hours", "0.050", effective="2025-01-01").row(0).terms[0]
    future = Told("EU-NatGateway-Hours", "0.010", effective="2027-01-01").row(0).terms[0]
    both = OfferRow(row.sku, row.family, row.attributes, (older, *row.terms, future))
    head = OfferHead("AmazonEC2", "1", "2026-09-25")
    harvest = select_prices([both], RowMap("AmazonEC2"), "eu-west-1", head, TODAY)
    assert [(price.unit_price, price.effective_date) for price in harvest.prices] == [(Decimal("0.048"), "2026-09-01")]


def test_a_price_in_yuan_alone_is_refused_and_named() -> None:
    harvest = selected("AmazonVPC", Told("EU-VpcEndpoint-Hours", currency="CNY"))
    assert harvest.prices == []
    assert [refusal.reason for refusal in harvest.refusals] == ["has no price in USD, only in CNY"]


def test_another_unit_is_refused_not_converted() -> None:
    harvest = selected("AmazonECS", Told("EU-Fargate-GB-Hours", unit="GiB-Seconds"))
    assert harvest.prices == []
    assert "'GiB-Seconds'" in harvest.refusals[0].reason


def test_two_prices_for_one_meter_stand_against_each_other() -> None:
    harvest = selected(
        "AmazonEC2", Told("EU-NatGateway-Hours", "0.048", sku="A"), Told("EU-NatGateway-Hours", "0.05", sku="B")
    )
    assert harvest.prices == []
    assert str(harvest.conflicts[0]) == (
        "AmazonEC2 NatGateway-Hours in eu-west-1: A EU-NatGateway-Hours at 0.048 against B EU-NatGateway-Hours at 0.05"
    )


def test_two_rows_of_one_price_do_not_stand_against_each_other() -> None:
    harvest = selected("AmazonEC2", Told("EU-NatGateway-Hours", sku="B"), Told("EU-NatGateway-Hours", sku="A"))
    assert [row.sku for row in harvest.prices] == ["A"]


def test_a_stray_row_with_another_regions_code_gives_way() -> None:
    stray = Told("APS4-DataTransfer-Regional-Bytes", "0.02", "GB", region="ap-southeast-1")
    own = Told("APS1-DataTransfer-Regional-Bytes", "0.01", "GB", region="ap-southeast-1")
    harvest = selected("AWSDataTransfer", stray, own, region="ap-southeast-1")
    assert [row.unit_price for row in harvest.prices] == [Decimal("0.01")]


def test_the_allowance_is_no_tier_of_the_meter() -> None:
    tiers = (("0", "1", "0.0000000000"), ("1", "10240", "0.0900000000"), ("10240", "Inf", "0.0850000000"))
    harvest = selected("AWSDataTransfer", Told("EU-DataTransfer-Out-Bytes", unit="GB", tiers=tiers))
    assert [(row.begin_range, row.end_range, row.unit_price) for row in harvest.prices] == [
        (Decimal(0), Decimal(10240), Decimal("0.09")),
        (Decimal(10240), None, Decimal("0.085")),
    ]


def test_tiers_come_in_order_whatever_the_file_says() -> None:
    tiers = (("5242880", "Inf", "0.004"), ("0", "1048576", "0.01"), ("1048576", "5242880", "0.006"))
    harvest = selected("AmazonVPC", Told("EU-VpcEndpoint-Bytes", unit="GB", tiers=tiers))
    assert [row.unit_price for row in harvest.prices] == [Decimal("0.01"), Decimal("0.006"), Decimal("0.004")]


@pytest.mark.parametrize("tiers", [(("0", "100", "1"),), (("1", "Inf", "1"),), (("0", "5", "1"), ("6", "Inf", "1"))])
def test_tiers_that_do_not_join_are_no_price(tiers: tuple[tuple[str, str, str], ...]) -> None:
    harvest = selected("AmazonVPC", Told("EU-VpcEndpoint-Bytes", unit="GB", tiers=tiers))
    assert harvest.prices == []
    assert "do not join" in str(harvest.conflicts[0])


def test_a_free_tier_where_none_is_known_is_refused() -> None:
    tiers = (("0", "10", "0.0"), ("10", "Inf", "0.05"))
    harvest = selected("AmazonVPC", Told("EU-VpcEndpoint-Bytes", unit="GB", tiers=tiers))
    assert "tier at $0" in harvest.refusals[0].reason


def test_io2_has_a_usage_type_for_each_tier() -> None:
    told = [
        Told(f"EU-EBS:VolumeP-IOPS.io2{suffix}", price, "IOPS-Mo")
        for suffix, price in (("", "0.072"), (".tier2", "0.05"), (".tier3", "0.035"))
    ]
    harvest = selected("AmazonEC2", *told)
    assert [(row.begin_range, row.end_range, row.unit_price) for row in harvest.prices] == [
        (Decimal(0), Decimal(32000), Decimal("0.072")),
        (Decimal(32000), Decimal(64000), Decimal("0.05")),
        (Decimal(64000), None, Decimal("0.035")),
    ]


@pytest.mark.parametrize(
    ("system", "variants"),
    [("Linux", [""]), ("", [""]), ("Windows", ["RunInstances:0002"]), ("RHEL", [])],
)
def test_surplus_credits_have_a_price_for_each_system(system: str, variants: list[str]) -> None:
    told = Told("EU-CPUCredits:t3", "0.05", "vCPU-Hours", attributes={"operatingSystem": system})
    assert [row.variant for row in selected("AmazonEC2", told).prices] == variants


def test_transfer_goes_to_the_region_that_the_row_names() -> None:
    def to(code: str, kind: str = "AWS Region") -> Told:
        return Told("EU-USW2-AWS-Out-Bytes", "0.02", "GB", attributes={"toRegionCode": code, "toLocationType": kind})

    assert [row.variant for row in selected("AWSDataTransfer", to("us-west-1")).prices] == ["us-west-1"]
    for other in (to("", "AWS Region"), to("us-west-2-lax-1", "AWS Local Zone"), to("eu-west-1")):
        assert selected("AWSDataTransfer", other).prices == []


def test_the_trial_of_ecs_anywhere_is_another_meter() -> None:
    add = {"operation": "AddExternalInstance"}
    trial = Told(
        "EU-ECS-Anywhere-Instance-hours-WithFree",
        unit="hours",
        attributes=add,
        tiers=(("0", "2200", "0"), ("2200", "Inf", "0.01025")),
    )
    plain = Told("EU-ECS-Anywhere-Instance-hours", "0.0102500000", "hours", attributes=add)
    harvest = selected("AmazonECS", trial, plain)
    assert [(row.usage_type, row.unit_price) for row in harvest.prices] == [
        (meters.ECS_ANYWHERE.usage_type, Decimal("0.01025"))
    ]


def test_every_rule_is_of_an_offer_that_is_read() -> None:
    assert {rule.offer for rule in RULES} == set(OFFERS)


@pytest.mark.parametrize(
    ("usage_type", "split"),
    [
        ("EU-Fargate-GB-Hours", ("EU", "Fargate-GB-Hours")),
        ("USE1-DataProcessing-Bytes", ("USE1", "DataProcessing-Bytes")),
        ("CW:AlarmMonitorUsage", ("", "CW:AlarmMonitorUsage")),
        ("TS-LoadBalancerUsage", ("", "TS-LoadBalancerUsage")),
        ("Global-DataTransfer-Out-Bytes", ("", "Global-DataTransfer-Out-Bytes")),
        ("EU-USW2-AWS-Out-Bytes", ("EU", "USW2-AWS-Out-Bytes")),
    ],
)
def test_billing_codes_are_told_from_words(usage_type: str, split: tuple[str, str]) -> None:
    assert split_billing_code(usage_type) == split


def test_only_the_first_region_goes_without_a_code() -> None:
    assert is_own_code("", "us-east-1")
    assert is_own_code("USE1", "us-east-1")
    assert not is_own_code("", "eu-west-1")
    assert not is_own_code("EUW1", "eu-west-1")


@pytest.mark.parametrize(
    ("service", "usage_type", "operation", "meter"),
    [
        ("AmazonECS", "EU-Fargate-vCPU-Hours:perCPU", "", meters.FARGATE_VCPU),
        ("AmazonECS", "IGNORE:perCPU", "", None),
        ("AmazonECS", "EU-Fargate-EphemeralStorage-GB-Hours", "", None),
        ("AmazonEC2", "EU-BoxUsage:m5.large", "RunInstances", meters.instance_hours("m5.large", "LINUX")),
        ("AmazonEC2", "EU-BoxUsage:m5.large", "RunInstances:0002", meters.instance_hours("m5.large", "WINDOWS")),
        ("AmazonEC2", "EU-BoxUsage:m5.large", "RunInstances:0010", None),
        ("AmazonEC2", "EU-BoxUsage:m5.large", None, None),
        ("AmazonEC2", "EU-DedicatedUsage:m5.large", "RunInstances", None),
        ("AmazonEC2", "EU-UnusedBox:m5.large", "RunInstances", None),
        ("AWSLambda", "EU-Lambda-GB-Second", "", None),
    ],
)
def test_what_a_plan_rate_discounts(
    service: str, usage_type: str, operation: str | None, meter: meters.Meter | None
) -> None:
    assert plan_meter(service, usage_type, operation) == meter
