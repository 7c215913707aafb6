"""The layout of price tables in pricing_data/README.md, written from the tables that `prices import` reads."""

from collections.abc import Iterator

from ecsquote.pricing.tables.layout import LAYOUT
from ecsquote.pricing.tables.table import Dimension, Omitted, PriceTable


def layout_markdown() -> str:
    """One section a table: its columns, and for each kind of row the meter and the unit."""
    return "\n".join(line for table in LAYOUT for line in _section(table))


def _section(table: PriceTable) -> Iterator[str]:
    yield f"### `{table.file}`"
    yield ""
    yield f"{table.holds}."
    yield ""
    yield "| column | meaning |"
    yield "|---|---|"
    for column, meaning in table.columns.items():
        yield f"| `{column}` | {_cell(meaning)} |"
    yield ""
    if table.leaves_out:
        yield f"Left out: {'; '.join(table.leaves_out)}."
        yield ""
    if table.dimensions:
        yield "| row | meter | unit | tier |"
        yield "|---|---|---|---|"
        for key, dimension in table.dimensions.items():
            yield f"| {' · '.join(f'`{word}`' for word in key)} | {_meaning(dimension)} |"
        yield ""


def _meaning(dimension: Dimension | Omitted) -> str:
    if isinstance(dimension, Omitted):
        return f"left out: {dimension.reason} | | "
    ranged = (dimension.begin_range, dimension.end_range) != ("0", "Inf")
    tier = f"{dimension.begin_range}–{dimension.end_range}" if ranged else ""
    return f"{dimension.meter} | {dimension.unit} | {tier}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
