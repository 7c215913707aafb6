"""The prefix of usage types: from AWS's table of billing codes, never made up."""

import pytest

from ecsquote.facts import fact
from ecsquote.pricing import meters
from ecsquote.pricing.billing_codes import usage_type_prefix
from ecsquote.pricing.meters import Meter

CASES: list[tuple[str, Meter, str | None]] = [
    ("eu-west-1", meters.FARGATE_GB, "EU-Fargate-GB-Hours"),
    ("eu-west-1", meters.ALARMS, "EU-CW:AlarmMonitorUsage"),
    ("us-east-1", meters.FARGATE_GB, "USE1-Fargate-GB-Hours"),
    ("us-east-1", meters.LOGS_STORED_GB, "USE1-TimedStorage-ByteHrs"),
    ("us-east-1", meters.ALARMS, "CW:AlarmMonitorUsage"),
    ("us-east-1", meters.ECR_STORED_GB, "TimedStorage-ByteHrs"),
    ("us-east-1", meters.inter_region_gb("us-west-2"), "USE1-USW2-AWS-Out-Bytes"),
    ("us-east-1", meters.inter_region_gb("xx-west-1"), None),
    ("xx-west-1", meters.FARGATE_GB, None),
]


@pytest.mark.parametrize(("region", "meter", "expected"), CASES, ids=str)
def test_usage_type_as_the_bill_prints_it(region: str, meter: Meter, expected: str | None) -> None:
    prefix = usage_type_prefix(region, meter.service_code, meter.usage_type, meter.variant)
    assert (None if prefix is None else prefix + meter.usage_type) == expected


def test_no_two_regions_share_a_code() -> None:
    codes = fact("regions", "billing_codes")
    assert len(codes) == len(set(codes.values())) == 38
