"""What a table of the import layout is: a file name, its columns, and what its rows mean."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ecsquote.contract.price_sources import PRICE_LIST
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.rows import PlanRow, RowRefused
from ecsquote.pricing.tables.locations import Locations
from ecsquote.pricing.tables.reading import Findings, LeftOut, Row, TablePrice, price_row


@dataclass(frozen=True, slots=True)
class Dimension:
    """What one kind of row prices: a meter, the unit that the table states for it, and its tier."""

    meter: Meter
    unit: str
    begin_range: str = "0"
    end_range: str = "Inf"
    origin: str = ""
    """What of AWS the rows record, where it is not what the table does."""


@dataclass(frozen=True, slots=True)
class Omitted:
    """A kind of row that the catalog does not hold, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class PlanBase:
    """A Reserved Instance without upfront payment, and the On-Demand price when it was read."""

    reserved: PlanRow[TablePrice]
    instance_type: str
    on_demand_then: Decimal


@dataclass(slots=True)
class Gathered:
    """What the tables read so far have brought."""

    locations: Locations
    prices: list[TablePrice] = field(default_factory=list)
    plan_prices: list[PlanRow[TablePrice]] = field(default_factory=list)
    reserved: list[PlanRow[TablePrice]] = field(default_factory=list)
    """Reserved Instances; `plan_type` is the offering class."""
    plan_bases: list[PlanBase] = field(default_factory=list)
    """Reserved Instances that plan rates are derived from."""
    instance_types: list[dict[str, object]] = field(default_factory=list)
    interruptions: list[dict[str, object]] = field(default_factory=list)
    linux_hours: dict[tuple[str, str], TablePrice] = field(default_factory=dict)
    """Linux On-Demand rows by Region and type, which Windows rows are derived from."""
    windows_hours: dict[tuple[str, str], TablePrice] = field(default_factory=dict)
    """Windows On-Demand rows by Region and type."""
    unusual_licences: set[str] = field(default_factory=set)
    """Instance families of which published rows show another Windows licence than the usual one per vCPU."""
    trunking_limits: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PriceTable:
    """One file of the layout. `take` puts what the rows mean into what was gathered."""

    file: str
    holds: str
    columns: Mapping[str, str]
    take: Callable[[Iterable[Row], Gathered, Findings], None]
    dimensions: Mapping[tuple[str, ...], Dimension | Omitted] = field(default_factory=dict)
    leaves_out: tuple[str, ...] = ()
    """The documented rules by which rows of this table are left out, in addition to the Omitted dimensions."""
    origin: str = PRICE_LIST
    """What of AWS the table records, for the rows whose source is the address of a collector."""


def each_row(rows: Iterable[Row], findings: Findings, take: Callable[[Row], None]) -> None:
    """Take every row; a refused one is noted with its line, one that a rule leaves out is counted."""
    for row in rows:
        try:
            take(row)
        except RowRefused as refused:
            findings.refuse(row.file, row.line, *refused.reasons)
            if refused.meter_key is not None:
                findings.torn_meters.add(refused.meter_key)
        except LeftOut as omitted:
            findings.leave_out(row.file, str(omitted))


PRICE_COLUMNS = {
    "region": "Region or zone code, as in regions.csv",
    "usd": "price of one unit, a plain decimal of at most ten places",
    "unit": "unit of the price, as the table below states it",
    "source": 'where the price was read; "(derived: how)" in it marks a computed price',
    "as_of": "when it was read: text that names a day as YYYY-MM-DD",
}

RANGE_COLUMNS = {
    "begin_range": "beginning of the tier, 0 for the first",
    "end_range": "end of the tier, Inf for the last",
}


def dimension_table(
    file: str,
    holds: str,
    keys: Mapping[str, str],
    dimensions: Mapping[tuple[str, ...], Dimension | Omitted],
    *,
    tiered: bool = False,
) -> PriceTable:
    """A table whose rows say by a few key columns which meter they price; `tiered`: and which tier of it."""

    def take(rows: Iterable[Row], gathered: Gathered, findings: Findings) -> None:
        def one(row: Row) -> None:
            key = tuple(row[column] for column in keys)
            dimension = dimensions.get(key)
            if dimension is None:
                raise RowRefused(f"unknown {', '.join(keys)}: {', '.join(key)}")
            if isinstance(dimension, Omitted):
                raise LeftOut(dimension.reason)
            if dimension.origin:
                row = replace(row, origin=dimension.origin)
            begin = row["begin_range"] if tiered else dimension.begin_range
            end = row["end_range"] if tiered else dimension.end_range
            gathered.prices.append(
                price_row(row, gathered.locations, dimension.meter, dimension.unit, begin=begin, end=end)
            )

        each_row(rows, findings, one)

    return PriceTable(file, holds, {**keys, **(RANGE_COLUMNS if tiered else {}), **PRICE_COLUMNS}, take, dimensions)
