"""The answer of an analysis command as a table, JSON or a chart."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter
from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ecsquote.calculator.analysis.requoting import option_words
from ecsquote.cli.input.analysed_request import Asked
from ecsquote.cli.output.chart_file import write_chart
from ecsquote.cli.output.output_file import output
from ecsquote.cli.output.terminal import show
from ecsquote.contract.analyses import PricedOption
from ecsquote.units import currency_sign, dollars


def write(
    answer: Any, kind: Any, tables: Callable[[], Sequence[RenderableType]], asked: Asked, chart: str | None = None
) -> None:
    """The answer as JSON, or as people read it; and as the chart of this name where --chart asks for it."""
    if chart is not None:
        write_chart(chart, lambda: TypeAdapter(kind).dump_python(answer, mode="json"), asked["chart"])
    with output(asked["path"]) as file:
        if asked["form"] == "json":
            file.write(TypeAdapter(kind).dump_json(answer, indent=2).decode() + "\n")
        else:
            show(tables(), file)


def table(*columns: str, right: Sequence[str] = ()) -> Table:
    """A table like that of a quote; the columns named in `right` hold figures."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return made


def money(value: Decimal | None) -> str:
    """Cents for reading, a dash without a figure."""
    return "-" if value is None else dollars(value).replace(f"{currency_sign()}-", f"-{currency_sign()}")


def named(option: PricedOption | None) -> str:
    """An option in words, or that none is available."""
    return "none is available" if option is None else option_words(option)


def notes(texts: Sequence[str]) -> list[RenderableType]:
    """What is to be said below a table."""
    return [Text(f"\n{text}") for text in texts]
