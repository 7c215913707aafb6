"""The offers of a Region, made from a price catalog: each price as AWS's row of it, among the other rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ecsquote.pricing.billing_codes import usage_type_prefix
from ecsquote.units import decimal_string
from played_aws.decoys import decoys_of
from played_aws.instances import Machine, Place, machine_rows
from played_aws.rows import SERVICE_NAMES, Dimension, Row, Term, code_of

# AWS's spelling of units that differ from the meter's own.
_UNITS = {
    "AmazonECS": {"vCPU-Hours": "hours", "GB-Hours": "hours", "Instance-Hours": "hours", "Hrs": "hours"},
}
_OPERATIONS = {
    ("AmazonECS", "ECS-Anywhere-Instance-hours"): "AddExternalInstance",
    ("AmazonCloudWatch", "DataProcessing-Bytes"): "PutLogEvents",
    ("AmazonCloudWatch", "DataProcessingIA-Bytes"): "PutLogEvents",
    ("AmazonEC2", "NatGateway-Hours"): "NatGateway",
    ("AmazonEC2", "NatGateway-Bytes"): "NatGateway",
    ("AmazonVPC", "VpcEndpoint-Hours"): "VpcEndpoint",
    ("AmazonVPC", "VpcEndpoint-Bytes"): "VpcEndpoint",
}
_FAMILIES = {"AmazonECS": "Compute", "AWSDataTransfer": "Data Transfer", "AmazonVPC": None}
_ALLOWANCES = {
    "DataTransfer-Regional-Bytes": "1",
    "DataTransfer-Out-Bytes": "1",
    "ScheduledInvocation": "14000000",
    "KMS-Requests": "20000",
}
_IO2 = "EBS:VolumeP-IOPS.io2"


@dataclass(frozen=True, slots=True)
class KnownPrice:
    """One tier of a meter in a Region, as the catalog has it."""

    service_code: str
    usage_type: str
    variant: str
    unit: str
    unit_price: Decimal
    begin: Decimal
    end: Decimal | None


@dataclass(frozen=True, slots=True)
class KnownRegion:
    """A Region with all its prices, and the capacity of the instance types."""

    code: str
    name: str
    prices: tuple[KnownPrice, ...]
    machines: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """vCPUs and GiB of memory by instance type."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Every Region's name, for the receivers of transfers."""


def offer_rows(region: KnownRegion, service_code: str, *, decoys: bool = True, all_software: bool = False) -> list[Row]:
    """All rows of one offer in one Region, in the order of their SKUs, as AWS's files are."""
    rows = list(_rows(region, service_code, all_software=all_software))
    if decoys:
        rows += decoys_of(service_code, region_place(region, service_code), rows)
    return sorted(rows, key=lambda row: row.sku)


def region_place(region: KnownRegion, service_code: str) -> Place:
    """The Region as the offer's rows spell it."""
    return Place(region.code, region.name, usage_type_prefix(region.code, service_code, "X", "") or "")


def _rows(region: KnownRegion, service_code: str, *, all_software: bool) -> Iterator[Row]:
    meters: dict[tuple[str, str], list[KnownPrice]] = defaultdict(list)
    for price in region.prices:
        if price.service_code == service_code and not price.usage_type.startswith("SpotUsage"):
            meters[price.usage_type, price.variant].append(price)
    machines: dict[str, dict[str, str]] = defaultdict(dict)
    for (usage_type, variant), tiers in meters.items():
        if usage_type.startswith("BoxUsage:"):
            system = "Linux" if variant == "RunInstances" else "Windows"
            machines[usage_type.partition(":")[2]][system] = decimal_string(tiers[0].unit_price)
        elif usage_type == _IO2:
            yield from _io2_rows(region, tiers)
        else:
            yield meter_row(region, tiers)
    for name, hourly in machines.items():
        vcpus, memory = region.machines.get(name, (2, "8"))
        yield from machine_rows(
            Machine(name, vcpus, memory, hourly), region_place(region, service_code), all_software=all_software
        )


def _io2_rows(region: KnownRegion, tiers: Iterable[KnownPrice]) -> Iterator[Row]:
    """Each tier of io2's IOPS has a usage type of its own."""
    prefix = region_place(region, "AmazonEC2").prefix
    for number, tier in enumerate(tiers, start=1):
        usage_type = f"{prefix}{_IO2}" + (f".tier{number}" if number > 1 else "")
        yield plain_row(region_place(region, "AmazonEC2"), "AmazonEC2", usage_type, "", "System Operation", _tier(tier))


def meter_row(region: KnownRegion, tiers: list[KnownPrice]) -> Row:
    """A meter with all its tiers, as AWS's row."""
    first = tiers[0]
    prefix = usage_type_prefix(region.code, first.service_code, first.usage_type, first.variant)
    if first.service_code == "AWSDataTransfer":
        return _transfer_row(region, f"{prefix}{first.usage_type}", first.variant, tiers)
    operation = _OPERATIONS.get((first.service_code, first.usage_type), first.variant)
    if first.usage_type.startswith("ECS-Managed-Instances"):
        operation = "ECSManagedInstancesUsage"
    place = region_place(region, first.service_code)
    family = _FAMILIES.get(first.service_code, "Other")
    usage_type, dimensions = f"{prefix}{first.usage_type}", _with_allowance(first.usage_type, tuple(map(_tier, tiers)))
    row = plain_row(place, first.service_code, usage_type, operation, family, *dimensions)
    if first.service_code == "AmazonEFS" and first.variant:  # AWS's row names what is read or written by an attribute
        return replace(row, attributes={**row.attributes, "operation": "", "accessType": first.variant})
    return row


def _tier(price: KnownPrice) -> Dimension:
    spelled = {} if "EphemeralStorage" in price.usage_type else _UNITS.get(price.service_code, {})
    return Dimension(
        spelled.get(price.unit, price.unit),
        decimal_string(price.unit_price),
        decimal_string(price.begin),
        "Inf" if price.end is None else decimal_string(price.end),
    )


def plain_row(
    place: Place, service_code: str, usage_type: str, operation: str, family: str | None, *dimensions: Dimension
) -> Row:
    """A row of a Region without attributes of its own."""
    return Row(
        code_of(place.code, service_code, usage_type, operation),
        family,
        {
            "servicecode": service_code,
            "location": place.name,
            "locationType": "AWS Region",
            "usagetype": usage_type,
            "operation": operation,
            "regionCode": place.code,
            "servicename": SERVICE_NAMES[service_code],
        },
        (Term(dimensions),),
    )


def _transfer_row(region: KnownRegion, usage_type: str, to_region: str, tiers: list[KnownPrice]) -> Row:
    """Transfer rows say where from and where to, and have no place of their own."""
    dimensions = tuple(_tier(tier) for tier in tiers)
    receiver = (
        {
            "toLocation": region.names.get(to_region, to_region),
            "toLocationType": "AWS Region",
            "toRegionCode": to_region,
        }
        if to_region
        else {"toLocation": "External", "toLocationType": "Other"}
    )
    return Row(
        code_of(region.code, "AWSDataTransfer", usage_type),
        "Data Transfer",
        {
            "servicecode": "AWSDataTransfer",
            "transferType": "InterRegion Outbound" if to_region else "AWS Outbound",
            "fromLocation": region.name,
            "fromLocationType": "AWS Region",
            "fromRegionCode": region.code,
            **receiver,
            "usagetype": usage_type,
            "operation": "",
            "servicename": "AWS Data Transfer",
        },
        (Term(_with_allowance(usage_type, dimensions)),),
    )


def _with_allowance(usage_type: str, dimensions: tuple[Dimension, ...]) -> tuple[Dimension, ...]:
    """Inter-AZ transfer has its first GB free; so had transfer to the internet. Scheduler has 14 million runs."""
    free = next((quantity for name, quantity in _ALLOWANCES.items() if usage_type.endswith(name)), None)
    if free is None:
        return dimensions
    first = dimensions[0]
    paid = Dimension(first.unit, first.price, free, first.end)
    return (Dimension(first.unit, "0.0000000000", "0", free), paid, *dimensions[1:])
