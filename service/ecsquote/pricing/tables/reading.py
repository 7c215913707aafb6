"""Rows of a CSV table with their line numbers, and the checks that all price tables share."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from ecsquote.contract.price_basis import Basis
from ecsquote.contract.price_sources import named_source
from ecsquote.errors import TableFault
from ecsquote.pricing.meters import Meter
from ecsquote.pricing.partitions import currency_of
from ecsquote.pricing.rows import (
    OPEN_END,
    LocatedMeter,
    PriceRow,
    RowRefused,
    due_price,
    is_day,
    range_begin,
    range_end,
)
from ecsquote.pricing.tables.locations import Locations

T = TypeVar("T")

_DATE = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)", re.ASCII)
_DERIVED = re.compile(r"\(derived: ([^)]*)\)")
_HOW = {"$/qty": "cost ÷ quantity on a published bill"}
"""Abbreviations that sources use, spelled out."""


class LeftOut(Exception):
    """A row that a rule of the layout leaves out; the reason is counted in the manifest."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    file: str
    line: int
    fields: Mapping[str, str]
    origin: str = ""
    """What of AWS the table records; empty where a row's source says it."""

    def __getitem__(self, column: str) -> str:
        """The text of a column."""
        return self.fields[column]

    def get(self, column: str) -> str:
        """The text of an optional column, empty where the table does not have it."""
        return self.fields.get(column, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePrice(PriceRow):
    """A price that was read from a table, and where in it, for what is said about the row."""

    file: str
    line: int


@dataclass(slots=True)
class Findings:
    """What an import has found so far: all that is wrong, and what was left out by rule."""

    faults: list[TableFault] = field(default_factory=list)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    latest_day: str | None = None
    """The last day on which a price may have been read: today, wherever on Earth; None: any."""
    torn_meters: set[LocatedMeter] = field(default_factory=set)
    """Meters with a refused row: a gap in their tiers adds nothing to that."""

    def refuse(self, file: str, line: int, *reasons: str) -> None:
        """Note what is wrong with a row."""
        self.faults.extend(TableFault(file, line, reason) for reason in reasons)

    def leave_out(self, file: str, reason: str, rows: int = 1) -> None:
        """Count rows that a rule leaves out."""
        self.left_out[file, reason] += rows


def read_rows(path: Path, columns: Sequence[str], findings: Findings, origin: str = "") -> Iterator[Row]:
    """The rows of a table; refuses a file that is not such a table, and each row that cannot be read.

    `origin`: what of AWS the table records.
    """
    for row in _rows(path, columns, findings, origin):
        if faults := list(_faults_of(row, findings.latest_day)):
            findings.refuse(row.file, row.line, *faults)
        else:
            yield row


def _rows(path: Path, columns: Sequence[str], findings: Findings, origin: str) -> Iterator[Row]:
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
        findings.refuse(name, 1, f"the column {', '.join(repeated)} appears twice")
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
        yield Row(name, reader.line_num, dict(zip(header, values, strict=True)), origin)


def _faults_of(row: Row, latest_day: str | None) -> Iterator[str]:
    """What no table may hold, whatever it is about."""
    for column, value in row.fields.items():
        if "\0" in value:
            yield f"{column} has a NUL character"
    days = _days_in(row.get("as_of"))
    if latest_day is not None and days and min(days) > latest_day:
        yield f"as_of {row['as_of']!r} is in the future"


def _days_in(text: str) -> list[str]:
    named: list[str] = _DATE.findall(text)
    return [day for day in named if is_day(day)]


def names_a_day(text: str) -> bool:
    """Whether the text names a day as YYYY-MM-DD."""
    return bool(_days_in(text))


def observation_date(text: str) -> str:
    """The day a source was read: the oldest YYYY-MM-DD that the text names."""
    days = _days_in(text)
    if not days:
        raise RowRefused(f"as_of {text!r} names no day such as 2026-02-07")
    return min(days)


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

    def finish(self, meter_key: LocatedMeter | None = None) -> None:
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
) -> TablePrice:
    """The row as a price of a meter, published; RowRefused with all that is wrong.

    `unit` is what the table must state for the meter. A source that says "(derived: how)" makes a derived row.
    """
    checks = Checks()
    checks.expect(row["region"] in locations, f"unknown Region {row['region']!r}")
    checks.expect(row["unit"] == unit, f"unknown unit {row['unit']!r}; it must be {unit}")
    billed = currency_of(row["region"])
    currency = row.get("currency") or ("USD" if price_column == "usd" else billed)
    checks.expect(currency == billed, f"unknown currency {currency!r}; it must be {billed}")
    unit_price = checks.read(due_price, row[price_column], Decimal(0))
    begin_range = checks.read(range_begin, begin, Decimal(0))
    end_range = checks.read(range_end, end, None)
    observed_on = checks.read(observation_date, row["as_of"], "")
    source = row["source"]
    checks.expect(bool(source.strip()), "source is empty; every price says where it was read")
    checks.finish((row["region"], meter.service_code, meter.usage_type, meter.variant))
    derived = _DERIVED.search(source)
    price = PriceRow.of(
        meter,
        row["region"],
        unit_price,
        tier=(begin_range, end_range),
        observed_on=observed_on,
        source=named_source(row.origin, source),
        basis=Basis.DERIVED if derived else Basis.PUBLISHED,
        note=_HOW.get(derived[1], derived[1]) if derived else None,
        currency=currency,
    )
    values = {field.name: getattr(price, field.name) for field in fields(PriceRow)}
    return TablePrice(**values, file=row.file, line=row.line)
