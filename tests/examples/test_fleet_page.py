"""The tables of docs/fleets.md: every row's fleet section is priced on its example, and the figures are compared.

`make golden` writes the figures anew; read the diff before you commit it.
"""

import json
import os
import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

import pytest

from ecsquote.calculator.fleet_request import FleetRequest
from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.quotes import OptionQuote
from support_catalog import shipped_catalog
from support_cli import EXAMPLES, ROOT

UPDATE = os.environ.get("UPDATE_GOLDEN_BILLS") == "1"
PAGE = ROOT / "docs" / "fleets.md"
CENT = Decimal("0.01")


class Table(NamedTuple):
    """A table of the page: what it prices, and its rows."""

    example: str
    launch_option: str
    rows: str


def tables() -> list[Table]:
    """Every table with figures."""
    found = re.findall(
        r"<!-- priced: (\S+) (\S+) -->\n\| What differs .*\n\|[-|]+\n((?:\|.*\n)+)", PAGE.read_text(encoding="utf-8")
    )
    return [Table(*each) for each in found]


def priced(table: Table, fleet: str) -> OptionQuote:
    request = json.loads((EXAMPLES / table.example).read_text(encoding="utf-8"))
    request |= {"fleet": json.loads(fleet), "launch_options": [table.launch_option]}
    catalog = shipped_catalog()
    (option,) = price_request(read_request(request, catalog), catalog).options
    assert option.available, option.unavailable_reason
    return option


def instances(option: OptionQuote) -> str:
    """The most instances of each type at once: rows of one type and zone may be of different hours."""
    assert option.placement is not None
    counts: Counter[str] = Counter()
    for row in option.placement.instances:
        counts[row.instance_type] += row.count
    return ", ".join(f"{name} × {count}" for name, count in sorted(counts.items()))


def money(amount: Decimal, *, sign: bool = False) -> str:
    cents = amount.quantize(CENT, rounding=ROUND_HALF_UP)
    mark = ("+" if cents > 0 else "−" if cents < 0 else "") if sign else ""
    return f"{mark}${abs(cents):,}"


def written(table: Table) -> str:
    """The rows with their figures."""
    lines: list[str] = []
    first: Decimal | None = None
    for line in table.rows.splitlines():
        words, fleet = (cell.strip() for cell in line.split("|")[1:3])
        option = priced(table, fleet.strip("`"))
        monthly = option.monthly or Decimal(0)
        first = monthly if first is None else first
        change = "" if not lines else money(monthly - first, sign=True)
        cells = (words, fleet, instances(option), money(monthly), change)
        lines.append("".join(f"| {cell} " if cell else "| " for cell in cells) + "|\n")
    return "".join(lines)


@pytest.mark.long
def test_every_row_is_what_a_quote_says() -> None:
    found = tables()
    assert len(found) == PAGE.read_text(encoding="utf-8").count("A month | Change") == 3
    for table in found:
        now = written(table)
        if UPDATE:
            PAGE.write_text(PAGE.read_text(encoding="utf-8").replace(table.rows, now), encoding="utf-8")
        else:
            assert now == table.rows


def test_every_field_of_the_fleet_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    silent = {name for name in FleetRequest.model_fields if f"`{name}`" not in text and f'"{name}"' not in text}
    assert silent == {"root_volume_gib", "root_volume_type"}, "the volume is a cost, not a rule of the fleet"
