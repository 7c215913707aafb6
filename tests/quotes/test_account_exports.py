"""An account report as people read it: Markdown and Excel say what the JSON document says."""

import io
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import click
import openpyxl
import pytest

from ecsquote.account.report import ReportOptions, report
from ecsquote.cli.output.account_output import check_account_format, write_account_report
from ecsquote.contract.scans import AccountReport, account_report_document
from ecsquote.quotes.exports.account_markdown import write_account_markdown
from ecsquote.quotes.exports.account_workbook import write_account_workbook
from ecsquote.quotes.quoter import Quoter
from ecsquote.units import to_cents
from support_api import FixedCatalogs
from support_catalog import shipped_catalog
from support_scan_objects import READ_AT
from support_small_account import saved_scan


@cache
def made() -> AccountReport:
    return report(saved_scan(), ReportOptions(), Quoter(FixedCatalogs((shipped_catalog(),)), 36_500), READ_AT)


@cache
def document() -> dict[str, Any]:
    return account_report_document(made())


def test_markdown_has_each_cluster_and_service_with_its_figures() -> None:
    text = write_account_markdown(document())
    assert made().summary.words.replace("$", r"\$") in text
    for cluster in made().clusters:
        assert f"| {to_cents(cluster.today.monthly):,} |" in text
        for service in cluster.services:
            (row,) = [line for line in text.splitlines() if line.startswith(f"| {service.name} |")]
            assert f"| {to_cents(service.today.monthly):,} |" in row
    assert "| web | Fargate | 2-6, mean 3.4 | scaling history | 123.57 |" in text
    assert "- api: CPU reached 97 % in an hour (95 % or more): how much it needs is not known" in text
    assert "| models (at least) |" in text
    assert "legacy/1 is not priced: no service" in text
    assert r"owned and not applied: Compute Savings Plan, \$1.5 an hour until 2027-06-01" in text


def test_the_workbook_is_exact() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_account_workbook(document())))
    assert book.sheetnames == ["Summary", "Clusters", "Services", "Line items", "Notes"]
    steps = list(book["Summary"].values)[1:]
    assert [row[0] for row in steps] == ["today", "right-sized", "on Spot"]
    assert Decimal(str(steps[0][2])) == made().summary.today_monthly
    header, *lines = book["Line items"].values
    exact = header.index("Monthly, exact")
    assert sum(Decimal(str(row[exact])) for row in lines) == made().summary.today_monthly
    assert len(list(book["Services"].values)) == 1 + sum(len(each.services) for each in made().clusters)


def test_the_table_shows_the_steps_and_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    write_account_report(made(), "table", None)
    shown = capsys.readouterr().out
    assert shown.startswith(made().summary.words)
    assert "models, at least" in shown
    assert "Not right-sized" in shown


def test_a_workbook_goes_to_a_file(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match="--output"):
        check_account_format("xlsx", None)
    write_account_report(made(), "xlsx", tmp_path / "account.xlsx")
    assert (tmp_path / "account.xlsx").read_bytes().startswith(b"PK")
