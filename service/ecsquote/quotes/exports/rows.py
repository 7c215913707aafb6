"""What every table of a quote shares: its available options and their lines, and CSV that spreadsheets can't run."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ecsquote.calculator.savings_plans.names import plans_in_short

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Characters that begin a formula in a spreadsheet."""


def priced_lines(document: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """(option, line item) of every available option, in the quote's order."""
    for option in document["options"]:
        if option["available"]:
            for line in option["line_items"]:
                yield option, line


def option_plans(option: Mapping[str, Any]) -> str:
    """An option's plan as in COMPUTE 1y NO_UPFRONT, its stacked plans joined by " + "; empty without one."""
    return plans_in_short(option["savings_plan"], option.get("savings_plans"))  # older quotes stack none


def text_cell(text: str | None) -> str:
    """Text that no spreadsheet reads as a formula.

    Source: https://owasp.org/www-community/attacks/CSV_Injection
    """
    if text is None:
        return ""
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A CSV file (RFC 4180)."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(header)
    writer.writerows(rows)
    return file.getvalue()
