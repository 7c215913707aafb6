"""`ecsquote portfolio` on the command line: results, the last line of standard error, and exit codes."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

from support_cli import Ecsquote

ROWS = """id,region,cpu,memory_mib,tasks,team
web,us-east-1,1024,2048,4,shop
batch,us-east-1,256,512,x,shop
api,us-east-1,512,1024,3,
"""


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    path = tmp_path / "estate.csv"
    path.write_text(ROWS)
    return path


def test_a_portfolio_is_priced_with_a_discount_and_totals(ecsquote: Ecsquote, estate: Path, tmp_path: Path) -> None:
    """us-east-1: 0.04048 per vCPU-hour and 0.004445 per GB-hour, 730 hours, less 10 %."""
    terms = tmp_path / "terms.json"
    terms.write_text(json.dumps({"discounts": [{"service_code": "AmazonECS", "percent": "10"}]}))
    out = tmp_path / "out"
    words = ("portfolio", estate, "--output", out, "--format", "csv", "--request", terms, "--by", "team")
    done = ecsquote(*words, "--launch-option", "FARGATE")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"Results in {out}\n"
    assert done.stderr.splitlines()[-1].startswith("2 rows priced, 1 set aside; kernel ")
    web = 4 * 730 * (Decimal("0.04048") + 2 * Decimal("0.004445")) * Decimal("0.9")
    api = 3 * 730 * (Decimal("0.04048") / 2 + Decimal("0.004445")) * Decimal("0.9")
    with (out / "totals.csv").open(newline="") as file:
        found = [(row["team"], row["services"], Decimal(row["monthly"])) for row in csv.DictReader(file)]
    assert found == [("", "1", api), ("shop", "1", web)]
    again = ecsquote(*words, "--launch-option", "FARGATE")
    assert (again.returncode, again.stderr) == (
        2,
        f"ecsquote: {out}: is not empty; name another --output, or go on with --resume\n",
    )
    resumed = ecsquote(*words, "--launch-option", "FARGATE", "--resume")
    assert resumed.returncode == 0
    assert resumed.stderr.splitlines()[-1].startswith("2 rows priced, 1 set aside; kernel 0.00 s")


def test_what_cannot_be_priced_at_all_exits_with_2(ecsquote: Ecsquote, estate: Path, tmp_path: Path) -> None:
    estate.write_text(ROWS.replace("memory_mib", "memory"))
    done = ecsquote("portfolio", estate, "--output", tmp_path / "out")
    assert (done.returncode, done.stderr) == (2, "ecsquote: estate.csv: columns are missing: memory_mib\n")
    done = ecsquote("portfolio", tmp_path / "nothing", "--output", tmp_path / "other")
    assert (done.returncode, done.stderr) == (2, f"ecsquote: {tmp_path / 'nothing'}: there is no such file\n")
