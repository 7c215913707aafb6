"""One price for every meter: no two prices, no gap and no overlap between its tiers."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby

from ecsquote.pricing.tables.reading import Findings, TablePrice
from ecsquote.pricing.tiers import TierProblem, tier_faults
from ecsquote.units import decimal_string


def ordered(rows: Iterable[TablePrice]) -> list[TablePrice]:
    """Rows by location, meter and tier: the order of a catalog."""
    return sorted(rows, key=lambda row: (*row.meter_key, row.begin_range, row.file, row.line))


def check_tiers(rows: Iterable[TablePrice], findings: Findings) -> None:
    """Refuse every row that makes its meter have two prices, a gap or an overlap; rows come ordered."""
    for key, tiers in groupby(rows, key=lambda row: row.meter_key):
        if key not in findings.torn_meters:
            _check_meter(list(tiers), findings)


def _check_meter(tiers: list[TablePrice], findings: Findings) -> None:
    for fault in tier_faults([(row.begin_range, row.end_range) for row in tiers]):
        row = tiers[fault.tier]
        name = f"{row.service_code} {row.usage_type}" + (f" ({row.variant})" if row.variant else "")
        begin, due = decimal_string(row.begin_range), decimal_string(fault.due or Decimal(0))
        kept = next(tier for tier in tiers if tier.begin_range == row.begin_range)
        reason = {
            TierProblem.REPEATED: f"a second price for {name} in {row.location} from {begin};"
            f" see {kept.file} line {kept.line}",
            TierProblem.OVERLAP: f"the tier of {name} from {begin} overlaps the one before",
            TierProblem.GAP: f"the tiers of {name} leave a gap: nothing is priced from {due} to {begin}",
            TierProblem.EMPTY: f"the tier of {name} from {begin} ends before it begins",
            TierProblem.NOT_OPEN: f"the last tier ends at {due}; it must be open (Inf)",
        }[fault.problem]
        findings.refuse(row.file, row.line, reason)
