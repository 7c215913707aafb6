"""Rows of bills are named by the calculator's own meters, so that both sides of a check mean the same thing."""

import pytest

from ecsquote.bills.components import billed_meter, service_code_of
from ecsquote.bills.descriptions import described_meter
from ecsquote.calculator.components import needed_meters
from ecsquote.pricing import meters
from ecsquote.pricing.billing_codes import usage_type_prefix
from ecsquote.pricing.meters import Meter


def concrete(meter: Meter) -> Meter:
    """A meter of an instance type or a Region, where it stands for any."""
    kind = "t3" if meter.usage_type.startswith("CPUCredits") else "m7g.large"
    variant = "us-west-2" if meter.variant == "*" else meter.variant
    return Meter(meter.service_code, meter.usage_type.replace("*", kind), meter.unit, variant)


NAMED = [meter for meter in map(concrete, needed_meters()) if meter.service_code != "AWSCloudMap"]
"""Cloud Map's usage types are not known, so no row of a bill can be recognized by them."""


@pytest.mark.parametrize("meter", sorted(NAMED, key=str), ids=str)
@pytest.mark.parametrize("region", ["eu-west-1", "us-east-1"])
def test_every_meter_of_the_calculator_is_found_again(meter: Meter, region: str) -> None:
    prefix = usage_type_prefix(region, meter.service_code, meter.usage_type, meter.variant)
    operation = "" if meter.usage_type == "AWS-Out-Bytes" else meter.variant
    found = billed_meter(meter.service_code, f"{prefix}{meter.usage_type}", operation)
    assert found is not None
    assert found.meter == meter


@pytest.mark.parametrize(
    ("service_code", "usage_type", "operation", "component"),
    [
        ("AmazonECS", "EU-DataTransfer-Out-Bytes", "FargateTask", "data_transfer"),
        ("AmazonEC2", "DataTransfer-Regional-Bytes", "InterZone-Out", "data_transfer"),
        ("AmazonECS", "EU-Fargate-GB-Hours", "FargateTask", "fargate_compute"),
        ("AmazonEC2", "EU-SpotUsage:m5.large", "RunInstances:SV012", "ec2_compute"),
        ("AmazonVPC", "EU-PublicIPv4:InUseAddress", "AllocateAddressVPC", "public_ipv4"),
        ("AmazonEC2", "EU-NatGateway-Bytes", "NatGateway", "nat_gateway"),
    ],
)
def test_rows_are_known_as_bills_spell_them(service_code: str, usage_type: str, operation: str, component: str) -> None:
    found = billed_meter(service_code, usage_type, operation)
    assert found is not None
    assert found.component == component


@pytest.mark.parametrize(
    ("service_code", "usage_type", "operation"),
    [
        ("AmazonS3", "EU-DataTransfer-Out-Bytes", "GetObject"),
        ("AmazonEKS", "EU-Fargate-GB-Hours", "FargatePod"),
        ("AmazonEC2", "EU-BoxUsage:m5.large", "RunInstances:0010"),
        ("AmazonEC2", "EU-UnusedBox:m5.large", "RunInstances"),
        ("AmazonECS", "EU-ECS-EC2-vCPU-Hours", "ECSTask-EC2"),
    ],
)
def test_neighbors_of_our_rows_are_not_taken_for_them(service_code: str, usage_type: str, operation: str) -> None:
    assert billed_meter(service_code, usage_type, operation) is None


@pytest.mark.parametrize(
    ("service", "description", "meter"),
    [
        ("Amazon Elastic Container Service", "AWS Fargate - vCPU - EU (Ireland)", meters.FARGATE_VCPU),
        ("Amazon Elastic Container Service", "AWS Fargate - Memory  - EU (Ireland)", meters.FARGATE_GB),
        ("Amazon Elastic Container Service", "AWS Fargate - Memory - ARM - EU (Ireland)", meters.FARGATE_ARM_GB),
        ("Amazon Elastic Container Service", "AWS Fargate - Windows - OS  - EU (Ireland)", meters.FARGATE_WINDOWS_OS),
        (
            "Elastic Load Balancing",
            "$0.0225 per Application LoadBalancer-hour (or partial hour)",
            meters.load_balancer_hours("application"),
        ),
        (
            "Elastic Load Balancing",
            "$0.006 per used Network load balancer capacity unit-hour (or partial hour)",
            meters.load_balancer_lcu("network"),
        ),
        (
            "Amazon Elastic Compute Cloud",
            "$0.192 per On Demand Linux m5.xlarge Instance Hour",
            meters.instance_hours("m5.xlarge", "LINUX"),
        ),
        (
            "Amazon Elastic Compute Cloud",
            "$0.376 per On Demand Windows m5.xlarge Instance Hour",
            meters.instance_hours("m5.xlarge", "WINDOWS"),
        ),
        ("Amazon Elastic Compute Cloud", "$0.045 per NAT Gateway Hour", meters.NAT_GATEWAY_HOURS),
        (
            "Amazon Elastic Container Service",
            "$0.090 per GB - first 10 TB / month data transfer out beyond the global free tier",
            meters.INTERNET_OUT_GB,
        ),
    ],
)
def test_a_row_without_usage_type_is_known_by_its_description(service: str, description: str, meter: Meter) -> None:
    found = described_meter(service_code_of(service), description)
    assert found is not None
    assert found.meter == meter


def test_kubernetes_and_unknown_words_are_nothing_of_ours() -> None:
    assert (
        described_meter(service_code_of("Amazon Elastic Container Service for Kubernetes"), "AWS Fargate - vCPU")
        is None
    )
    assert described_meter("AmazonEC2", "$0.01 per something new") is None
