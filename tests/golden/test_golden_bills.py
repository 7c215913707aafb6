"""Each example's bill in six Regions, as people read it, compared to the letter with the file kept here.

`make golden` writes the files anew; the diff is to be read before it is committed.
"""

import io
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ecsquote.calculator.compare import compare
from ecsquote.calculator.request import read_request
from ecsquote.cli.inputs import Overrides, read_request_document
from ecsquote.cli.quote_output import write_quotes
from support_catalog import shipped_catalog
from support_cli import EXAMPLES

BILLS = Path(__file__).parent
REQUESTS = sorted(EXAMPLES.glob("*.json"))
REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-1", "sa-east-1", "us-gov-west-1", "ap-southeast-6")
UPDATE = os.environ.get("UPDATE_GOLDEN_BILLS") == "1"


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("example", REQUESTS, ids=lambda path: path.stem)
def test_the_bill_is_the_golden_one(example: Path, region: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    catalog = shipped_catalog()
    document = read_request_document(str(example), Overrides(region=region))
    quote = compare(read_request(document, catalog), catalog)
    text = io.StringIO()
    write_quotes([quote], "table", text, explain=True, now=datetime.now(UTC))
    bill = text.getvalue()
    golden = BILLS / f"{example.stem}.{region}.txt"
    if UPDATE:
        golden.write_text(bill, encoding="utf-8")
    assert golden.exists(), f"{golden.name} is missing; make golden writes it"
    assert bill == golden.read_text(encoding="utf-8")


def test_no_golden_bill_is_left_over() -> None:
    expected = {f"{example.stem}.{region}.txt" for example in REQUESTS for region in REGIONS}
    assert {path.name for path in BILLS.glob("*.txt")} - expected == set()


def test_the_examples_are_the_ones_that_people_ask_for() -> None:
    names = {path.stem for path in REQUESTS}
    assert names == {"my-task", "web-service", "nightly-batch", "gpu-service", "windows-service", "cluster"}
