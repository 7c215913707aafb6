"""AmazonEC2 for one Region at its true size: over a hundred thousand products, over 400 MB of JSON."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from played_aws.offers import KnownPrice, KnownRegion, offer_rows
from played_aws.retold import file_of
from played_aws.rows import Offer, offer_csv, offer_json
from played_aws.server import PUBLISHED, VERSION
from played_aws.world import shipped_regions

TYPES = 1_150
"""Instance types that the largest Regions sell, in 16 kinds of software and 6 of capacity each."""


def true_size_region(code: str = "us-east-1") -> KnownRegion:
    """The Region with as many instance types as AWS sells there; those that the catalog lacks are made up."""
    region = shipped_regions([code])[code]
    sold = {price.usage_type for price in region.prices if price.usage_type.startswith("BoxUsage:")}
    made_up = tuple(
        KnownPrice("AmazonEC2", f"BoxUsage:x{number}z.large", variant, "Hrs", Decimal(number) / 1000, Decimal(0), None)
        for number in range(1, TYPES - len(sold) + 1)
        for variant in ("RunInstances", "RunInstances:0002")
    )
    return replace(region, prices=(*region.prices, *made_up))


def write_ec2_offer(region: KnownRegion, folder: Path, file_format: str = "json") -> tuple[Path, int]:
    """The offer file of a Region, and how many products it holds."""
    rows = offer_rows(region, "AmazonEC2", all_software=True)
    writer = offer_json if file_format == "json" else offer_csv
    pieces = writer(Offer("AmazonEC2", VERSION, PUBLISHED), rows)
    return file_of(pieces, folder / f"AmazonEC2-{region.code}.{file_format}"), len(rows)
