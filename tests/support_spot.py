"""A Region of few instance types with Spot prices zone by zone and interruption bands, in round figures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.quotes import quote_document
from ecsquote.pricing import meters
from ecsquote.pricing.catalog.catalog import Catalog, Interruption
from support_catalog import fixed_catalog, spot_zone
from support_small_catalog import instance_type, service

ROOT_VOLUME = Decimal("0.003")
"""30 GiB of gp3 an hour: 30 × 0.073 ÷ 730."""
SPOT_BANDS = ("<5%", "5-10%", "10-15%", "15-20%", ">20%")
TYPES = {
    name: instance_type(name, vcpus, memory_mib, 10, None)
    for name, vcpus, memory_mib in (
        ("c5.large", 2, 4096),
        ("m5.large", 2, 8192),
        ("r5.large", 2, 16384),
        ("m5.xlarge", 4, 16384),
    )
}
OTHER_TYPES = {
    "r5.xlarge": instance_type("r5.xlarge", 4, 32768, 10, None),
    "i3.large": instance_type("i3.large", 2, 15616, 10, None),  # of no family that people run
    "c7g.large": instance_type("c7g.large", 2, 4096, 10, None, architectures=("ARM64",)),
    "r7g.large": instance_type("r7g.large", 2, 16384, 10, None, architectures=("ARM64",)),
}

Zones = Mapping[str, Sequence[tuple[str, str]]]
"""Of each type the zones' letters with their prices."""


def spot_catalog(
    on_demand: Mapping[str, str],
    zones: Zones | None = None,
    *,
    regional: Mapping[str, str] | None = None,
    bands: Mapping[str, int] | None = None,
    statistics: tuple[str, str, str] | None = None,
) -> Catalog:
    """A catalog of us-east-1: On-Demand prices, Spot by zone, Spot of the Region (default: the first zone's)."""
    zones = zones or {}
    spot = {**{name: each[0][1] for name, each in zones.items()}, **(regional or {})}
    catalog = fixed_catalog(
        {
            meters.ebs_volume_gb("gp3"): "0.073",
            meters.FARGATE_VCPU: "0.04",
            meters.FARGATE_GB: "0.004",
            meters.FARGATE_SPOT_VCPU: "0.01",
            meters.FARGATE_SPOT_GB: "0.001",
            **{meters.instance_hours(name, "LINUX"): price for name, price in on_demand.items()},
            **{meters.spot_instance_hours(name, "LINUX"): price for name, price in spot.items()},
            **{meters.managed_instances_fee(name): "0.012" for name in on_demand},
        },
        instance_types=[{**TYPES, **OTHER_TYPES}[name] for name in {**on_demand, **spot}],
    )
    told = {
        (name, "LINUX"): [spot_zone(f"us-east-1{letter}", name, price, statistics) for letter, price in each]
        for name, each in zones.items()
    }
    known = {name: Interruption(60, band, SPOT_BANDS[band], "2026-11-01") for name, band in (bands or {}).items()}
    return cast("Catalog", replace(catalog, zone_prices=told, bands=known))  # frozen, unlike the protocol's attributes


def spot_row(
    catalog: Catalog,
    *services: dict[str, Any],
    option: str = "EC2_SPOT",
    request: Mapping[str, Any] | None = None,
    **fleet: Any,
) -> dict[str, Any]:
    """The row of one launch option for services (default: one task of 1 vCPU and 2 GB); packed by default."""
    document = {
        "region": "us-east-1",
        "services": list(services) or [service()],
        "launch_options": [option],
        "fleet": {"profile": "cheapest", **fleet},
        **(request or {}),
    }
    (found,) = quote_document(price_request(read_request(document, catalog), catalog))["options"]
    row: dict[str, Any] = found
    return row


def hourly(row: Mapping[str, Any]) -> Decimal:
    """What a row's instances cost an hour, without their root volumes."""
    lines = [line for line in row["line_items"] if line["component"] == "ec2_compute"]
    return sum((Decimal(line["monthly"]) for line in lines), Decimal(0)) / 730


def bought(row: Mapping[str, Any]) -> list[tuple[str, int, str, str | None]]:
    """Each row of a placement: type, count, purchase option, zone."""
    return [
        (each["instance_type"], each["count"], each["purchase_option"], each["availability_zone"])
        for each in row["placement"]["instances"]
    ]
