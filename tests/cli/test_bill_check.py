"""`ecsquote bill check` on the command line: tables, JSON, quotes by file, and exit codes."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from support_api import quote_request
from support_bills import MONTH, export, made_rows
from support_cli import Ecsquote


@pytest.fixture
def request_file(tmp_path: Path) -> Path:
    path = tmp_path / "request.json"
    path.write_text(json.dumps(quote_request(current="FARGATE", name="checkout")))
    return path


@pytest.fixture
def bill_file(tmp_path: Path) -> Path:
    return export(tmp_path / "bill.csv", made_rows(quote_request(), "FARGATE"))


def test_a_bill_within_the_tolerance_exits_with_0(ecsquote: Ecsquote, request_file: Path, bill_file: Path) -> None:
    done = ecsquote("bill", "check", "--quote", request_file, "--bill", bill_file, "--month", MONTH)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Bill check: within 5 %\ncheckout, Fargate, us-east-1, 2026-10, list cost; 744 hours")
    assert "matched" in done.stdout


def test_a_bill_beyond_the_tolerance_exits_with_1(ecsquote: Ecsquote, request_file: Path, tmp_path: Path) -> None:
    """A tenth more tasks are 10 % more: beyond 9.9 %, within 10 %."""
    rows = [replace(row, quantity=row.quantity * Decimal("1.1")) for row in made_rows(quote_request(), "FARGATE")]
    words: list[str | Path] = [
        "bill",
        "check",
        "--quote",
        request_file,
        "--bill",
        export(tmp_path / "bill.csv", rows),
        "--month",
        MONTH,
    ]
    done = ecsquote(*words, "--tolerance", "9.9%", "--format", "json")
    assert done.returncode == 1, done.stderr
    document = json.loads(done.stdout)
    assert document["verdict"] == "beyond"
    assert document["components"][0]["component"] == "fargate_compute"
    assert Decimal(document["total"]["quantity_difference"]) * 10 == Decimal(document["total"]["estimate"])
    assert ecsquote(*words, "--tolerance", "10").returncode == 0


def test_a_printed_quote_is_taken_for_its_request(ecsquote: Ecsquote, request_file: Path, bill_file: Path) -> None:
    quote = request_file.with_name("quote.json")
    quote.write_text(ecsquote("quote", request_file, "--format", "json").stdout)
    done = ecsquote("bill", "check", "--quote", quote, "--bill", bill_file, "--month", MONTH, "--format", "json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["total"]["difference"] == "0"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--month", "october"], "must be a month"),
        (["--month", MONTH, "--tolerance", "much"], "/tolerance: must be a percentage"),
        (["--month", MONTH, "--tag", "team"], "/tag: must be KEY=VALUE"),
        (["--month", MONTH, "--service", "web"], ""),
        (["--month", "2026-11"], "no row of 2026-11"),
    ],
)
def test_wrong_questions_exit_with_2(
    ecsquote: Ecsquote, request_file: Path, bill_file: Path, more: list[str], message: str
) -> None:
    done = ecsquote("bill", "check", "--quote", request_file, "--bill", bill_file, *more)
    assert done.returncode == (2 if message else 0), done.stderr
    assert message in done.stderr


def test_a_bill_that_cannot_be_read_is_named(ecsquote: Ecsquote, request_file: Path, tmp_path: Path) -> None:
    (tmp_path / "bill.csv").write_text("a,b\n1,2\n")
    done = ecsquote("bill", "check", "--quote", request_file, "--bill", tmp_path / "bill.csv", "--month", MONTH)
    assert done.returncode == 2
    assert "bill.csv: is not a cost export" in done.stderr


def test_a_usage_file_is_learned_and_taken(ecsquote: Ecsquote, request_file: Path, bill_file: Path) -> None:
    """The bill has 4 tasks of 0.25 vCPU; its one row of each meter is as of one task of 1 vCPU."""
    done = ecsquote("bill", "learn", "--bill", bill_file, "--month", MONTH)
    assert done.returncode == 0, done.stderr
    assert "# tasks of 1 vCPU\nweb:\n  average_tasks: '1'\n" in done.stdout
    usage = request_file.with_name("usage.yml")
    usage.write_text(done.stdout)
    quoted = ecsquote("quote", request_file, "--usage", usage, "--format", "json")
    assert quoted.returncode == 0, quoted.stderr
    assert json.loads(quoted.stdout)["request"]["services"][0]["load"]["average_tasks"] == "1"
