"""AWS's operation of a meter's row: what AWS's pages and files name, and nothing that is only likely.

The expected words are of "AMI billing information fields" (EC2 user guide), of AWS's offer files, and of the billing
pages of each service; they are written out here, not taken from the meters.
"""

import re

import pytest

from ecsquote.pricing import meters
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.operations import operation_of
from ecsquote.pricing.sources.row_map.index import RULES
from support_catalog import shipped_catalog

NAMED = [
    (meters.instance_hours("m5.large", "LINUX"), "RunInstances"),
    (meters.instance_hours("m5.large", "WINDOWS"), "RunInstances:0002"),
    (meters.FARGATE_VCPU, ""),
    (meters.FARGATE_ARM_GB, ""),
    (meters.FARGATE_EPHEMERAL_GB, ""),
    (meters.ECS_ANYWHERE, "AddExternalInstance"),
    (meters.managed_instances_fee("c7g.large"), "ECSManagedInstancesUsage"),
    (meters.load_balancer_hours("application"), "LoadBalancing:Application"),
    (meters.load_balancer_lcu("network"), "LoadBalancing:Network"),
    (meters.load_balancer_hours("classic"), "LoadBalancing"),
    (meters.NAT_GATEWAY_GB, "NatGateway"),
    (meters.VPC_ENDPOINT_HOURS, "VpcEndpoint"),
    (meters.LOGS_INGESTED_GB, "PutLogEvents"),
    (meters.LOGS_INGESTED_IA_GB, "PutLogEvents"),
    (meters.ebs_volume_gb("gp3"), ""),
]
NOT_KNOWN = [
    meters.FARGATE_SPOT_VCPU,  # the Spot feed names no operation
    meters.spot_instance_hours("m5.large", "LINUX"),
    meters.inter_region_gb("us-west-2"),  # the variant is a Region
    meters.cpu_credits("t3", "WINDOWS"),  # the variant is ours
    meters.INTERNET_OUT_GB,
    meters.PUBLIC_IPV4_HOURS,
    meters.LOGS_STORED_GB,
]


def named(meter: Meter) -> str | None:
    return operation_of(meter.service_code, meter.usage_type, meter.variant)


@pytest.mark.parametrize(("meter", "operation"), NAMED, ids=str)
def test_known_operations(meter: Meter, operation: str) -> None:
    assert named(meter) == operation


@pytest.mark.parametrize("meter", NOT_KNOWN, ids=str)
def test_what_is_not_known_is_null(meter: Meter) -> None:
    assert named(meter) is None


def test_a_row_that_is_found_by_its_operation_has_it() -> None:
    """Wherever the refresh asks a row for its operation, the meter's own is the same."""
    held = {str(meter): meter for meter in vars(meters).values() if isinstance(meter, Meter)}
    for kind in meters.LOAD_BALANCER_OPERATIONS:
        for meter in (meters.load_balancer_hours(kind), meters.load_balancer_lcu(kind)):
            held[str(meter)] = meter
    asked = {
        (meter, rule.attributes["operation"])
        for rule in RULES
        for meter in held.values()
        if rule.offer == meter.service_code
        and re.fullmatch(rule.usage_type, meter.usage_type)
        and meter.variant in ("", rule.attributes.get("operation"))
        and "operation" in rule.attributes
    }
    assert {meter for meter, _ in asked} >= {meters.ECS_ANYWHERE, meters.LOGS_INGESTED_GB, meters.CLASSIC_LB_GB}
    for meter, operation in asked:
        assert named(meter) == operation, meter


def test_prices_of_a_catalog_have_their_operation() -> None:
    catalog = shipped_catalog()
    for meter, operation in NAMED:
        assert catalog.rate("us-east-1", meter).tiers[0].operation == operation, meter
