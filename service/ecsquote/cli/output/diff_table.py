"""Differences as people read them on a terminal: the totals, then the lines that rose, fell, came and went."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.savings_plans.names import plans_in_short
from ecsquote.cli.output.analysis_output import money, table
from ecsquote.cli.output.terminal import printable
from ecsquote.contract.quote_differences import Differences, LineDifference, OptionDifference, OptionSide, QuoteSide
from ecsquote.counted import noun
from ecsquote.units import decimal_string

TODAY = " (today)"
MOST = 40
"""Lines of one option; the JSON document has all."""
_PLACES = Decimal("0.0001")
_STYLES = {"rose": "red", "new": "red", "fell": "green", "gone": "green"}


def difference_tables(found: Differences, *, every_option: bool) -> Sequence[RenderableType]:
    """All options, then the lines of what runs today, else of the cheapest that can be compared, or of every one."""
    parts: list[RenderableType] = [_title(found), _totals(found)]
    comparable = [option for option in found.options if option.change is not None]
    for option in comparable if every_option else comparable[:1]:
        parts += _lines(option)
    parts += [Text(f"\n{text}") for text in (*_reasons(found), *(f"Note: {note}" for note in found.notes))]
    return _on_lines_of_their_own(parts)


def _on_lines_of_their_own(parts: Sequence[RenderableType]) -> list[RenderableType]:
    """A table ends its own line; a text does not, so two in a row would share one."""
    after = [None, *parts[:-1]]
    return [
        Text("\n").append_text(part) if isinstance(part, Text) and isinstance(before, Text) else part
        for before, part in zip(after, parts, strict=True)
    ]


def _reasons(found: Differences) -> Iterator[str]:
    """Each reason why options cannot be compared, once."""
    stopped: dict[tuple[str, str], list[str]] = {}
    for option in found.options:
        reasons = [side.unavailable_reason for side in (option.before, option.after) if side and not side.available]
        for reason in dict.fromkeys(reasons):
            when = "" if reasons.count(reason) == 2 else " before" if _stopped(option.before, reason) else " after"
            stopped.setdefault((when, reason or ""), []).append(_name(option, found.options))
    for (when, reason), names in stopped.items():
        yield f"Unavailable{when}: {'; '.join(names)}: {printable(reason)}"


def _stopped(side: OptionSide | None, reason: str | None) -> bool:
    return side is not None and side.unavailable_reason == reason


def signed(value: Decimal | None) -> str:
    """+$1.50, -$1.50; empty without a figure."""
    if value is None:
        return ""
    return f"+{money(value)}" if value > 0 else money(value)


def signed_percent(value: Decimal | None) -> str:
    """+12.5 %; empty where there is none."""
    return "" if value is None else f"{'+' if value > 0 else ''}{decimal_string(value)} %"


def _title(found: Differences) -> Text:
    return Text(f"{_side_in_words(found.before)} → {_side_in_words(found.after)}", style="bold")


def _side_in_words(side: QuoteSide) -> str:
    name = printable(side.name or "ECS workload")
    quote = f", quote {side.id}" if side.id else ""
    return f"{name} in {side.region}{quote}"


def _totals(found: Differences) -> Table:
    figures = ("Before", "After", "Change", "By")
    rows = table("Launch option", *figures, right=figures)
    for index, option in enumerate(found.options):
        rows.add_row(
            _name(option, found.options) + (TODAY if index == 0 and option.launch_option == found.current else ""),
            _month(option.before),
            _month(option.after),
            signed(option.change),
            signed_percent(option.percent),
        )
    return rows


def _name(option: OptionDifference, others: Sequence[OptionDifference] = ()) -> str:
    names = [LaunchOption(option.launch_option).words]
    sides = [side.cpu_architecture for side in (option.before, option.after) if side is not None]
    if len({side.cpu_architecture for each in others for side in (each.before, each.after) if side}) > 1:
        names.append(" → ".join(dict.fromkeys(sides)))
    return ", ".join(filter(None, [*names, plans_in_short(option.savings_plan, option.savings_plans)]))


def _month(side: OptionSide | None) -> str:
    if side is None:
        return "not asked for"
    return money(side.monthly) if side.available else "unavailable"


def _lines(option: OptionDifference) -> Iterator[RenderableType]:
    yield Text(f"\n{_name(option)}", style="bold")
    if not option.lines:
        yield Text("  no line differs")
        return
    right = ("Quantity", "Unit price", "Before", "After", "Change")
    rows = table("", "Service", "Item", *right, right=right)
    for line in option.lines[:MOST]:
        rows.add_row(*_cells(line), style=_STYLES.get(line.kind))
    yield rows
    more = len(option.lines) - MOST
    if more > 0:
        yield Text(f"  … and {more} more; --format json lists all")
    if option.same_lines:
        yield Text(f"  {option.same_lines} more {noun(option.same_lines, 'is', 'are')} the same")


def _cells(line: LineDifference) -> tuple[str, ...]:
    sides = [side for side in (line.before, line.after) if side is not None]
    quantities = dict.fromkeys(_short(side.quantity) for side in sides)
    prices = dict.fromkeys(decimal_string(side.unit_price) for side in sides)
    return (
        line.kind,
        line.service or "",
        f"{line.description}, {sides[-1].unit}",
        " → ".join(quantities),
        " → ".join(prices),
        money(line.before.monthly) if line.before else "",
        money(line.after.monthly) if line.after else "",
        signed(line.change),
    )


def _short(quantity: Decimal) -> str:
    """Four places at most: the JSON document has them all."""
    return decimal_string(quantity.quantize(_PLACES, rounding=ROUND_HALF_UP) if quantity > 1 else quantity)
