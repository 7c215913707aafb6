"""Each example's bill in six Regions and both fleet profiles, as people read it, compared with the file kept here.

`make golden` writes the files anew; the diff is to be read before it is committed.
"""

import io
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ecsquote.calculator.analysis.advice import no_time_limit
from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.cli.output.quote_output import write_quotes
from ecsquote.contract.quotes import Quote, quote_document
from ecsquote.contract.verifications import VerificationVerdict
from ecsquote.inputs.files import read_files
from ecsquote.inputs.overrides import Overrides
from ecsquote.inputs.quote_requests import Asked, request_of
from ecsquote.pricing.store.catalog_store import CatalogStore
from ecsquote.quotes.quoter import Quoter
from ecsquote.settings import Settings
from played_aws.pricing_calculator import PlayedCalculator
from support_catalog import shipped_catalog
from support_cli import EXAMPLES
from support_verify import shipped_rows, verified

BILLS = Path(__file__).parent
README = EXAMPLES.with_name("README.md")
REQUESTS = sorted(EXAMPLES.glob("*.json"))
REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-1", "sa-east-1", "us-gov-west-1", "ap-southeast-6")
FEWER_REGIONS = {"platform": REGIONS[:4]}
"""A platform's fleets are planned for a dozen different hours: seconds a Region, so four of them stand for all."""
PROFILES = ("production", "cheapest")
PACKED_REGIONS = ("us-east-1", "sa-east-1")
"""Perfect packing in two Regions: with Spot prices, and with few of them."""
BILLED = [
    (example, region, profile)
    for example in REQUESTS
    for profile in PROFILES
    for region in FEWER_REGIONS.get(example.stem, REGIONS)
    if profile == PROFILES[0] or region in PACKED_REGIONS
]
UPDATE = os.environ.get("UPDATE_GOLDEN_BILLS") == "1"


Billed = tuple[Path, str, str, Quote]
"""An example, a Region, a fleet profile, and the quote of them."""


@pytest.fixture(scope="module", params=BILLED, ids=lambda each: "-".join((each[0].stem, *each[1:])))
def billed(request: pytest.FixtureRequest) -> Billed:
    """Every quote once, for all that is held against it."""
    example, region, profile = request.param
    catalog = shipped_catalog()
    document = request_of(read_files(str(example)), Asked(Overrides(region=region))).document
    if profile != PROFILES[0]:
        document["fleet"] = {**document.get("fleet", {}), "profile": profile}
    return example, region, profile, price_request(read_request(document, catalog), catalog)


def bill(quote: Quote) -> str:
    """What `ecsquote quote --explain` prints into a pipe, without what depends on the day."""
    text = io.StringIO()
    write_quotes([quote], "table", text, explain=True, now=datetime.now(UTC))
    return text.getvalue()


@pytest.fixture(autouse=True)
def _a_width_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)


def golden_bill(example: Path, region: str, profile: str) -> Path:
    """Where a bill is kept; production is what a request has that names no profile."""
    return BILLS / f"{example.stem}.{region}{'' if profile == PROFILES[0] else f'.{profile}'}.txt"


def test_the_bill_is_the_golden_one(billed: Billed) -> None:
    example, region, profile, quote = billed
    printed = bill(quote)
    golden = golden_bill(example, region, profile)
    if UPDATE:
        golden.write_text(printed, encoding="utf-8")
    assert golden.exists(), f"{golden.name} is missing; make golden writes it"
    assert printed == golden.read_text(encoding="utf-8")


def test_aws_s_calculator_comes_to_the_same(billed: Billed) -> None:
    """Every line that can be put to AWS's calculator, priced by the one of the played AWS from the rows that ship."""
    _, region, _, quote = billed
    with PlayedCalculator(shipped_rows(region)) as calculator:
        found = verified(quote_document(quote), calculator)
    available = any(option.available for option in quote.options)
    assert bool(found.rows) == available
    assert [row for row in found.rows if row.differs] == []
    assert [option for option in found.options if option.differs] == []
    assert found.not_priced == ()
    assert found.verdict is (VerificationVerdict.AGREES if available else VerificationVerdict.NOT_PRICED)


def readme_quote() -> str:
    """The smallest task on the day of the catalog, with what is worth a look, however long that takes to find."""
    document = request_of(read_files(str(EXAMPLES / "my-task.json")), Asked(Overrides(region="us-east-1"))).document
    quoter = Quoter(CatalogStore(None), Settings().stale_days)
    quote = quoter.price_with_a_look(quoter.read(document), shipped_catalog().published_at, no_time_limit)
    text = io.StringIO()
    write_quotes([quote], "table", text, explain=False, now=datetime.now(UTC))
    return text.getvalue()


def test_the_readme_shows_what_make_quote_prints() -> None:
    printed = readme_quote()
    before, after = "(examples/my-task.json):\n\n```\n", "```\n"
    text = README.read_text(encoding="utf-8")
    start = text.index(before) + len(before)
    end = text.index(after, start)
    if UPDATE:
        text = text[:start] + printed + text[end:]
        end = start + len(printed)
        README.write_text(text, encoding="utf-8")
    assert printed == text[start:end]


def test_no_golden_bill_is_left_over() -> None:
    expected = {golden_bill(*billed).name for billed in BILLED}
    assert {path.name for path in BILLS.glob("*.txt")} - expected == set()


def test_the_examples_are_the_ones_that_people_ask_for() -> None:
    names = {path.stem for path in REQUESTS}
    assert names == {"my-task", "web-service", "nightly-batch", "gpu-service", "windows-service", "cluster", "platform"}
