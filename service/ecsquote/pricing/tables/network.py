"""nat_ipv4_vpce.csv and data_transfer.csv: NAT gateways, public IPv4, endpoints, and GB that leave."""

from collections.abc import Iterable

from ecsquote.pricing import meters
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.rows import RowRefused
from ecsquote.pricing.tables.reading import Findings, LeftOut, Row, price_row
from ecsquote.pricing.tables.table import (
    PRICE_COLUMNS,
    Dimension,
    Gathered,
    Omitted,
    PriceTable,
    dimension_table,
    each_row,
)

VPC = dimension_table(
    "nat_ipv4_vpce.csv",
    "NAT gateways, public IPv4 addresses and interface endpoints (https://aws.amazon.com/vpc/pricing/)",
    {"service": "what is priced", "dimension": "hour or gb_processed"},
    {
        ("nat_gateway", "hour"): Dimension(meters.NAT_GATEWAY_HOURS, "Hrs"),
        ("nat_gateway", "gb_processed"): Dimension(meters.NAT_GATEWAY_GB, "GB"),
        ("nat_gateway_provisioned", "gbps_hour"): Omitted(
            "provisioned NAT gateway bandwidth is priced by no component"
        ),
        ("public_ipv4_in_use", "hour"): Dimension(meters.PUBLIC_IPV4_HOURS, "Hrs"),
        ("public_ipv4_idle", "hour"): Dimension(meters.PUBLIC_IPV4_IDLE_HOURS, "Hrs"),
        ("public_ipv4_contiguous_block", "hour"): Omitted("contiguous IPv4 blocks are priced by no component"),
        ("vpc_interface_endpoint", "hour"): Dimension(meters.VPC_ENDPOINT_HOURS, "Hrs"),
        ("vpc_interface_endpoint", "gb_processed"): Dimension(meters.VPC_ENDPOINT_GB, "GB"),
    },
    tiered=True,
)


_FREE = "data from the internet is free"
_BETWEEN_ZONES = "transfer from or to a Local or Wavelength Zone is not transfer between Regions"
_BY_SERVICE = "a service's name in place of a Region (transfer to Amazon CloudFront is free)"


def _transfer_meter(row: Row, gathered: Gathered) -> Meter:
    """The meter of a transfer row; a row between anything but two Regions is left out."""
    kind, to_region = row["transfer_type"], row["to_region"]
    if kind == "internet_in":
        raise LeftOut(_FREE)
    if kind == "internet_out":
        return meters.INTERNET_OUT_GB
    if kind == "inter_az_each_direction":
        return meters.INTER_AZ_GB
    if kind != "inter_region_out":
        raise RowRefused(f"unknown transfer_type: {kind}")
    locations = gathered.locations
    for place in (row["region"], to_region):
        if place in locations.zones:
            raise LeftOut(_BETWEEN_ZONES)
        if place and place[0].isupper():
            raise LeftOut(_BY_SERVICE)
    if to_region not in locations.regions:
        raise RowRefused(f"unknown Region {to_region!r} in to_region")
    if to_region == row["region"]:
        raise RowRefused("to_region is the Region itself")
    return meters.inter_region_gb(to_region)


def _take_transfer(rows: Iterable[Row], gathered: Gathered, findings: Findings) -> None:
    def one(row: Row) -> None:
        meter = _transfer_meter(row, gathered)
        begin, end = row["begin_range_gb"], row["end_range_gb"]
        gathered.prices.append(price_row(row, gathered.locations, meter, "GB", begin=begin, end=end))

    each_row(rows, findings, one)


DATA_TRANSFER = PriceTable(
    "data_transfer.csv",
    "GB to the internet, between Availability Zones and between Regions"
    " (https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer)",
    {
        "transfer_type": "internet_out (beyond the free allowance), inter_az_each_direction or inter_region_out",
        "to_region": "the receiving Region of inter_region_out",
        "begin_range_gb": "beginning of the tier, 0 for the first",
        "end_range_gb": "end of the tier, Inf for the last",
        **PRICE_COLUMNS,
    },
    _take_transfer,
    leaves_out=(_FREE, _BETWEEN_ZONES, _BY_SERVICE),
)
