"""A budget check as people read it in a terminal: each budget with its figures, then why and which lines."""

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ecsquote.budgets import words
from ecsquote.budgets.markdown import MOST_LINES
from ecsquote.cli.output.terminal import printable
from ecsquote.contract.budget_checks import BudgetCheck, BudgetResult, BudgetVerdict
from ecsquote.units import amounts_in

_STYLES = {
    BudgetVerdict.WITHIN: "green",
    BudgetVerdict.WARNING: "yellow",
    BudgetVerdict.EXCEEDED: "bold red",
    BudgetVerdict.UNPRICED: "bold magenta",
}
_FIGURES = ("Now", "Limit", "Used", "Base", "Change")


def budget_table(check: BudgetCheck) -> RenderableType:
    """The verdict, the budgets, what is behind those that are not kept, and notes."""
    with amounts_in(check.currency):
        return _table(check)


def _table(check: BudgetCheck) -> RenderableType:
    title = Text("Budgets: ", style="bold")
    title.append(check.verdict.value, style=_STYLES[check.verdict])
    title.append(f"\n{check.currency}, prices of {', '.join(check.catalog_versions) or 'no catalog'}\n", "not bold")
    parts: list[RenderableType] = [title, _budgets(check)]
    for result in check.budgets:
        if result.verdict is not BudgetVerdict.WITHIN:
            parts += _why(result)
    if notes := [*words.notes(check), *check.warnings]:
        grid = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        for note in notes:
            grid.add_row("-", printable(note))
        parts += [Text("\nNote", style="bold"), Padding(grid, (0, 0, 0, 2))]
    return Group(*parts)


def _budgets(check: BudgetCheck) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("Budget", overflow="fold")
    table.add_column("Verdict", no_wrap=True)
    table.add_column("Per", no_wrap=True)
    for heading in _FIGURES:
        table.add_column(heading, justify="right", no_wrap=True)
    for result in check.budgets:
        figures = (
            words.dollars(result.spent),
            words.limit(result),
            words.used(result),
            words.dollars(result.base),
            words.change(result),
        )
        verdict = Text(result.verdict.value, style=_STYLES[result.verdict])
        table.add_row(Text(printable(words.title(result))), verdict, result.per.value, *figures)
    return table


def _why(result: BudgetResult) -> Iterator[RenderableType]:
    owners = f" ({', '.join(result.owners)})" if result.owners else ""
    yield Text(f"\n{printable(words.title(result) + owners)}: {printable(result.scope)}", style="bold")
    for sentence in words.sentences(result):
        yield Padding(Text(printable(sentence)), (0, 0, 0, 2))
    lines = words.shown_lines(result)
    if not lines:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), show_header=False)
    for _ in range(2):
        table.add_column(overflow="fold")
    for _ in range(3):
        table.add_column(justify="right", no_wrap=True)
    for line in lines[:MOST_LINES]:
        before = f"{words.dollars(line.base_monthly)} →" if line.change else ""
        change = words.dollars(line.change, sign=True) if line.change else ""
        names = printable(words.place(result, line)), printable(line.description)
        table.add_row(*names, before, words.dollars(line.monthly), change)
    yield Padding(table, (0, 0, 0, 4))
    left = max(0, len(lines) - MOST_LINES) + result.lines_left_out
    if left:
        yield Padding(Text(f"… and {left} more; --format json lists them"), (0, 0, 0, 4))
