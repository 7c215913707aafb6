"""Rows of a version's price table as records: what names a meter, and its tiers in order."""

from collections.abc import Iterable, Mapping
from typing import Any

Record = dict[str, Any]
"""A row of a catalog table, by column."""
MeterKey = tuple[str, str, str]


def meter_key(record: Mapping[str, Any]) -> MeterKey:
    """What must have one price in a Region."""
    return record["service_code"], record["usage_type"], record["variant"]


def meter_name(record: Mapping[str, Any]) -> str:
    """As a report prints it: AmazonEC2 BoxUsage:m5.large (RunInstances)."""
    variant = f" ({record['variant']})" if record["variant"] else ""
    return f"{record['service_code']} {record['usage_type']}{variant}"


def catalog_order(record: Mapping[str, Any]) -> tuple[Any, ...]:
    """The order of a catalog's rows within a Region."""
    return *meter_key(record), record["begin_range"]


def tiers_by_meter(records: Iterable[Record]) -> dict[MeterKey, list[Record]]:
    """Rows by meter, tiers in order."""
    found: dict[MeterKey, list[Record]] = {}
    for record in sorted(records, key=catalog_order):
        found.setdefault(meter_key(record), []).append(record)
    return found
