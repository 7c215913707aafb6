"""NAT gateways, interface endpoints, public IPv4 addresses, and image pulls through a NAT gateway."""

from fractions import Fraction

import pytest

from ecsquote.calculator.costs.data_transfer import DataTransfer
from ecsquote.calculator.costs.ecr import Ecr
from ecsquote.calculator.costs.nat_gateway import NatGateways
from ecsquote.calculator.costs.public_ipv4 import PublicIpv4
from ecsquote.calculator.costs.vpc_endpoint import VpcEndpoints
from ecsquote.errors import PriceNotFound
from ecsquote.pricing.meters import (
    ECR_STORED_GB,
    INTERNET_OUT_GB,
    NAT_GATEWAY_GB,
    NAT_GATEWAY_HOURS,
    PUBLIC_IPV4_HOURS,
    VPC_ENDPOINT_GB,
    VPC_ENDPOINT_HOURS,
    Meter,
)
from support_catalog import Tiers
from support_costs import bill_at, cost, lines

# us-east-1: https://aws.amazon.com/vpc/pricing/, https://aws.amazon.com/privatelink/pricing/ (1 PB, 5 PB)
RATES: dict[Meter, str | Tiers] = {
    NAT_GATEWAY_HOURS: "0.045",
    NAT_GATEWAY_GB: "0.045",
    PUBLIC_IPV4_HOURS: "0.005",
    VPC_ENDPOINT_HOURS: "0.01",
    VPC_ENDPOINT_GB: [("1048576", "0.01"), ("5242880", "0.006"), (None, "0.004")],
    INTERNET_OUT_GB: [("10240", "0.09"), (None, "0.085")],
    ECR_STORED_GB: "0.10",
}
US_EAST_1 = bill_at(RATES)


def test_a_nat_gateway_and_the_transfer_behind_it() -> None:
    """730 × 0.045 + 200 × 0.045 = 41.85; 730 × 0.005 = 3.65; and (200 − 100) × 0.09 = 9 for the same GB."""
    gateways = NatGateways.model_validate({"count": 1, "processed_gb": "200"})
    assert str(cost(gateways, US_EAST_1, "nat_gateway")) == "41.850"
    assert str(cost(gateways, US_EAST_1, "public_ipv4")) == "3.650"
    assert cost(DataTransfer.model_validate({"internet_out_gb": "200"}), US_EAST_1) == 9


def test_each_nat_gateway_has_hours_and_an_address() -> None:
    gateways = NatGateways.model_validate({"count": 3})
    assert lines(gateways, bill_at(RATES, hours_per_month="744")) == [
        ("nat_gateway", "2232", "0.045"),
        ("public_ipv4", "2232", "0.005"),
    ]


def test_endpoints_are_billed_in_each_zone() -> None:
    """4 endpoints × 3 zones × 730 h."""
    endpoints = VpcEndpoints.model_validate({"interface_endpoints": 4, "availability_zones": 3, "processed_gb": "10"})
    assert lines(endpoints, US_EAST_1) == [("vpc_endpoint", "8760", "0.01"), ("vpc_endpoint", "10", "0.01")]


@pytest.mark.parametrize(
    ("gb", "tiers"),
    [
        ("1048576", [("1048576", "0.01")]),
        ("1048577", [("1048576", "0.01"), ("1", "0.006")]),
        ("5242880", [("1048576", "0.01"), ("4194304", "0.006")]),
        ("5242881", [("1048576", "0.01"), ("4194304", "0.006"), ("1", "0.004")]),
    ],
)
def test_endpoint_gb_at_the_edges_of_the_tiers(gb: str, tiers: list[tuple[str, str]]) -> None:
    endpoints = VpcEndpoints.model_validate({"interface_endpoints": 0, "processed_gb": gb})
    assert lines(endpoints, US_EAST_1) == [("vpc_endpoint", *tier) for tier in tiers]


def test_addresses_of_ten_tasks() -> None:
    """10 × 730 × 0.005 = 36.5, said to be the service's."""
    addresses = PublicIpv4(service="web", address_hours=Fraction(7300))
    assert [(line.service, line.unit) for line in addresses.line_items(US_EAST_1)] == [("web", "Hrs")]
    assert lines(addresses, US_EAST_1) == [("public_ipv4", "7300", "0.005")]
    assert cost(addresses, US_EAST_1) == Fraction("36.5")


def test_images_stored_and_pulled_through_nat() -> None:
    """20 GB × 0.10; 0.35 GB × 2,000 pulls = 700 GB × 0.045 at the NAT gateway."""
    ecr = Ecr.model_validate({"stored_gb": "20", "image_gb": "0.35", "pulls_through_nat": 2000})
    assert lines(ecr, US_EAST_1) == [("ecr", "20", "0.1"), ("nat_gateway", "700", "0.045")]


@pytest.mark.parametrize("fields", [{"image_gb": "0.35"}, {"pulls_through_nat": 7}])
def test_an_image_that_is_not_pulled_costs_no_nat(fields: dict[str, object]) -> None:
    assert lines(Ecr.model_validate(fields), bill_at({})) == []


def test_a_missing_price_is_named_with_its_region() -> None:
    with pytest.raises(PriceNotFound, match=r"NatGateway-Hours in sa-east-1"):
        cost(NatGateways.model_validate({"count": 1}), bill_at({}, "sa-east-1"))
