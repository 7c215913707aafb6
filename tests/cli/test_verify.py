"""`ecsquote verify`: files and kept quotes against the played calculator, as a user runs it."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.quotes.kept import new_quote
from ecsquote.quotes.store import QuoteStore
from played_aws.pricing_calculator import PlayedCalculator
from support_catalog import shipped_catalog
from support_cli import EXAMPLES, Ecsquote
from support_verify import FARGATE, shipped_rows
from support_verify import calculator_variables as variables

REGION = "eu-west-1"
WEB = EXAMPLES / "web-service.json"
ASKED = "ecsquote: AWS's calculator prices"


@pytest.fixture
def calculator() -> Iterator[PlayedCalculator]:
    """The prices that ship, for Ireland."""
    with PlayedCalculator(shipped_rows(REGION)) as calculator:
        yield calculator


def test_a_file_agrees(ecsquote: Ecsquote, calculator: PlayedCalculator) -> None:
    done = ecsquote("verify", WEB, "--region", REGION, env=variables(calculator))
    assert done.returncode == 0
    assert done.stderr.startswith(ASKED)
    assert "what AWS charges for it is not known" in done.stderr
    assert "rows agree" in done.stdout
    assert "Not compared, Spot prices are not in AWS's calculator" in done.stdout
    assert "EU-NatGateway-Hours" in done.stdout


def test_one_perturbed_price_is_found_and_named_first(ecsquote: Ecsquote, calculator: PlayedCalculator) -> None:
    calculator.perturbed["AmazonECS", FARGATE, ""] = Decimal("1.02")
    options = ("--region", REGION, "--launch-option", "FARGATE")
    done = ecsquote("verify", WEB, *options, env=variables(calculator))
    assert done.returncode == 1
    assert "More than a cent apart: 1 of" in done.stdout
    rows = [line for line in done.stdout.splitlines() if line.startswith("EU-")]
    assert rows[0].startswith(FARGATE)
    assert "+$" in rows[0]
    assert not any("+$" in row or "-$" in row for row in rows[1:])
    found = json.loads(ecsquote("verify", WEB, *options, "--format", "json", env=variables(calculator)).stdout)
    assert found["verdict"] == "differs"
    (row,) = [row for row in found["rows"] if row["differs"]]
    # 2 % of the line; a double has fifteen digits at least
    assert abs(Decimal(row["difference"]) - Decimal(row["monthly"]) * Decimal("0.02")) < Decimal("1e-9")
    assert found["options"][0]["differs"]


def test_a_line_that_aws_does_not_know_is_named_and_fails_nothing(
    ecsquote: Ecsquote, calculator: PlayedCalculator
) -> None:
    calculator.rows = {name: row for name, row in calculator.rows.items() if name[1] != "EU-NatGateway-Bytes"}
    done = ecsquote("verify", WEB, "--region", REGION, env=variables(calculator))
    assert done.returncode == 0
    assert "AWS could not price EU-NatGateway-Bytes (NatGateway)" in done.stdout
    assert "NOT_FOUND, No price was found for the usage line." in " ".join(done.stdout.split())


def test_nothing_that_aws_can_price(ecsquote: Ecsquote, calculator: PlayedCalculator) -> None:
    calculator.rows = {}
    done = ecsquote("verify", WEB, "--region", REGION, "--launch-option", "FARGATE", env=variables(calculator))
    assert done.returncode == 3
    assert "Nothing could be compared" in done.stdout
    spot = ("--region", REGION, "--launch-option", "FARGATE_SPOT")
    done = ecsquote("verify", EXAMPLES / "my-task.json", *spot, env=variables(calculator))
    assert (done.returncode, done.stderr) == (3, "")


@pytest.mark.parametrize(
    ("fault", "word"), [({"denied": True}, "AccessDeniedException"), ({"throttled": 99}, "ThrottlingException")]
)
def test_denied_or_throttled_to_the_end(
    ecsquote: Ecsquote, calculator: PlayedCalculator, fault: dict[str, int], word: str
) -> None:
    for name, value in fault.items():
        setattr(calculator, name, value)
    done = ecsquote("verify", WEB, "--region", REGION, env=variables(calculator))
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.splitlines()[-1] == (
        f"ecsquote: AWS's calculator: {word} from GetUsageLinesEstimatedCost "
        "(bcm-pricing-calculator:GetUsageLinesEstimatedCost)"
    )


def test_without_credentials(ecsquote: Ecsquote) -> None:
    done = ecsquote("verify", WEB, "--region", REGION, env={"AWS_EC2_METADATA_DISABLED": "true"})
    assert (done.returncode, done.stdout) == (3, "")
    assert "there are none" in done.stderr


def test_throttled_halfway_prints_what_was_answered(ecsquote: Ecsquote, calculator: PlayedCalculator) -> None:
    calculator.answered_before_throttling = 1
    done = ecsquote("verify", WEB, "--region", REGION, env=variables(calculator))
    assert done.returncode == 3
    assert "rows agree" in done.stdout
    assert "NOT_ANSWERED" in done.stdout


def test_account_rates(ecsquote: Ecsquote, calculator: PlayedCalculator, tmp_path: Path) -> None:
    calculator.private_rates = Decimal("0.9")
    request = {**json.loads(WEB.read_text()), "discounts": [{"service_code": "*", "percent": "10"}]}
    file = tmp_path / "discounted.json"
    file.write_text(json.dumps(request))
    options = ("--region", REGION, "--launch-option", "FARGATE")
    done = ecsquote("verify", file, *options, "--rates", "account", env=variables(calculator))
    assert (done.returncode, calculator.calls[0]["rateType"]) == (0, "AFTER_DISCOUNTS")
    done = ecsquote("verify", file, *options, env=variables(calculator))
    assert "Not compared, a private rate" in done.stdout
    assert done.returncode == 3


def test_a_kept_quote(ecsquote: Ecsquote, calculator: PlayedCalculator) -> None:
    catalog = shipped_catalog()
    request = {**json.loads(WEB.read_text()), "region": REGION, "launch_options": ["FARGATE", "FARGATE_SPOT"]}
    data = ecsquote.home / "data"
    data.mkdir(parents=True)
    store = QuoteStore.open(f"sqlite:///{data / 'quotes.sqlite3'}")
    kept = store.add(new_quote(price_request(read_request(request, catalog), catalog))).id
    store.close()
    done = ecsquote("verify", kept, "--launch-option", "FARGATE", "--format", "json", env=variables(calculator))
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert (found["quote_id"], [each["launch_option"] for each in found["options"]]) == (kept, ["FARGATE"])
    done = ecsquote("verify", kept, "--tasks", "3", env=variables(calculator))
    assert (done.returncode, done.stdout) == (2, "")
    assert "a kept quote never changes" in done.stderr
    assert ecsquote("verify", "0" * 32, env=variables(calculator)).returncode == 2
