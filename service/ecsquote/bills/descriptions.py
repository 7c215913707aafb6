"""Rows that name no usage type (FOCUS 1.0 without AWS's own columns): what their descriptions say they are.

The phrases are those of the Price List, for example "$0.0225 per Application LoadBalancer-hour (or partial hour)".
"""

import re
from functools import lru_cache

from ecsquote.bills.components import ECS, TRANSFER, BilledMeter, billed_meter

_TYPE = r"(?P<type>[a-z0-9-]+\.[a-z0-9-]+)"
_PHRASES = tuple(
    (re.compile(phrase, re.IGNORECASE), service_code, usage_type)
    for phrase, service_code, usage_type in (
        (rf"per On Demand .*\b{_TYPE} Instance Hour", "AmazonEC2", "BoxUsage:{type}"),
        (rf"\b{_TYPE} .*Spot Instance.hour", "AmazonEC2", "SpotUsage:{type}"),
        (r"per NAT Gateway Hour", "AmazonEC2", "NatGateway-Hours"),
        (r"Data Processed by NAT Gateways", "AmazonEC2", "NatGateway-Bytes"),
        (r"General Purpose \(gp3\) provisioned storage", "AmazonEC2", "EBS:VolumeUsage.gp3"),
        (r"General Purpose (?:SSD )?\(gp2\) provisioned storage", "AmazonEC2", "EBS:VolumeUsage.gp2"),
        (r"In-use public IPv4 address per hour", "AmazonVPC", "PublicIPv4:InUseAddress"),
        (r"LoadBalancer-hour", "AWSELB", "LoadBalancerUsage"),
        (r"load balancer capacity unit-hour", "AWSELB", "LCUUsage"),
        (r"GB log data ingested", "AmazonCloudWatch", "DataProcessing-Bytes"),
        (r"GB-mo(?:nth)? of log storage", "AmazonCloudWatch", "TimedStorage-ByteHrs"),
        (r"data transfer out", TRANSFER, "DataTransfer-Out-Bytes"),
        (r"regional data transfer", TRANSFER, "DataTransfer-Regional-Bytes"),
    )
)
_FARGATE_PART = re.compile(r"\b(vCPU|Memory|OS|Ephemeral Storage)\b")
_FARGATE_UNITS = {"vCPU": "vCPU-Hours:perCPU", "Memory": "GB-Hours", "OS": "OS-Hours:perCPU"}


@lru_cache(maxsize=65_536)
def described_meter(service_code: str, description: str) -> BilledMeter | None:
    """The meter that a row's description names; None where it names none that we know."""
    if service_code == ECS and "Fargate" in description:
        return _fargate(description)
    for phrase, code, usage_type in _PHRASES:
        if found := phrase.search(description):
            billed_as = service_code if code == TRANSFER else code
            return billed_meter(billed_as, usage_type.format(**found.groupdict()), "", description)
    return None


def _fargate(description: str) -> BilledMeter | None:
    """AWS Fargate - Windows - OS - EU (Ireland): what is measured, and on which platform."""
    part = _FARGATE_PART.search(description)
    if part is None:
        return None
    if part[1] == "Ephemeral Storage":
        return billed_meter(ECS, "Fargate-EphemeralStorage-GB-Hours")
    spot = "SpotUsage-" if "Spot" in description else ""
    platform = "ARM-" if re.search(r"\bARM\b", description) else "Windows-" if "Windows" in description else ""
    return billed_meter(ECS, f"{spot}Fargate-{platform}{_FARGATE_UNITS[part[1]]}")
