"""A quote as people read it: options cheapest first against what runs today, what they run on, what to look at."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ecsquote.calculator.components import component_entry
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.cli.output.amounts import change_from_today, hourly_dollars
from ecsquote.cli.output.capacity_words import capacity_in_short
from ecsquote.cli.output.fleet_costs import perfect_packing, shared_costs
from ecsquote.cli.output.note_list import NoteList
from ecsquote.cli.output.notes import notes
from ecsquote.cli.output.option_names import is_current, option_name
from ecsquote.cli.output.terminal import printable
from ecsquote.contract.quotes import OptionQuote, Quote, UnknownUsage
from ecsquote.counted import counted
from ecsquote.quotes.missing import missing_in_short, missing_words
from ecsquote.quotes.percentages import above_cheapest
from ecsquote.quotes.price_dates import oldest_price
from ecsquote.quotes.second_currency import SecondCurrency
from ecsquote.quotes.unasked_options import is_left_out
from ecsquote.units import decimal_string, dollars, to_cents

MAX_MISSING = 6
"""Lines on what a file leaves open."""


def quote_table(quote: Quote, second: SecondCurrency | None = None, *, explain: bool = False) -> RenderableType:
    """The comparison, what is not available, what is worth a look, then what was assumed and what to watch.

    `explain`: all notes. A request that asks for advice gets every change that saves, others the first few.
    """
    available = [option for option in quote.options if option.available]
    parts: list[RenderableType] = [_title(quote)]
    if available:
        parts.append(_comparison(quote, available, second))
        parts += [] if second is None else [Text(f"In {second.words(quote.currency)}", style="dim")]
    else:
        parts.append(Text("No launch option can be priced."))
    parts += _missing(quote, explain=explain)
    parts += _plus(quote)
    parts += perfect_packing(quote, available)
    if not explain:
        parts += shared_costs(quote, available)
    parts += _advice(quote) if quote.request["advice"] else _worth_a_look(quote)
    parts += _not_available(quote)
    parts.append(NoteList([note.words if explain else note.brief for note in notes(quote)], everything=explain))
    return Group(*parts)


def _title(quote: Quote) -> Text:
    services = len(quote.request["services"])
    title = Text(printable(quote.name or "ECS workload"), style="bold")
    title.append(
        f"\n{quote.region}, {counted(services, 'service')}, {quote.currency}, "
        f"{decimal_string(quote.hours_per_month)} hours a month, prices of {oldest_price(quote)}{_today(quote)}",
        style="not bold",
    )
    return title


def _today(quote: Quote) -> str:
    """What runs today, where no row shows it."""
    current = quote.current
    if current is None or any(is_current(quote, option) for option in quote.options):
        return ""
    return f", today {LaunchOption(current.launch_option).words} for {dollars(current.monthly)}"


def _comparison(quote: Quote, options: Sequence[OptionQuote], second: SecondCurrency | None) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("Launch option")
    against = "Above the cheapest" if quote.current is None else "From today"
    monthly = "Monthly" if quote.workload is None or quote.workload.complete else "At least"
    converted = [] if second is None else [f"In {second.currency}"]
    for heading in (monthly, *converted, "Hourly", against):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Runs on", overflow="fold")
    cheapest = options[0].monthly or Decimal(0)
    for rank, option in enumerate(options):
        table.add_row(
            f"{option_name(quote, option)}{' (today)' if is_current(quote, option) else ''}",
            dollars(option.monthly or Decimal(0)),
            *([] if second is None else [f"{to_cents(second.month(option.monthly or Decimal(0))):,}"]),
            hourly_dollars(option.hourly or Decimal(0)),
            _against(quote, option, cheapest),
            capacity_in_short(quote, option),
            style="bold green" if rank == 0 else None,
        )
    return table


def _missing(quote: Quote, *, explain: bool) -> Iterator[RenderableType]:
    """What the file leaves open: then every figure is at least what it says."""
    document = {"workload": None if quote.workload is None else asdict(quote.workload)}
    lines = list(missing_words(document))
    if not lines:
        return
    yield Text(f"\nAt least this: {missing_in_short(document)}", style="bold")
    for line in lines if explain else lines[:MAX_MISSING]:
        yield Text(f"  - {printable(line)}")
    if len(lines) > MAX_MISSING and not explain:
        yield Text(f"  - {len(lines) - MAX_MISSING} more; --explain shows all, ecsquote usage init asks for them")


def _plus(quote: Quote) -> Iterator[RenderableType]:
    """What costs money on top of every option and nobody gave a quantity for, one line per component."""
    lines: dict[tuple[str, str], list[UnknownUsage]] = {}
    asked = _sections_asked_for(quote)
    for each in quote.unknown_usage:
        if each.needs.split(".")[1] in asked:  # "At least this" names it with its address in the file
            continue
        lines.setdefault((each.component, each.needs), []).append(each)
    for index, ((component, needs), found) in enumerate(lines.items()):
        price = found[0].unit_price
        rate = "" if price is None else f", ${decimal_string(price)} per {found[0].unit}"
        names = ", ".join(dict.fromkeys(printable(each.service) for each in found if each.service))
        whose = f" of {names}" if names else ""
        yield Text(f"{'' if index else chr(10)}plus {component_entry(component).label}{whose}{rate}: give {needs}")


def _sections_asked_for(quote: Quote) -> set[str]:
    """The sections of `usage` that the notes on the file ask for."""
    unknown = () if quote.workload is None else quote.workload.unknown
    places = [one.pointer.partition("/usage/")[2] for one in unknown if one.pointer]
    return {place.partition("/")[0] for place in places if place}


def _against(quote: Quote, option: OptionQuote, cheapest: Decimal) -> str:
    """The month against what runs today, where that is known; else against the cheapest option."""
    if quote.current is None:
        return above_cheapest(option.monthly or Decimal(0), cheapest)
    if is_current(quote, option) or option.change_from_current is None:
        return ""
    return change_from_today(option.change_from_current)


def _worth_a_look(quote: Quote) -> Iterator[RenderableType]:
    """The few changes that save, one line each, which a narrow terminal cuts after the figures."""
    if not quote.advice:
        return
    yield Text("\nWorth a look", style="bold")
    for each in quote.advice:
        saving = f"saves {dollars(each.saving)} a month, {decimal_string(each.saving_percent)} %"
        line = f"  - {option_name(quote, each)} {dollars(each.monthly)}, {saving}: {printable(each.words)}"
        yield Text(line, no_wrap=True, overflow="ellipsis")


def _advice(quote: Quote) -> Iterator[RenderableType]:
    """The changes that save; nothing where none was asked for."""
    if quote.advice is None:
        return
    yield Text("\nAdvice", style="bold")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("With", overflow="fold")
    table.add_column("Launch option")
    for heading in ("Monthly", "Saves", ""):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in quote.advice:
        percent = f"{decimal_string(each.saving_percent)} %"
        table.add_row(each.words, option_name(quote, each), dollars(each.monthly), dollars(each.saving), percent)
    yield Padding(table if quote.advice else Text("No change that was tried saves anything."), (0, 0, 0, 2))
    if quote.advice_note:
        yield Padding(Text(quote.advice_note), (0, 0, 0, 2))


def _not_available(quote: Quote) -> Iterator[RenderableType]:
    """Each reason once, with the options that it stops."""
    stopped: dict[str, list[str]] = {}
    for option in quote.options:
        if not option.available and not is_left_out(quote.request, option.launch_option):
            stopped.setdefault(option.unavailable_reason or "", []).append(option_name(quote, option))
    if not stopped:
        return
    yield Text("\nNot available", style="bold")
    yield Padding(_grid(("; ".join(names), reason) for reason, names in stopped.items()), (0, 0, 0, 2))


def _grid(rows: Iterable[tuple[str, str]]) -> Table:
    grid = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    grid.add_column(max_width=34)
    grid.add_column(overflow="fold")
    for row in rows:
        grid.add_row(*map(printable, row))
    return grid
