"""What a refresh did, as people read it: what was renewed, what was not and why, and how old each is."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ecsquote.cli.output.analysis_output import table
from ecsquote.counted import counted
from ecsquote.pricing.refresh.report import PartOutcome, PartResult, RefreshReport
from ecsquote.pricing.store.version_diff import PriceMove
from ecsquote.units import decimal_string

MOST = 12
"""Regions, moves and reasons listed in full; the JSON report has all."""
_WORDS = {PartOutcome.TAKEN: "renewed", PartOutcome.UNCHANGED: "unchanged", PartOutcome.KEPT_OLD: "old prices kept"}


def refresh_table(report: RefreshReport) -> Iterator[RenderableType]:
    """The parts by service, then what could not be renewed, what changed and what conflicts."""
    counts = report.counts()
    said = ", ".join(f"{counts[outcome.value]:,} {words}" for outcome, words in _WORDS.items())
    if report.version:
        yield Text(f"New catalog version {report.version}, made from {report.base}: {said}")
    else:
        yield Text(f"No new catalog version; {report.base} stays in use: {said}")
    if report.parts:
        yield Text()
        yield _parts(report.parts)
    yield from _list("Not renewed", _kept(report.parts))
    yield from _list("Left out", report.left_out)
    yield from _list("Prices that moved much", map(_move, report.moves))
    yield from _list("Rows that stand against each other; the old price stays", report.conflicts)
    yield from _list("Rows that cannot be taken", report.refusals)
    yield from _list(
        "Savings Plan rates that AWS's price maps have otherwise; the Price List's stay", report.disagreements
    )


def _parts(parts: Sequence[PartResult]) -> Table:
    figures = ("Regions", "Rows", "Oldest, days")
    rows = table("Source", "Service", "Outcome", *figures, right=figures)
    groups: dict[tuple[str, str, PartOutcome], list[PartResult]] = {}
    for part in parts:
        groups.setdefault((part.source, part.service_code, part.outcome), []).append(part)
    for (source, service, outcome), group in sorted(groups.items()):
        count = sum(part.rows for part in group)
        rows.add_row(source, service, _WORDS[outcome], str(len(group)), f"{count:,}" if count else "", _oldest(group))
    return rows


def _oldest(parts: Sequence[PartResult]) -> str:
    ages = [part.age_days for part in parts if part.age_days is not None]
    return str(max(ages)) if ages else "no prices"


def _kept(parts: Sequence[PartResult]) -> Iterator[str]:
    """Each reason once, with the Regions that it holds for and how old their prices are."""
    groups: dict[tuple[str, str, str], list[PartResult]] = {}
    for part in parts:
        if part.outcome is PartOutcome.KEPT_OLD:
            reason = (part.reason or "").replace(f"{part.service_code} in {part.region} ", "")
            groups.setdefault((part.source, part.service_code, reason), []).append(part)
    for (source, service, reason), group in sorted(groups.items()):
        named = ", ".join(part.region for part in group[:MOST])
        more = f" and {len(group) - MOST} more" if len(group) > MOST else ""
        ages = [part.age_days for part in group if part.age_days is not None]
        age = f"{counted(max(ages), 'day')} old" if ages else "no prices"
        yield f"{service} ({source}) in {named}{more}, {age}: {reason}"


def _move(move: PriceMove) -> str:
    percent = "was free" if move.percent is None else f"{move.percent:+} %"
    return f"{move.meter} in {move.region}: ${decimal_string(move.old)} → ${decimal_string(move.new)}, {percent}"


def _list(heading: str, lines: Iterator[str] | Sequence[str]) -> Iterator[RenderableType]:
    held = list(lines)
    if not held:
        return
    yield Text(f"\n{heading}", style="bold")
    for line in held[:MOST]:
        yield Text(f"  {line}")
    if len(held) > MOST:
        yield Text(f"  … and {len(held) - MOST:,} more; --json lists all")
