"""Quotes as an Excel workbook: options, line items and where the prices come from, every figure exact.

A spreadsheet counts in binary floating point of 15 to 17 digits. So each figure is written twice: as the nearest
number, to add up and to chart, and next to it as text, to the last digit.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ecsquote.errors import ExtraMissing
from ecsquote.quotes.exports.rows import FORMULA, option_plans, priced_lines
from ecsquote.quotes.exports.shared_lines import service_rows

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

EXTRA_MISSING = "Excel workbooks need a package that is not installed: pip install 'ecsquote[excel]'"
MAX_CELL_CHARACTERS = 32_767
"""What Excel takes in one cell."""

Document = Mapping[str, Any]
Sheet = tuple[str, Sequence[str], Iterable[Sequence[Any]]]
"""Its title, the names of its columns, and its rows: a Decimal is a number, all else text."""
_QUOTE = ("Quote", "Name", "Region", "Currency")
_OPTION = ("Launch option", "CPU architecture", "Savings Plan")
OPTIONS = (
    *_QUOTE, *_OPTION, "Available", "Monthly", "Monthly, exact", "Annual", "Annual, exact", "Hourly", "Hourly, exact",
    "Unavailable because",
)  # fmt: skip
LINE_ITEMS = (
    *_QUOTE, *_OPTION, "Component", "Service", "Description", "Quantity", "Quantity, exact", "Unit", "Unit price",
    "Unit price, exact", "Monthly", "Monthly, exact", "Service code", "Usage type",
)  # fmt: skip
PROVENANCE = (
    "Quote", "Created at", "Region", "Catalog version", "Catalog published at", "Service code", "Usage type", "SKU",
    "Rate code", "Unit", "Unit price, exact", "Basis", "Effective date", "Observed on", "Source", "Computed how",
)  # fmt: skip
SERVICES = (
    *_QUOTE, *_OPTION, "Allocation", "Service", "Monthly", "Monthly, exact", "Part of idle", "Part of idle, exact",
)  # fmt: skip
NOTES = ("Quote", *_OPTION, "Kind", "Text")


def write_workbook(documents: Sequence[Document]) -> bytes:
    """Quote documents as one workbook (.xlsx); ExtraMissing where openpyxl is not installed."""
    return workbook_of(
        (
            ("Options", OPTIONS, _option_rows(documents)),
            ("Line items", LINE_ITEMS, _line_rows(documents)),
            ("Services", SERVICES, _service_rows(documents)),
            ("Provenance", PROVENANCE, _price_rows(documents)),
            ("Notes", NOTES, _note_rows(documents)),
        )
    )


def workbook_of(sheets: Iterable[Sheet]) -> bytes:
    """A workbook of these sheets; ExtraMissing where openpyxl is not installed."""
    try:
        # Imported here because only a workbook needs it, and it is an extra.
        from openpyxl import Workbook  # noqa: PLC0415
    except ModuleNotFoundError:
        raise ExtraMissing(EXTRA_MISSING) from None
    book = Workbook(write_only=True)
    for title, header, rows in sheets:
        _fill(book.create_sheet(title), header, rows)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet: "WriteOnlyWorksheet", header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    sheet.freeze_panes = "A2"
    for index, name in enumerate(header, start=1):
        width = 40 if name in ("Description", "Text") else 18
        sheet.column_dimensions[get_column_letter(index)].width = width  # type: ignore[attr-defined] # the stubs lack it
    titles = [WriteOnlyCell(sheet, name) for name in header]
    for title in titles:
        title.font = Font(bold=True)
    sheet.append(titles)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: "WriteOnlyWorksheet", value: object) -> "Cell | bool | None":
    """A number, or text that is never read as a formula, whatever it begins with.

    Source: https://owasp.org/www-community/attacks/CSV_Injection
    """
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415

    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return WriteOnlyCell(sheet, float(value))  # the nearest number that a spreadsheet has
    text = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", str(value))[:MAX_CELL_CHARACTERS]
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    if text.startswith(FORMULA):
        cell.quotePrefix = True  # stays text when somebody edits the cell
    return cell


def _figure(amount: str | None) -> tuple[Decimal | None, str | None]:
    """A figure as a number and as exact text."""
    return (None, None) if amount is None else (Decimal(amount), amount)


def _quote(document: Document) -> tuple[Any, ...]:
    return document["id"], document["name"], document["region"], document["currency"]


def _option(option: Document) -> tuple[Any, ...]:
    return option["launch_option"], option["cpu_architecture"], option_plans(option) or None


def _option_rows(documents: Sequence[Document]) -> Iterator[Sequence[Any]]:
    for document in documents:
        for option in document["options"]:
            figures = [part for name in ("monthly", "annual", "hourly") for part in _figure(option[name])]
            front = (*_quote(document), *_option(option), option["available"])
            yield (*front, *figures, option["unavailable_reason"])


def _line_rows(documents: Sequence[Document]) -> Iterator[Sequence[Any]]:
    for document in documents:
        for option, line in priced_lines(document):
            yield (
                *_quote(document),
                *_option(option),
                line["component"],
                line["service"],
                line["description"],
                *_figure(line["quantity"]),
                line["unit"],
                *_figure(line["unit_price"]),
                *_figure(line["monthly"]),
                line["price"]["service_code"],
                line["price"]["usage_type"],
            )


def _service_rows(documents: Sequence[Document]) -> Iterator[Sequence[Any]]:
    """What each service holds of the instances that it shares, and what is idle."""
    for document in documents:
        for option in document["options"]:
            for name, monthly, idle in service_rows(option):
                allocation = "idle" if name is None else "service"
                yield *_quote(document), *_option(option), allocation, name, *_figure(monthly), *_figure(idle)


def _price_rows(documents: Sequence[Document]) -> Iterator[Sequence[Any]]:
    """Every price that a quote uses, once."""
    fields = ("basis", "effective_date", "observed_on", "source")
    for document in documents:
        catalog = document["catalog"]
        head = (document["id"], document["created_at"], document["region"], catalog["version"], catalog["published_at"])
        prices = {
            (
                *(line["price"][name] for name in ("service_code", "usage_type", "sku", "rate_code")),
                line["unit"],
                line["unit_price"],
                *(line["price"].get(name) for name in fields),
                line.get("note"),
            ): None
            for _, line in priced_lines(document)
        }
        for price in prices:
            yield (*head, *price)


def _note_rows(documents: Sequence[Document]) -> Iterator[Sequence[Any]]:
    for document in documents:
        for warning in document["catalog"]["warnings"]:
            yield document["id"], None, None, None, "catalog", warning
        for option in document["options"]:
            for kind in ("assumptions", "warnings"):
                for text in option[kind]:
                    yield document["id"], *_option(option), kind.removesuffix("s"), text
