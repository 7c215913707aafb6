"""Which meter a rate of a Savings Plan discounts."""

import re

from ecsquote.pricing import meters
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.sources.billing_codes import split_billing_code

_INSTANCE_USAGE = re.compile(r"BoxUsage:(?P<type>[a-z0-9-]+\.[a-z0-9-]+)", re.ASCII)
_FARGATE_METERS = {
    meter.usage_type: meter
    for meter in (
        meters.FARGATE_VCPU,
        meters.FARGATE_GB,
        meters.FARGATE_ARM_VCPU,
        meters.FARGATE_ARM_GB,
        meters.FARGATE_WINDOWS_VCPU,
        meters.FARGATE_WINDOWS_OS,
        meters.FARGATE_WINDOWS_GB,
    )
}


def plan_meter(service_code: str, usage_type: str, operation: str | None) -> Meter | None:
    """The meter that a Savings Plan rate discounts; None where quotes bill none.

    Source: `discountedUsageType`, `discountedOperation` and `discountedServiceCode` of the Savings Plan offer. An
    instance rate without an operation may be for Linux or Windows, so it is not kept.
    """
    _, plain = split_billing_code(usage_type)
    if service_code == "AmazonECS":
        return _FARGATE_METERS.get(plain)
    match = _INSTANCE_USAGE.fullmatch(plain) if service_code == "AmazonEC2" else None
    systems = {value: key for key, value in meters.RUN_INSTANCES.items()}
    system = systems.get(operation or "")
    return meters.instance_hours(match["type"], system) if match and system else None
