"""Which of AWS's rows is which meter: the one place where a reader checks our meters against AWS's pages.

A rule names an offer, a usage type without its billing code, and what else must hold. A row that no rule names
is not kept. Usage types: "Billing and usage reports" of each service; the EC2 instance attributes and operations:
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/billing-info-fields.html; the files themselves:
https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-an-offer.html
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ecsquote.pricing import meters
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.sources.billing_codes import CODE_PATTERN, split_billing_code
from ecsquote.pricing.sources.offer_rows import Attributes

OFFERS = (
    "AmazonECS",
    "AmazonEC2",
    "AWSELB",
    "AWSDataTransfer",
    "AmazonVPC",
    "AmazonCloudWatch",
    "AmazonECR",
    "AmazonEFS",
    "AWSSecretsManager",
)
AWS_REGION = "AWS Region"

IO2_TIERS = {"": ("0", "32000"), "1": ("0", "32000"), "2": ("32000", "64000"), "3": ("64000", "Inf")}
"""io2's IOPS tiers have a usage type each: https://aws.amazon.com/ebs/pricing/ (io2 Block Express)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a row means: its meter, and the tier where the usage type names one."""

    meter: Meter
    tier: tuple[str, str] | None = None
    rank: int = 0
    """Among rows of one meter only those of the lowest rank count."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How the rows of a meter, or of a family of meters, are told from their neighbours."""

    offer: str
    usage_type: str
    """A regular expression for the whole usage type after the billing code."""
    units: tuple[str, ...]
    """AWS's spellings of the unit; a row in any other unit is refused, not converted."""
    reading: Callable[[re.Match[str], Attributes], Reading | None]
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Attributes that must have exactly this value."""
    families: tuple[str, ...] = ()
    """The product families allowed; empty for any."""
    allowance: bool = False
    """A leading $0 tier is the account's free allowance, no price of the meter: it is left out."""


def _plain(meter: Meter, *units: str, operation: str | None = None, allowance: bool = False) -> Rule:
    """A meter with one usage type; `operation` where the usage type is shared with other meters."""
    return Rule(
        offer=meter.service_code,
        usage_type=re.escape(meter.usage_type),
        units=units,
        reading=lambda _match, _attributes: Reading(meter),
        attributes={} if operation is None else {"operation": operation},
        allowance=allowance,
    )


def _load_balancer(meter: Meter, *units: str) -> Rule:
    """Load balancers share usage types; the operation says which kind is meant."""
    return _plain(meter, *units, operation=meter.variant)


def _instance_rule(system: str, tenancy: str, usage_type: str, families: tuple[str, ...]) -> Rule:
    """On-Demand instance hours without software, licence, reservation or capacity block."""
    rank = 0 if tenancy == "Shared" else 1
    return Rule(
        offer="AmazonEC2",
        usage_type=usage_type,
        units=("Hrs",),
        reading=lambda match, _attributes: Reading(meters.instance_hours(match["type"], system), rank=rank),
        attributes={
            "operation": meters.RUN_INSTANCES[system],
            "operatingSystem": system.capitalize(),
            "tenancy": tenancy,
            "preInstalledSw": "NA",
            "licenseModel": "No License required",
            "capacitystatus": "Used",
            "marketoption": "OnDemand",
        },
        families=families,
    )


_COMPUTE, _BARE_METAL = "Compute Instance", "Compute Instance (bare metal)"

# Fargate and ECS: https://aws.amazon.com/fargate/pricing/ https://aws.amazon.com/ecs/pricing/
# Not kept: ECS-EC2-vCPU-Hours and ECS-EC2-GB-Hours ($0 metering), ECS-Anywhere-Instance-hours-WithFree (the trial).
_ECS = (
    _plain(meters.FARGATE_VCPU, "hours"),
    _plain(meters.FARGATE_GB, "hours"),
    _plain(meters.FARGATE_ARM_VCPU, "hours"),
    _plain(meters.FARGATE_ARM_GB, "hours"),
    _plain(meters.FARGATE_WINDOWS_VCPU, "hours"),
    _plain(meters.FARGATE_WINDOWS_OS, "hours"),
    _plain(meters.FARGATE_WINDOWS_GB, "hours"),
    _plain(meters.FARGATE_EPHEMERAL_GB, "GB-Hours"),
    _plain(meters.ECS_ANYWHERE, "hours", operation="AddExternalInstance"),
    Rule(
        offer="AmazonECS",
        usage_type=r"ECS-Managed-Instances:(?P<type>[a-z0-9-]+\.[a-z0-9-]+)-management-hours",
        units=("hours", "Hours", "Hrs"),
        reading=lambda match, _attributes: Reading(meters.managed_instances_fee(match["type"])),
        attributes={"operation": "ECSManagedInstancesUsage"},
    ),
)

# EC2: https://aws.amazon.com/ec2/pricing/on-demand/ Not kept: UnusedBox, Reservation, DedicatedUsage, UnusedDed,
# DedicatedRes, HostBoxUsage, capacity blocks, BYOL, SQL Server, and the data transfer rows that the offer repeats.
_INSTANCES = tuple(
    rule
    for system in meters.RUN_INSTANCES
    for rule in (
        _instance_rule(system, "Shared", r"BoxUsage:(?P<type>[a-z0-9-]+\.[a-z0-9-]+)", (_COMPUTE, _BARE_METAL)),
        # A bare metal type may be sold under Dedicated tenancy alone.
        _instance_rule(
            system, "Dedicated", r"(?:Box|Dedicated)Usage:(?P<type>[a-z0-9-]+\.metal[a-z0-9-]*)", (_BARE_METAL,)
        ),
    )
)

# NAT gateways and EBS are in the EC2 offer: https://aws.amazon.com/vpc/pricing/ https://aws.amazon.com/ebs/pricing/
# Not kept: RegionalNatGateway-*, NatGateway-Prvd-*, .outposts volumes, VolumeIOUsage.
_EC2_OTHERS = (
    _plain(meters.NAT_GATEWAY_HOURS, "Hrs"),
    _plain(meters.NAT_GATEWAY_GB, "GB"),
    *(_plain(meters.ebs_volume_gb(kind), "GB-Mo") for kind in ("gp3", "gp2", "io1", "io2", "st1", "sc1", "standard")),
    *(_plain(meters.ebs_volume_iops(kind), "IOPS-Mo") for kind in ("gp3", "io1")),
    Rule(
        offer="AmazonEC2",
        usage_type=r"EBS:VolumeP-IOPS\.io2(?:\.tier(?P<tier>[123]))?",
        units=("IOPS-Mo",),
        reading=lambda match, _attributes: Reading(meters.ebs_volume_iops("io2"), IO2_TIERS[match["tier"] or ""]),
    ),
    _plain(meters.EBS_GP3_THROUGHPUT, "GiBps-mo"),
    _plain(meters.EBS_SNAPSHOT_GB, "GB-Mo"),
    Rule(
        offer="AmazonEC2",
        usage_type=r"CPUCredits:(?P<family>t2|t3|t3a|t4g)",
        units=("vCPU-Hours",),
        reading=lambda match, attributes: _cpu_credits(match["family"], attributes.operatingSystem),
    ),
)

# https://aws.amazon.com/elasticloadbalancing/pricing/ Not kept: Outposts-*, IdleProvisionedLBCapacity, zones' rows.
_ELB = (
    *(_load_balancer(meters.load_balancer_hours(kind), "Hrs") for kind in meters.LOAD_BALANCER_OPERATIONS),
    *(_load_balancer(meters.load_balancer_lcu(kind), "LCU-Hrs") for kind in ("application", "network", "gateway")),
    *(_load_balancer(meters.load_balancer_reserved_lcu(kind), "LCU-Hrs") for kind in ("application", "network")),
    _load_balancer(meters.TRUST_STORE_HOURS, "Hrs"),
    _load_balancer(meters.CLASSIC_LB_GB, "GB"),
)


def _cpu_credits(family: str, system: str) -> Reading | None:
    """Windows has a price of its own; rows of systems that are neither are not kept."""
    named = {"Linux": "LINUX", "": "LINUX", "Windows": "WINDOWS"}.get(system)
    return None if named is None else Reading(meters.cpu_credits(family, named))


def _inter_region(attributes: Attributes) -> Reading | None:
    """Transfer to another Region; the receiver is `toRegionCode`, whatever the usage type's second code says."""
    to_region = attributes.toRegionCode
    if attributes.toLocationType != AWS_REGION or to_region in ("", attributes.region):
        return None
    return Reading(meters.inter_region_gb(to_region))


# https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer Not kept: Global-DataTransfer-Out-Bytes (the account's
# allowance), *-In-Bytes, CloudFront-Out-Bytes, DataTransfer-xAZ-*.
_DATA_TRANSFER = (
    _plain(meters.INTERNET_OUT_GB, "GB", allowance=True),
    _plain(meters.INTER_AZ_GB, "GB", allowance=True),
    Rule(
        offer="AWSDataTransfer",
        usage_type=rf"(?:{CODE_PATTERN})?AWS-Out-Bytes",
        units=("GB",),
        reading=lambda _match, attributes: _inter_region(attributes),
    ),
)

# https://aws.amazon.com/vpc/pricing/ https://aws.amazon.com/privatelink/pricing/ Not kept: contiguous blocks,
# VpcEndpoint-GWLBE-*, VpcEndpoint-Resource-Hours, Transit Gateway, VPN.
_VPC = (
    _plain(meters.PUBLIC_IPV4_HOURS, "Hrs"),
    _plain(meters.PUBLIC_IPV4_IDLE_HOURS, "Hrs"),
    _plain(meters.VPC_ENDPOINT_HOURS, "Hrs"),
    _plain(meters.VPC_ENDPOINT_GB, "GB"),
)

# https://aws.amazon.com/cloudwatch/pricing/ Not kept: VendedLog*, S3-Egress-Bytes, Global-*, high-resolution and
# composite alarms, observations, streams.
_CLOUDWATCH = (
    _plain(meters.LOGS_INGESTED_GB, "GB", operation="PutLogEvents"),
    _plain(meters.LOGS_INGESTED_IA_GB, "GB", operation="PutLogEvents"),
    _plain(meters.LOGS_STORED_GB, "GB-Mo"),
    _plain(meters.ALARMS, "Alarms"),
    _plain(meters.CUSTOM_METRICS, "Metrics"),
    _plain(meters.ENHANCED_INSIGHTS_METRICS, "Metrics"),
)

# https://aws.amazon.com/ecr/pricing/ https://aws.amazon.com/efs/pricing/ https://aws.amazon.com/secrets-manager/pricing/
_STORAGE = (
    _plain(meters.ECR_STORED_GB, "GB-Mo"),
    *(_plain(meter, "GB-Mo") for meter in meters.EFS_STORED_GB.values()),
    _plain(meters.SECRETS, "Secrets"),
    _plain(meters.SECRETS_API_REQUESTS, "API Requests"),
)

RULES = (*_ECS, *_INSTANCES, *_EC2_OTHERS, *_ELB, *_DATA_TRANSFER, *_VPC, *_CLOUDWATCH, *_STORAGE)


class RowMap:
    """The rules of one offer, ready to be asked a hundred thousand times."""

    def __init__(self, offer: str, rules: tuple[Rule, ...] = RULES) -> None:
        self.offer = offer
        self._rules = [
            (re.compile(rule.usage_type, re.ASCII), rule, tuple(rule.attributes.items()))
            for rule in rules
            if rule.offer == offer
        ]
        alternatives = sorted({re.sub(r"\?P<\w+>", "?:", rule.usage_type) for rule in rules if rule.offer == offer})
        self.usage_type_pattern = rf"(?:{CODE_PATTERN})?(?:{'|'.join(alternatives)})"
        """Every usage type that some rule names, with or without a billing code."""
        self._named: dict[str, list[_Named]] = {}

    def find(self, attributes: Attributes, family: str) -> tuple[Rule, Reading] | None:
        """The rule that names a row, and what it means; None for a row that is not kept."""
        named = self._named.get(attributes.usagetype)
        if named is None:
            named = self._named[attributes.usagetype] = self._rules_for(attributes.usagetype)
        for match, rule, conditions in named:
            if rule.families and family not in rule.families:
                continue
            for name, value in conditions:
                if getattr(attributes, name) != value:
                    break
            else:
                reading = rule.reading(match, attributes)
                return (rule, reading) if reading else None
        return None

    def _rules_for(self, usage_type: str) -> list["_Named"]:
        _, plain = split_billing_code(usage_type)
        return [
            (match, rule, conditions)
            for pattern, rule, conditions in self._rules
            if (match := pattern.fullmatch(plain)) is not None
        ]


_Named = tuple[re.Match[str], Rule, tuple[tuple[str, str], ...]]

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
    instance rate without an operation cannot be told between Linux and Windows, so it is not kept.
    """
    _, plain = split_billing_code(usage_type)
    if service_code == "AmazonECS":
        return _FARGATE_METERS.get(plain)
    match = _INSTANCE_USAGE.fullmatch(plain) if service_code == "AmazonEC2" else None
    systems = {value: key for key, value in meters.RUN_INSTANCES.items()}
    system = systems.get(operation or "")
    return meters.instance_hours(match["type"], system) if match and system else None
