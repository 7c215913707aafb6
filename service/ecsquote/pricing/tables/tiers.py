"""One price for every meter: no two prices, no gap and no overlap between its tiers."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby

from ecsquote.pricing.tables.reading import Findings, PriceRow
from ecsquote.units import decimal_string


def ordered(rows: Iterable[PriceRow]) -> list[PriceRow]:
    """Rows by location, meter and tier: the order of a catalog."""
    return sorted(rows, key=lambda row: (*row.meter_key, row.begin_range, row.file, row.line))


def check_tiers(rows: Iterable[PriceRow], findings: Findings) -> None:
    """Refuse every row that makes its meter have two prices, a gap or an overlap; rows come ordered."""
    for key, tiers in groupby(rows, key=lambda row: row.meter_key):
        if key not in findings.torn_meters:
            _check_meter(list(tiers), findings)


def _check_meter(tiers: list[PriceRow], findings: Findings) -> None:
    due: Decimal | None = Decimal(0)
    previous: PriceRow | None = None
    for row in tiers:
        name = f"{row.service_code} {row.usage_type}" + (f" ({row.variant})" if row.variant else "")
        begin = decimal_string(row.begin_range)
        if previous is not None and row.begin_range == previous.begin_range:
            there = f"{previous.file} line {previous.line}"
            findings.refuse(
                row.file, row.line, f"a second price for {name} in {row.location} from {begin}; see {there}"
            )
            continue
        if due is None or row.begin_range < due:
            findings.refuse(row.file, row.line, f"the tier of {name} from {begin} overlaps the one before")
        elif row.begin_range > due:
            gap = f"nothing is priced from {decimal_string(due)} to {begin}"
            findings.refuse(row.file, row.line, f"the tiers of {name} leave a gap: {gap}")
        if row.end_range is not None and row.end_range <= row.begin_range:
            findings.refuse(row.file, row.line, f"the tier of {name} from {begin} ends before it begins")
        due = row.end_range
        previous = row
    if due is not None and previous is not None:
        reason = f"the last tier ends at {decimal_string(due)}; it must be open (Inf)"
        findings.refuse(previous.file, previous.line, reason)
