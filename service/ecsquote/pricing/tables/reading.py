"""Rows of a CSV table with their line numbers, and the checks that all price tables share."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from ecsquote.contract.price_basis import Basis
from ecsquote.errors import TableFault
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.tables.locations import Locations

PRICE_DIGITS, PRICE_PLACES = 18, 10
"""AWS prints ten decimals; a price column holds eight digits before the point and these behind it."""
RANGE_DIGITS, RANGE_PLACES = 24, 6
OPEN_END = "Inf"
CURRENCIES = ("USD",)
"""The catalog is in US dollars, as AWS's price lists for the aws and aws-us-gov partitions are."""

T = TypeVar("T")

MeterKey = tuple[str, str, str, str]
"""Location, service code, usage type and variant: what has one price, or one set of tiers."""

_PLAIN_DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_DATE = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)", re.ASCII)
_DERIVED = re.compile(r"\(derived: ([^)]*)\)")
_HOW = {"$/qty": "cost ÷ quantity on a published bill"}
"""Short hands of sources, in words."""


class RowRefused(Exception):
    """A row that breaks the layout; every reason that was found, and the meter it was meant to price, if known."""

    def __init__(self, *reasons: str, meter_key: "MeterKey | None" = None) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons
        self.meter_key = meter_key


class LeftOut(Exception):
    """A row that a rule of the layout leaves out; the reason is counted in the manifest."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    file: str
    line: int
    fields: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """The text of a column."""
        return self.fields[column]

    def get(self, column: str) -> str:
        """The text of a column that the table may lack."""
        return self.fields.get(column, "")


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One price of one meter in one location, on its way from a table into a catalog.

    `usage_type` is without the Region's billing prefix.
    """

    file: str
    line: int
    location: str
    service_code: str
    usage_type: str
    variant: str
    unit: str
    unit_price: Decimal
    begin_range: Decimal
    end_range: Decimal | None
    observed_on: str
    source: str
    basis: Basis
    note: str | None = None
    currency: str = "USD"
    sku: str | None = None
    rate_code: str | None = None
    effective_date: str | None = None

    @property
    def meter_key(self) -> MeterKey:
        """What must have one price, or one set of tiers."""
        return (self.location, self.service_code, self.usage_type, self.variant)


@dataclass(slots=True)
class Findings:
    """What an import has found so far: all that is wrong, and what was left out by rule."""

    faults: list[TableFault] = field(default_factory=list)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    torn_meters: set[MeterKey] = field(default_factory=set)
    """Meters with a refused row: a gap in their tiers says nothing new."""

    def refuse(self, file: str, line: int, *reasons: str) -> None:
        """Note what is wrong with a row."""
        self.faults.extend(TableFault(file, line, reason) for reason in reasons)

    def leave_out(self, file: str, reason: str, rows: int = 1) -> None:
        """Count rows that a rule leaves out."""
        self.left_out[file, reason] += rows


def read_rows(path: Path, columns: Sequence[str], findings: Findings) -> Iterator[Row]:
    """The rows of a table; a file that is not such a table is refused whole, a torn row by itself."""
    name = path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        findings.refuse(name, 0, f"cannot be read as UTF-8 text: {error}")
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header: list[str] = next(reader, [])
    except csv.Error as error:
        findings.refuse(name, 1, f"is not CSV: {error}")
        return
    if repeated := [column for column, times in Counter(header).items() if times > 1]:
        findings.refuse(name, 1, f"the column {', '.join(repeated)} stands there twice")
        return
    if missing := [column for column in columns if column not in header]:
        findings.refuse(name, 1, f"the column {', '.join(missing)} is missing")
        return
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            findings.refuse(name, reader.line_num, f"is not CSV: {error}")
            return
        if not values:
            continue
        if len(values) != len(header):
            findings.refuse(name, reader.line_num, f"has {len(values)} fields where the header has {len(header)}")
            continue
        yield Row(name, reader.line_num, dict(zip(header, values, strict=True)))


def exact_decimal(text: str, what: str, digits: int = PRICE_DIGITS, places: int = PRICE_PLACES) -> Decimal:
    """A plain decimal such as 0.04048, neither negative nor finer or larger than its column; RowRefused otherwise."""
    if not _PLAIN_DECIMAL.fullmatch(text):
        raise RowRefused(f"{what} {text!r} is not a decimal such as 0.04048")
    if text.startswith("-"):
        raise RowRefused(f"{what} {text} is negative")
    whole, _, fraction = text.partition(".")
    if len(fraction) > places:
        raise RowRefused(f"{what} {text} is finer than the {places} decimals that the column holds")
    if len(whole.lstrip("0")) > digits - places:
        raise RowRefused(f"{what} {text} is larger than the column holds")
    return Decimal(text)


def due_price(text: str) -> Decimal:
    """A price that is charged: a 0 stands for a price that the source did not know."""
    price = exact_decimal(text, "the price")
    if price == 0:
        raise RowRefused("the price is 0 where a price is due; leave out the row of a price that is not known")
    return price


def range_end(text: str) -> Decimal | None:
    """The end of a tier: a decimal, or Inf for an open one."""
    return None if text == OPEN_END else exact_decimal(text, "the end of the range", RANGE_DIGITS, RANGE_PLACES)


def range_begin(text: str) -> Decimal:
    """The beginning of a tier."""
    return exact_decimal(text, "the beginning of the range", RANGE_DIGITS, RANGE_PLACES)


def observation_date(text: str) -> str:
    """The day a source was read: the oldest YYYY-MM-DD that the text names."""
    named: list[str] = _DATE.findall(text)
    days = [day for day in named if is_day(day)]
    if not days:
        raise RowRefused(f"as_of {text!r} names no day such as 2026-02-07")
    return min(days)


def is_day(text: str) -> bool:
    """Whether the text is a day of the calendar: 2026-02-30 is none."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class Checks:
    """Runs the checks of one row to the end, so that all of its faults are named at once."""

    def __init__(self) -> None:
        self.reasons: list[str] = []

    def expect(self, holds: bool, reason: str) -> None:
        """Note the reason unless the condition holds."""
        if not holds:
            self.reasons.append(reason)

    def read(self, reader: Callable[[str], T], text: str, fallback: T) -> T:
        """What a reader makes of the text, or the fallback, with its reasons noted."""
        try:
            return reader(text)
        except RowRefused as refused:
            self.reasons.extend(refused.reasons)
            return fallback

    def finish(self, meter_key: MeterKey | None = None) -> None:
        """RowRefused with all that was noted, if anything was."""
        if self.reasons:
            raise RowRefused(*self.reasons, meter_key=meter_key)


def price_row(
    row: Row,
    locations: Locations,
    meter: Meter,
    unit: str,
    *,
    price_column: str = "usd",
    begin: str = "0",
    end: str = OPEN_END,
) -> PriceRow:
    """The row as a price of a meter, published; RowRefused with all that is wrong.

    `unit` is what the table must state for the meter. A source that says "(derived: how)" makes a derived row.
    """
    checks = Checks()
    checks.expect(row["region"] in locations, f"unknown Region {row['region']!r}")
    checks.expect(row["unit"] == unit, f"unknown unit {row['unit']!r}; it must be {unit}")
    currency = row.get("currency") or CURRENCIES[0]
    checks.expect(currency in CURRENCIES, f"unknown currency {currency!r}; it must be {' or '.join(CURRENCIES)}")
    unit_price = checks.read(due_price, row[price_column], Decimal(0))
    begin_range = checks.read(range_begin, begin, Decimal(0))
    end_range = checks.read(range_end, end, None)
    observed_on = checks.read(observation_date, row["as_of"], "")
    source = row["source"]
    checks.expect(bool(source.strip()), "source is empty; every price says where it was read")
    checks.finish((row["region"], meter.service_code, meter.usage_type, meter.variant))
    derived = _DERIVED.search(source)
    return PriceRow(
        file=row.file,
        line=row.line,
        location=row["region"],
        service_code=meter.service_code,
        usage_type=meter.usage_type,
        variant=meter.variant,
        unit=meter.unit,
        unit_price=unit_price,
        begin_range=begin_range,
        end_range=end_range,
        observed_on=observed_on,
        source=source,
        basis=Basis.DERIVED if derived else Basis.PUBLISHED,
        note=_HOW.get(derived[1], derived[1]) if derived else None,
        currency=currency,
    )
