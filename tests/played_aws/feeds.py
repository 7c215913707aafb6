"""The Fargate Spot feed and the Spot advisor's file, as AWS writes them."""

import json
from collections.abc import Iterable

from ecsquote.units import decimal_string
from played_aws.offers import KnownRegion

UNITS = {
    "SpotUsage-Fargate-vCPU-Hours:perCPU": "vCPU-Hours",
    "SpotUsage-Fargate-GB-Hours": "GB-Hours",
    "SpotUsage-Fargate-ARM-vCPU-Hours:perCPU": "ARM-vCPU-Hours",
    "SpotUsage-Fargate-ARM-GB-Hours": "ARM-GB-Hours",
}
RANGES = ("<5%", "5-10%", "10-15%", "15-20%", ">20%")


def fargate_spot_feed(regions: Iterable[KnownRegion]) -> bytes:
    """The Spot rates of every Region that has some, and a unit unknown today."""
    prices = [
        {
            "id": f"{region.code}-{price.usage_type}",
            "unit": UNITS[price.usage_type],
            "price": {"USD": decimal_string(price.unit_price)},
            "attributes": {"aws:region": region.code, "aws:label": "per hour"},
        }
        for region in regions
        for price in region.prices
        if price.usage_type in UNITS
    ]
    odd = {"id": "odd", "unit": "Windows-vCPU-Hours", "price": {"USD": "1"}, "attributes": {"aws:region": "us-east-1"}}
    metadata = {"copyright": "Copyright 2026 Amazon.com", "format:version": "1.0", "source:version": "20260925123456"}
    return json.dumps({"metadata": metadata, "prices": [*prices, odd]}, indent=4).encode()


def advisor_file(regions: Iterable[KnownRegion]) -> bytes:
    """Savings and interruption ranges that follow from the name of a type, so that a test knows them."""
    rates = {region.code: {"Linux": advisor_rates(region), "Windows": {}} for region in regions}
    ranges = [{"index": index, "label": label, "dots": index, "max": 5} for index, label in enumerate(RANGES)]
    return json.dumps({"global_rate": "<10%", "instance_types": {}, "ranges": ranges, "spot_advisor": rates}).encode()


def advisor_rates(region: KnownRegion) -> dict[str, dict[str, int]]:
    """The rates of a Region's Spot types."""
    names = {price.usage_type.partition(":")[2] for price in region.prices if price.usage_type.startswith("SpotUsage:")}
    return {name: {"s": 40 + len(name), "r": len(name) % 5} for name in sorted(names)}
