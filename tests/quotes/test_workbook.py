"""The Excel workbook, read back: figures exact, text never a formula, nothing left out."""

import io
import sys
from decimal import Decimal
from typing import Any

import openpyxl
import pandas as pd
import pytest

from ecsquote.errors import ExtraMissing
from ecsquote.quotes.exports.workbook import write_workbook
from support_quotes import fargate_document


def sheet(content: bytes, name: str) -> list[dict[str, Any]]:
    """The rows of a sheet, as a program reads them."""
    rows = openpyxl.load_workbook(io.BytesIO(content))[name].iter_rows(values_only=True)
    header = [str(title) for title in next(rows)]
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_every_option_and_line_is_there_to_the_last_digit() -> None:
    quote = fargate_document()
    content = write_workbook([quote])
    options = sheet(content, "Options")
    assert [row["Launch option"] for row in options] == [option["launch_option"] for option in quote["options"]]
    assert [row["Monthly, exact"] for row in options] == [option["monthly"] for option in quote["options"]]
    assert [row["Available"] for row in options] == [True, True, False]
    assert "external.instances" in options[-1]["Unavailable because"]
    lines = sheet(content, "Line items")
    for row in lines:
        quantity, price, cost = (Decimal(row[f"{name}, exact"]) for name in ("Quantity", "Unit price", "Monthly"))
        assert quantity * price == cost
        # a number of a spreadsheet holds 15 digits and more
        assert row["Monthly"] == pytest.approx(float(cost), rel=1e-15)
    fargate = [Decimal(row["Monthly, exact"]) for row in lines if row["Launch option"] == "FARGATE"]
    assert sum(fargate) == Decimal("36.0401")


def test_a_figure_of_more_digits_than_a_spreadsheet_has_is_exact_as_text() -> None:
    quote = fargate_document()
    long = "4136.666666666667123456789"
    quote["options"][0]["line_items"][0]["quantity"] = long
    row = sheet(write_workbook([quote]), "Line items")[0]
    assert row["Quantity, exact"] == long
    assert row["Quantity"] == float(long)
    assert Decimal(row["Quantity"]) != Decimal(long)


def test_pandas_reads_it() -> None:
    frame = pd.read_excel(io.BytesIO(write_workbook([fargate_document()])), sheet_name="Line items")
    assert frame[frame["Launch option"] == "FARGATE"]["Monthly"].sum() == pytest.approx(36.0401)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0"])
def test_no_text_is_a_formula(text: str) -> None:
    quote = fargate_document(name=text)
    for option in quote["options"]:
        for line in option["line_items"]:
            line["service"] = line["description"] = text
    book = openpyxl.load_workbook(io.BytesIO(write_workbook([quote])))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b"}, "f would be a formula"
    marked = [cell for cell in cells if cell.value == text]
    assert marked
    assert all(cell.quotePrefix for cell in marked), "it stays text when somebody edits it"


def test_text_that_no_workbook_holds_is_replaced() -> None:
    quote = fargate_document()
    quote["name"] = "bell \x07, " + "long" * 10_000
    name = sheet(write_workbook([quote]), "Options")[0]["Name"]
    assert name.startswith("bell \N{REPLACEMENT CHARACTER}, long")
    assert len(name) == 32_767


def test_provenance_names_each_price_once_with_source_and_date() -> None:
    quote = fargate_document()
    rows = sheet(write_workbook([quote, quote]), "Provenance")
    prices = {line["price"]["usage_type"] for option in quote["options"] for line in option["line_items"]}
    assert len(rows) == 2 * len(prices) == 8
    for row in rows:
        assert (row["Source"], row["Observed on"], row["Basis"]) == ("stated by the test", "2026-11-01", "published")
        assert (row["Catalog version"], row["Quote"]) == ("fixed", quote["id"])


def test_assumptions_and_warnings_come_along() -> None:
    quote = fargate_document()
    told = {text for option in quote["options"] for kind in ("assumptions", "warnings") for text in option[kind]}
    assert told
    assert {row["Text"] for row in sheet(write_workbook([quote]), "Notes")} >= told


def test_without_openpyxl_the_message_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ExtraMissing, match=r"pip install 'ecsquote\[excel\]'"):
        write_workbook([fargate_document()])
