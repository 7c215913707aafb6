"""The EC2 tables: On-Demand hours of Linux, Spot hours, and the fees of Managed Instances."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from ecsquote.contract.price_basis import Basis
from ecsquote.pricing import meters
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.rows import RowRefused
from ecsquote.pricing.tables.reading import Findings, Row, TablePrice, price_row
from ecsquote.pricing.tables.table import PRICE_COLUMNS, Gathered, PriceTable, each_row

_INSTANCE_TYPE = re.compile(r"[a-z0-9-]+\.[a-z0-9-]+", re.ASCII)
_HOURS = "Hrs"
_TYPE_COLUMN = {"instance_type": "EC2 instance type, such as m7g.large"}
LAUNCH_COLUMNS = {**_TYPE_COLUMN, "operating_system": "Linux or Windows", "tenancy": "Shared"}


def instance_price(
    row: Row, gathered: Gathered, meter: Callable[[str], Meter], price_column: str = "usd"
) -> TablePrice:
    """The row as an hourly price of its instance type."""
    instance_type = row["instance_type"]
    if not _INSTANCE_TYPE.fullmatch(instance_type):
        raise RowRefused(f"unknown instance type {instance_type!r}")
    return price_row(row, gathered.locations, meter(instance_type), _HOURS, price_column=price_column)


def expect(row: Row, column: str, value: str) -> None:
    """RowRefused unless the column holds the value."""
    if row[column] != value:
        raise RowRefused(f"{column} is {row[column]!r}; this table holds {value}")


def _take_hours(
    row: Row,
    gathered: Gathered,
    basis: Basis | None = None,
    note: str | None = None,
    price_column: str = "usd",
) -> None:
    """Linux hours of a row; `basis` and `note` where the row states them itself."""
    expect(row, "operating_system", "Linux")
    expect(row, "tenancy", "Shared")
    price = instance_price(row, gathered, lambda name: meters.instance_hours(name, "LINUX"), price_column)
    if basis is not None:
        price = replace(price, basis=basis, note=note)
    gathered.prices.append(price)
    gathered.linux_hours[row["region"], row["instance_type"]] = price


def _take_linux(rows: Iterable[Row], gathered: Gathered, findings: Findings) -> None:
    each_row(rows, findings, lambda row: _take_hours(row, gathered))


ON_DEMAND = PriceTable(
    "ec2_on_demand.csv",
    "Linux On-Demand hours, shared tenancy (https://aws.amazon.com/ec2/pricing/on-demand/)",
    {**LAUNCH_COLUMNS, **PRICE_COLUMNS},
    _take_linux,
)


ADDITIONS = PriceTable(
    "ec2_on_demand_additions.csv",
    "More Linux On-Demand hours, read later than those of ec2_on_demand.csv",
    ON_DEMAND.columns,
    _take_linux,
)


def _take_derived(rows: Iterable[Row], gathered: Gathered, findings: Findings) -> None:
    def one(row: Row) -> None:
        expect(row, "basis", "derived")
        if not row["method"].strip():
            raise RowRefused("method is empty; a derived price says how it was computed")
        _take_hours(row, gathered, Basis.DERIVED, row["method"])

    each_row(rows, findings, one)


DERIVED = PriceTable(
    "ec2_on_demand_derived.csv",
    "Linux On-Demand hours that were computed from those of other instance types",
    {**ON_DEMAND.columns, "basis": "derived", "method": "how the price was computed"},
    _take_derived,
)


_OLDER_SPOT = "a newer Spot price of the same type and Region is there"


def _take_spot(rows: Iterable[Row], gathered: Gathered, findings: Findings) -> None:
    """The newest price of a type in a Region; two of one day are two prices for one meter."""
    newest: dict[tuple[str, str], list[TablePrice]] = {}

    def one(row: Row) -> None:
        expect(row, "product_description", "Linux/UNIX")
        if row["availability_zone_id"]:
            raise RowRefused("holds a zone's price; the catalog keeps one Spot price for a Region")
        price = instance_price(row, gathered, lambda name: meters.spot_instance_hours(name, "LINUX"))
        if row["method"].startswith("AZ-average"):
            price = replace(
                price, basis=Basis.DERIVED, note="average of the Availability Zones' Spot prices of the day"
            )
        held = newest.setdefault((row["region"], row["instance_type"]), [])
        if held and price.observed_on != held[0].observed_on:
            older = [price] if price.observed_on < held[0].observed_on else held[:]
            findings.leave_out(row.file, _OLDER_SPOT, len(older))
            if older[0] is price:
                return
            held.clear()
        held.append(price)

    each_row(rows, findings, one)
    for held in newest.values():
        gathered.prices.extend(held)


SPOT = PriceTable(
    "ec2_spot.csv",
    "Linux Spot hours by Region (https://aws.amazon.com/ec2/spot/pricing/)",
    {
        **_TYPE_COLUMN,
        "availability_zone_id": "empty: the price is the Region's",
        "product_description": "Linux/UNIX",
        "method": 'how the price was observed; "AZ-average …" makes a derived price',
        **PRICE_COLUMNS,
    },
    _take_spot,
    leaves_out=(_OLDER_SPOT,),
    origin="AWS EC2 Spot price history",
)

_FEE_NOTES = {
    "1": "12 % of the On-Demand price",
    "0.65": "12 % of the On-Demand price, less 35 % since 2026-07-01 (G types)",
    "0.40": "12 % of the On-Demand price, less 60 % since 2026-07-01 (P and Trainium types)",
}


def _take_fees(rows: Iterable[Row], gathered: Gathered, findings: Findings) -> None:
    def one(row: Row) -> None:
        note = _FEE_NOTES.get(row["fee_multiplier_since_2026_07_01"])
        if note is None:
            raise RowRefused(f"fee_multiplier_since_2026_07_01 must be one of {', '.join(_FEE_NOTES)}")
        price = instance_price(row, gathered, meters.managed_instances_fee, "usd_current_estimate_2026_07")
        gathered.prices.append(replace(price, basis=Basis.DERIVED, note=note))

    each_row(rows, findings, one)


MANAGED_INSTANCES = PriceTable(
    "managed_instances.csv",
    "Management fees of ECS Managed Instances, derived from On-Demand hours (https://aws.amazon.com/ecs/pricing/)",
    {
        **_TYPE_COLUMN,
        **{column: meaning for column, meaning in PRICE_COLUMNS.items() if column != "usd"},
        "usd_current_estimate_2026_07": "fee an hour since 2026-07-01, a plain decimal of at most ten places",
        "fee_multiplier_since_2026_07_01": "1, 0.65 or 0.40: what the fee cut of 2026-07-01 left",
    },
    _take_fees,
)


CHINA = PriceTable(
    "ec2_on_demand_china_cny.csv",
    "Linux On-Demand hours in China, in CNY (https://www.amazonaws.cn/en/ec2/pricing/)",
    {
        **LAUNCH_COLUMNS,
        "region": "cn-north-1 or cn-northwest-1",
        "price": "price of one unit, a plain decimal of at most ten places",
        "currency": "CNY",
        **{name: words for name, words in PRICE_COLUMNS.items() if name not in ("region", "usd")},
    },
    lambda rows, gathered, findings: each_row(
        rows, findings, lambda row: _take_hours(row, gathered, price_column="price")
    ),
)
