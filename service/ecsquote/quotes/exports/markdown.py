"""A quote as a Markdown table for a pull request; money in cents."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from ecsquote.calculator.components import component_entry
from ecsquote.quotes.exports.rows import option_plans
from ecsquote.quotes.missing import is_at_least, missing_in_short, missing_words
from ecsquote.quotes.percentages import above_cheapest, signed_percent
from ecsquote.quotes.price_dates import oldest_price_of
from ecsquote.quotes.unasked_options import is_left_out
from ecsquote.units import sign_of, to_cents

_SPECIAL = re.compile(r"([\\`*\[\]<>|~&$#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")
"""What Markdown or HTML reads; an underscore inside a word is only an underscore."""

MAX_CELL_CHARACTERS = 300
MAX_MISSING = 10
"""Lines on what a file leaves open."""


def write_markdown(document: Mapping[str, Any]) -> str:
    """Every option with its monthly and annual cost, then the cheapest one's line items; no id for a quote not kept."""
    return "\n".join(_lines(document)) + "\n"


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    yield f"### ECS cost estimate: {cell(document['name'] or 'workload')} in {cell(document['region'])}"
    yield ""
    yield from _options(document)
    yield from _second_currency(document)
    yield from _missing(document)
    yield from _plus(document)
    yield from _advice(document)
    yield from _cheapest(document)
    yield ""
    identity = f" Quote `{document['id']}`." if document["id"] else ""
    yield (
        f"{document['currency']}, {document['hours_per_month']} hours a month, rounded to cents. "
        f"Prices of {oldest_price_of(document)}, price catalog {cell(document['catalog']['version'])}.{identity}"
    )


def _options(document: Mapping[str, Any]) -> Iterator[str]:
    """Every option that was asked for, against what runs today; where that is not known, against the cheapest."""
    current = document.get("current")
    against = "From today" if current else "Above the cheapest"
    monthly = "At least, monthly" if is_at_least(document) else "Monthly"
    yield f"| Option | Architecture | Savings Plan | {monthly} | Annual | {against} |"
    yield "|---|---|---|--:|--:|--:|"
    cheapest = next((Decimal(option["monthly"]) for option in document["options"] if option["available"]), Decimal(0))
    for option in document["options"]:
        if not option["available"] and is_left_out(document["request"], option["launch_option"]):
            continue
        is_today = _is_today(option, current)
        name = f"{option['launch_option']}{' (today)' if is_today else ''}"
        names = [name, option["cpu_architecture"], option_plans(option)]
        front = " | ".join(cell(name) for name in names)
        if not option["available"]:
            yield f"| {front} | unavailable: {cell(option['unavailable_reason'])} | | |"
            continue
        against = _from_today(option) if current else above_cheapest(Decimal(option["monthly"]), cheapest)
        yield f"| {front} | {money(option['monthly'])} | {money(option['annual'])} | {'' if is_today else against} |"
    if current and not any(_is_today(option, current) for option in document["options"]):
        yield ""
        yield f"Today: {cell(current['launch_option'])}, {money(current['monthly'])} a month."


def _second_currency(document: Mapping[str, Any]) -> Iterator[str]:
    """The months in the currency that the caller asked for, at the caller's rate; nothing where none was asked for."""
    second = document.get("second_currency")
    if second:
        months = (f"{cell(each['launch_option'])} {money(each['monthly'])}" for each in second["options"])
        rate = f"{cell(second['currency'])} at {second['exchange_rate']} for 1 {document['currency']}, as given"
        yield ""
        yield f"In {rate}: {', '.join(months)}."


def _missing(document: Mapping[str, Any]) -> Iterator[str]:
    """What the file leaves open; nothing for a quote request and for a file that says everything."""
    lines = list(missing_words(document))
    if lines:
        yield ""
        yield f"At least this: {missing_in_short(document)}."
        yield ""
        yield from (f"- {cell(line)}" for line in lines[:MAX_MISSING])
        if len(lines) > MAX_MISSING:
            yield f"- {len(lines) - MAX_MISSING} more"


def _plus(document: Mapping[str, Any]) -> Iterator[str]:
    """What costs money on top and nobody gave a quantity for; older quotes say nothing of it."""
    unknown = document.get("unknown_usage") or ()
    sign = sign_of(document["currency"])
    for index, each in enumerate(unknown):
        if not index:
            yield ""
        service = f" of {cell(each['service'])}" if each["service"] else ""
        price = f", {sign}{each['unit_price']} per {cell(each['unit'])}" if each["unit_price"] else ""
        yield f"- plus {component_entry(each['component']).label}{service}{price}: give `{each['needs']}`"


def _is_today(option: Mapping[str, Any], current: Mapping[str, Any] | None) -> bool:
    """The row of what runs today, without a Savings Plan."""
    names = ("launch_option", "cpu_architecture")
    if current is None or option_plans(option):
        return False
    return all(option[name] == current[name] for name in names)


def _from_today(option: Mapping[str, Any]) -> str:
    """+1,234.50, +12.5 %."""
    change = option["change_from_current"]
    percent = "" if change["percent"] is None else f", {signed_percent(Decimal(change['percent']))}"
    return f"{'+' if Decimal(change['monthly']) >= 0 else ''}{money(change['monthly'])}{percent}"


def _advice(document: Mapping[str, Any]) -> Iterator[str]:
    """The changes that save; nothing where no advice was asked for, as in quotes older than advice."""
    if document.get("advice") is None:
        return
    yield ""
    if document["advice"]:
        yield "| With | Option | Architecture | Savings Plan | Monthly | Saves | |"
        yield "|---|---|---|---|--:|--:|--:|"
    else:
        yield "Advice: no change that was tried saves anything."
    for each in document["advice"]:
        names = [each["words"], each["launch_option"], each["cpu_architecture"], option_plans(each)]
        front = " | ".join(cell(name) for name in names)
        yield f"| {front} | {money(each['monthly'])} | {money(each['saving'])} | {each['saving_percent']} % |"
    if document["advice_note"]:
        yield ""
        yield f"Advice: {cell(document['advice_note'])}"


def _cheapest(document: Mapping[str, Any]) -> Iterator[str]:
    option = next((option for option in document["options"] if option["available"]), None)
    if option is None:
        return
    yield ""
    yield f"Cheapest, {cell(option['launch_option'])}:"
    yield ""
    yield "| Service | Item | Quantity | Unit | Unit price | Monthly |"
    yield "|---|---|--:|---|--:|--:|"
    for line in option["line_items"]:
        yield (
            f"| {cell(line['service'])} | {cell(line['description'])} | {line['quantity']} | {cell(line['unit'])} "
            f"| {line['unit_price']} | {money(line['monthly'])} |"
        )
    for warning in option["warnings"]:
        yield ""
        yield f"Warning: {cell(warning)}"


def money(amount: str) -> str:
    """Cents, half-up, with thousands apart: 1,234.50."""
    return f"{to_cents(Decimal(amount)):,}"


def cell(text: str | None) -> str:
    """Anybody's text in a table cell: one line, no Markdown, no HTML."""
    flat = " ".join((text or "").split())[:MAX_CELL_CHARACTERS]
    return _SPECIAL.sub(r"\\\1", flat)
