"""What is different between two quotes as Markdown for a pull request; money in cents."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from ecsquote.counted import counted, noun
from ecsquote.quotes.exports.markdown import cell, money
from ecsquote.quotes.exports.rows import option_plans

MAX_LINES = 50
"""Line items of one option; a pull request's comment holds 65,536 characters."""


def write_difference_markdown(document: Mapping[str, Any], every_option: bool = False) -> str:
    """Every option before and after, then the lines that differ: of today's, else of the cheapest, or of all."""
    return "\n".join(_lines(document, every_option)) + "\n"


def shown_options(document: Mapping[str, Any], every_option: bool) -> list[Mapping[str, Any]]:
    """The options whose lines are shown: all that can be compared, or the first: today's, else the cheapest."""
    comparable = [option for option in document["options"] if option["change"] is not None]
    return comparable if every_option else comparable[:1]


def signed(amount: str | None) -> str:
    """Cents with a sign: +1,234.50; empty without a figure."""
    return "" if amount is None else f"{'+' if Decimal(amount) >= 0 else ''}{money(amount)}"


def signed_percent(percent: str | None) -> str:
    """+12.5 %; empty where there is none."""
    return "" if percent is None else f"{'+' if Decimal(percent) >= 0 else ''}{percent} %"


def _lines(document: Mapping[str, Any], every_option: bool) -> Iterator[str]:
    before, after = document["before"], document["after"]
    yield f"### ECS cost change: {cell(after['name'] or before['name'] or 'workload')} in {cell(after['region'])}"
    yield ""
    yield _headline(document)
    yield ""
    yield "| Option | Savings Plan | Before | After | Change | |"
    yield "|---|---|--:|--:|--:|--:|"
    for option in document["options"]:
        names = f"{cell(option_names(option))} | {cell(option_plans(option))}"
        figures = f"{_side(option['before'])} | {_side(option['after'])}"
        yield f"| {names} | {figures} | {signed(option['change'])} | {signed_percent(option['percent'])} |"
    for option in shown_options(document, every_option):
        yield from _line_table(option)
    yield ""
    said = " ".join(f"{cell(note[:1].upper() + note[1:])}." for note in _notes(document))
    yield f"{document['currency']} a month, rounded to cents. {said}"


def _notes(document: Mapping[str, Any]) -> list[str]:
    if any("prices of" in note for note in document["notes"]):
        return list(document["notes"])
    return [*document["notes"], f"price catalog {document['after']['catalog_version']}"]


def _headline(document: Mapping[str, Any]) -> str:
    if document["change"] is None:
        return "One side has no option that can be priced."
    if (today := _today(document)) is not None:
        months = f"{money(today['before']['monthly'])} → {money(today['after']['monthly'])}"
        percent = f", {signed_percent(today['percent'])}" if today["percent"] is not None else ""
        return f"Today, {cell(option_names(today))}: **{months}** a month: **{signed(today['change'])}**{percent}"
    before, after = document["before"], document["after"]
    moved = f" ({cell(before['launch_option'])} → {cell(after['launch_option'])})"
    percent = f", {signed_percent(document['percent'])}" if document["percent"] is not None else ""
    return (
        f"Cheapest option: **{money(before['monthly'])} → {money(after['monthly'])}** a month: "
        f"**{signed(document['change'])}**{percent}{moved if before['launch_option'] != after['launch_option'] else ''}"
    )


def _today(document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The option that runs today, where both sides have its month; it comes first."""
    first = next(iter(document["options"]), None)
    known = first is not None and first["launch_option"] == document.get("current") and first["change"] is not None
    return first if known else None


def option_names(option: Mapping[str, Any]) -> str:
    """FARGATE, X86_64 or FARGATE, X86_64 → ARM64."""
    names = [side["cpu_architecture"] for side in (option["before"], option["after"]) if side is not None]
    return f"{option['launch_option']}, {' → '.join(dict.fromkeys(names))}"


def _side(side: Mapping[str, Any] | None) -> str:
    if side is None:
        return "not asked for"
    return money(side["monthly"]) if side["available"] else f"unavailable: {cell(side['unavailable_reason'])}"


def _line_table(option: Mapping[str, Any]) -> Iterator[str]:
    same = option["same_lines"]
    yield ""
    if not option["lines"]:
        yield f"{cell(option_names(option))}: no line differs."
        return
    count = len(option["lines"])
    differ = f"{counted(count, 'line')} {noun(count, 'differs', 'differ')}"
    yield f"{cell(option_names(option))}: {differ}, {same} {noun(same, 'is', 'are')} the same."
    yield ""
    yield "| | Service | Item | Quantity | Unit price | Before | After | Change |"
    yield "|---|---|---|--:|--:|--:|--:|--:|"
    for line in option["lines"][:MAX_LINES]:
        figures = (
            _moved(line, "quantity"),
            _moved(line, "unit_price"),
            _monthly(line["before"]),
            _monthly(line["after"]),
        )
        front = (line["kind"], cell(line["service"]), cell(line["description"]))
        yield f"| {' | '.join((*front, *figures, signed(line['change'])))} |"
    if (more := len(option["lines"]) - MAX_LINES) > 0:
        yield ""
        yield f"… and {more} more."


def _moved(line: Mapping[str, Any], field: str) -> str:
    """A figure of the line, or what it was and what it is."""
    figures = [side[field] for side in (line["before"], line["after"]) if side is not None]
    return " → ".join(dict.fromkeys(figures))


def _monthly(side: Mapping[str, Any] | None) -> str:
    return "" if side is None else money(side["monthly"])
