"""Which meters a private rate card may price: those that cost components bill, with the unit of each."""

import re
from functools import cache

from ecsquote.pricing import meters
from ecsquote.pricing.meters import Meter

_NAME = r"[a-z0-9][a-z0-9.-]*"
_BY_NAME: tuple[tuple[str, str, str, str], ...] = (
    # service code, pattern of the usage type, pattern of the variant, unit
    ("AmazonEC2", rf"(BoxUsage|SpotUsage):{_NAME}", r"RunInstances(:0002)?", "Hrs"),
    ("AmazonEC2", rf"CPUCredits:{_NAME}", r"(RunInstances:0002)?", "vCPU-Hours"),
    ("AmazonECS", rf"ECS-Managed-Instances:{_NAME}-management-hours", r"", "Hrs"),
    ("AWSDataTransfer", r"AWS-Out-Bytes", _NAME, "GB"),
)


@cache
def _named() -> dict[tuple[str, str, str], str]:
    """Units of the meters that have one name in every Region."""
    held = [value for value in vars(meters).values() if isinstance(value, Meter)]
    held += meters.EFS_STORED_GB.values()
    for access_type in meters.EFS_ACCESS_TYPES:
        held += [
            meters.efs_elastic_gb(access_type),
            meters.efs_infrequent_gb(access_type),
            meters.efs_archive_gb(access_type),
        ]
    for kind in meters.LOAD_BALANCER_OPERATIONS:
        held += [
            meters.load_balancer_hours(kind),
            meters.load_balancer_lcu(kind),
            meters.load_balancer_reserved_lcu(kind),
        ]
    for volume in ("gp3", "gp2", "io1", "io2", "st1", "sc1", "standard"):
        held += [meters.ebs_volume_gb(volume), meters.ebs_volume_iops(volume)]
    return {(each.service_code, each.usage_type, each.variant): each.unit for each in held}


def known_meter(service_code: str, usage_type: str, variant: str) -> Meter | None:
    """The meter of these names, or None where no cost component bills it."""
    unit = _named().get((service_code, usage_type, variant))
    if unit is not None:
        return Meter(service_code, usage_type, unit, variant)
    for code, usage_pattern, variant_pattern, unit in _BY_NAME:
        if code == service_code and re.fullmatch(usage_pattern, usage_type) and re.fullmatch(variant_pattern, variant):
            return Meter(service_code, usage_type, unit, variant)
    return None
