"""A bill check as people read it in a terminal: components, buckets, what was not estimated, and notes."""

from decimal import Decimal

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ecsquote.calculator.components import component_entry
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.cli.output.terminal import printable
from ecsquote.contract.bill_checks import BillCheck, ComparedComponent, ComparedTotal
from ecsquote.units import decimal_string, dollars, to_cents

_FIGURES = ("Estimate", "Actual", "Difference", "Quantity", "Price")
_STYLES = {"within": "green", "beyond": "bold red"}


def bill_table(check: BillCheck) -> RenderableType:
    """The verdict and its figures, then every row of the bill by bucket."""
    title = Text("Bill check: ", style="bold")
    title.append(f"{check.verdict} {decimal_string(check.tolerance_percent)} %", style=_STYLES[check.verdict])
    title.append(f"\n{printable(_about(check))}\n", "not bold")
    parts: list[RenderableType] = [title, _components(check), Text(""), _buckets(check)]
    if notes := _notes(check):
        grid = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        for note in notes:
            grid.add_row("-", printable(note))
        parts += [Text("\nNote", style="bold"), Padding(grid, (0, 0, 0, 2))]
    return Group(*parts)


def _about(check: BillCheck) -> str:
    only = "".join(f", {name} {value}" for name, value in check.filter.items())
    name = f"{check.name}, " if check.name else ""
    return (
        f"{name}{LaunchOption(check.launch_option).words}, {check.region}, {check.month}, {check.cost} cost{only}; "
        f"{decimal_string(check.covered_hours)} hours, prices of {check.catalog_version}"
    )


def _components(check: BillCheck) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("Component", overflow="fold")
    table.add_column("Rows", justify="right", no_wrap=True)
    for heading in _FIGURES:
        table.add_column(heading, justify="right", no_wrap=True)
    for one in check.components:
        label = component_entry(one.component).label + ("" if one.in_verdict else " *")
        table.add_row(label, f"{one.rows:,}", *_figures(one))
    table.add_section()
    rows = sum(one.rows for one in check.components if one.in_verdict)
    table.add_row("Total", f"{rows:,}", *_figures(check.total), style="bold")
    return table


def _figures(one: ComparedComponent | ComparedTotal) -> tuple[str, ...]:
    differences = (one.difference, one.quantity_difference, one.price_difference)
    return (dollars(one.estimate), dollars(one.actual), *map(_signed, differences))


def _signed(money: Decimal) -> str:
    cents = to_cents(money)
    return f"{'-' if cents < 0 else '+' if cents else ''}${abs(cents):,}"


def _buckets(check: BillCheck) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("Rows of the bill", no_wrap=True)
    table.add_column("Rows", justify="right", no_wrap=True)
    table.add_column("Cost", justify="right", no_wrap=True)
    for one in check.buckets:
        if one.rows:
            table.add_row(one.bucket.replace("_", " "), f"{one.rows:,}", _money(one.cost))
    table.add_section()
    table.add_row("all", f"{check.file.rows:,}", _money(check.file.cost), style="bold")
    return table


def _money(money: Decimal) -> str:
    return f"{'-' if to_cents(money) < 0 else ''}${abs(to_cents(money)):,}"


def _notes(check: BillCheck) -> list[str]:
    notes = [f"beyond the tolerance: {', '.join(check.reasons)}"] if check.reasons else []
    notes += [
        f"not in the estimate: {component_entry(one.component).label}, {_money(one.actual)}"
        for one in check.unestimated
        if one.actual
    ]
    starred = any(not one.in_verdict for one in check.components)
    return [*notes, *(["* not in the total and the verdict"] if starred else []), *check.notes]
