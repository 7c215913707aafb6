"""A quote as people read it: options cheapest first, what each saves, what it runs on, and why others can't."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ecsquote.calculator.costs.fargate_compute import FargateCompute
from ecsquote.cli.output.notes import notes, option_name, warnings
from ecsquote.cli.output.terminal import printable
from ecsquote.contract.quotes import OptionQuote, Quote
from ecsquote.counted import counted
from ecsquote.units import decimal_string, to_cents

MAX_TYPES_IN_SHORT = 3
_PERCENT = Decimal("0.1")
_HUNDREDTH = Decimal("0.01")
_HOURLY_PLACES = Decimal("0.0001")


def quote_table(quote: Quote) -> RenderableType:
    """The comparison, then what is not available, then what was assumed and what to watch."""
    available = [option for option in quote.options if option.available]
    parts: list[RenderableType] = [_title(quote)]
    if available:
        parts.append(_comparison(quote, available))
    else:
        parts.append(Text("No launch option can be priced."))
    parts += _advice(quote)
    if unavailable := [option for option in quote.options if not option.available]:
        parts += _list("Not available", _reasons(quote, unavailable))
    parts += _list("Assumed", notes(quote, available, "assumptions"))
    parts += _list("Note", warnings(quote))
    return Group(*parts)


def dollars(money: Decimal) -> str:
    """Cents, half-up, with thousands apart: $1,234.50."""
    return f"${to_cents(money):,}"


def hourly_dollars(money: Decimal) -> str:
    """Four places, half-up, as AWS prints hourly prices: small tasks cost less than a cent an hour."""
    return f"${money.quantize(_HOURLY_PLACES, rounding=ROUND_HALF_UP):,}"


def capacity_in_short(quote: Quote, option: OptionQuote) -> str:
    """What an option runs on, averaged over the month: "2 × m6a.large + 1.5 × c6a.xlarge", "0.25 vCPU, 0.5 GB".

    The instance types that carry most task-hours come first.
    """
    if option.placement is None:
        return _fargate_in_short(quote, option)
    hours: defaultdict[str, Decimal] = defaultdict(Decimal)
    task_hours: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in option.placement.instances:
        hours[row.instance_type] += row.hours
        task_hours[row.instance_type] += row.hours * sum(row.tasks.values())
    ordered = sorted(hours, key=lambda name: (-task_hours[name], name))
    shown = [f"{_average(quote, hours[name])} × {name}" for name in ordered[:MAX_TYPES_IN_SHORT]]
    if rest := sum(hours[name] for name in ordered[MAX_TYPES_IN_SHORT:]):
        shown.append(f"{_average(quote, rest)} more")
    return " + ".join(shown)


def _average(quote: Quote, hours: Decimal) -> str:
    """Instances on average: "2", "1.53"."""
    return decimal_string((hours / quote.hours_per_month).quantize(_HUNDREDTH))


def _fargate_in_short(quote: Quote, option: OptionQuote) -> str:
    """The average size over the month; the Windows licence counts the same vCPUs again and stays out."""
    sizes = {"vCPU-Hours": Decimal(0), "GB-Hours": Decimal(0)}
    for item in option.line_items:
        if item.component == FargateCompute.component and "-OS-" not in (item.price.usage_type or ""):
            sizes[item.unit] += item.quantity
    vcpus, gb = (_average(quote, hours) for hours in sizes.values())
    return f"{vcpus} vCPU, {gb} GB" if any(sizes.values()) else ""


def _title(quote: Quote) -> Text:
    services = len(quote.request["services"])
    title = Text(printable(quote.name or "ECS workload"), style="bold")
    title.append(
        f"\n{quote.region}, {counted(services, 'service')}, {quote.currency}, "
        f"{decimal_string(quote.hours_per_month)} hours a month, prices of {quote.catalog.version}\n",
        style="not bold",
    )
    return title


def _comparison(quote: Quote, options: Sequence[OptionQuote]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("Launch option")
    for heading in ("Monthly", "Hourly", "Saves"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Runs on", overflow="fold")
    highest = options[-1].monthly or Decimal(0)
    for rank, option in enumerate(options):
        monthly, hourly = option.monthly or Decimal(0), option.hourly or Decimal(0)
        table.add_row(
            option_name(quote, option),
            dollars(monthly),
            hourly_dollars(hourly),
            _saving(monthly, highest),
            capacity_in_short(quote, option),
            style="bold green" if rank == 0 else None,
        )
    return table


def _advice(quote: Quote) -> Iterator[RenderableType]:
    """The changes that save, against the cheapest option above; nothing where none was asked for."""
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


def _saving(monthly: Decimal, highest: Decimal) -> str:
    """What is saved against the most expensive option, in percent."""
    if monthly == highest:
        return ""
    return f"{((highest - monthly) * 100 / highest).quantize(_PERCENT)} %"


def _reasons(quote: Quote, options: Iterable[OptionQuote]) -> Iterator[tuple[str, str]]:
    """Each reason once, with the options that it stops."""
    stopped: dict[str, list[str]] = {}
    for option in options:
        stopped.setdefault(option.unavailable_reason or "", []).append(option_name(quote, option))
    for reason, names in stopped.items():
        yield "; ".join(names), reason


def _list(heading: str, rows: Iterable[tuple[str, str]]) -> list[RenderableType]:
    """A heading and its rows: what holds for all of the quote, then what is about some options, each wrapped."""
    general, special = _grid(), _grid()
    for name, text in rows:
        grid = special if name else general
        grid.add_row(name or "-", text)
    grids = [Padding(grid, (0, 0, 0, 2)) for grid in (general, special) if grid.row_count]
    return [Text(f"\n{heading}", style="bold"), *grids] if grids else []


def _grid() -> Table:
    grid = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    grid.add_column(max_width=34)
    grid.add_column(overflow="fold")
    return grid
