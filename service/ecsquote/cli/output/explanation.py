"""Every line of every option, exact, with the price that it came from."""

from collections.abc import Iterator
from decimal import Decimal

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ecsquote.cli.output.fleet_costs import service_costs
from ecsquote.cli.output.option_names import option_name
from ecsquote.contract.empty_instances import kept_for_words
from ecsquote.contract.price_sources import source_words
from ecsquote.contract.quotes import LineItemDocument, OptionQuote, Placement, PriceReference, Quote
from ecsquote.units import currency_sign, decimal_string, dollars


def explanation(quote: Quote) -> RenderableType:
    """For each available option: its lines, exact, and the fleet that it runs on."""
    parts = [part for option in quote.options if option.available for part in _option(quote, option)]
    return Group(*parts)


def _option(quote: Quote, option: OptionQuote) -> Iterator[RenderableType]:
    heading = f"\n{option_name(quote, option)}: {dollars(option.monthly or Decimal(0))} a month"
    yield Text(heading, style="bold")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("Item", overflow="fold")
    for name in ("Quantity", "Unit price", "Monthly"):
        table.add_column(name, justify="right", overflow="fold")
    table.add_column("Price from", overflow="fold", style="dim")
    for item in option.line_items:
        table.add_row(
            _what(item),
            f"{decimal_string(item.quantity)} {item.unit}",
            f"{currency_sign()}{decimal_string(item.unit_price)}",
            f"{currency_sign()}{decimal_string(item.monthly)}",
            price_source(item.price),
        )
    yield table
    if option.placement is not None:
        yield from _fleet(option.placement)
        yield from service_costs(option)


def _what(item: LineItemDocument) -> str:
    return f"{item.service}: {item.description}" if item.service else item.description


def price_source(price: PriceReference) -> str:
    """Where a unit price comes from: what AWS calls it, who says so and as of when."""
    name = price.usage_type or price.service_code
    sku = f", SKU {price.sku}" if price.sku else ""
    basis = "" if price.basis == "published" else f", {price.basis}"
    since = f"in force since {price.effective_date}" if price.effective_date else f"read {price.observed_on}"
    source = source_words(price.source)
    address = f"; {source.address}" if source.address else ""
    return f"{name}{sku}{basis}; {source.name}, {since}{address}"


def _fleet(placement: Placement) -> Iterator[RenderableType]:
    for row in placement.instances:
        tasks = ", ".join(f"{count} {service}" for service, count in row.tasks.items()) or "no tasks"
        kept = f" ({kept_for_words(row.kept_for)})" if row.kept_for else ""
        hours = f"{decimal_string(row.hours)} instance-hours"
        yield Text(
            f"  {row.count} × {row.instance_type} for {hours}, each with {tasks}{kept}; "
            f"CPU {_percent(row.cpu_used)}, memory {_percent(row.memory_used)}, bound by {row.bound_by}"
        )
    floor = f"{currency_sign()}{decimal_string(placement.lower_bound_hourly)}"
    yield Text(
        f"  Idle: {_percent(placement.idle_share)}. No fleet under the same rules costs less than {floor} an hour "
        f"(gap {decimal_string(placement.gap_percent)} %)."
    )


def _percent(share: Decimal) -> str:
    return f"{decimal_string((share * 100).quantize(Decimal('0.1')))} %"
