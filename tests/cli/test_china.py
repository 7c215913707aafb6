"""Quotes in yuan on the command line: their sign, what is missing, and a second currency next to them."""

import json
from decimal import Decimal
from pathlib import Path

from support_cli import EXAMPLES, Ecsquote
from support_tables import card, write_tables

NINGXIA = {"region": "cn-northwest-1", "location": "China (Ningxia)", "location_type": "AWS Region"}
MY_TASK = EXAMPLES / "my-task.json"


def rate_card(folder: Path) -> Path:
    """One yuan an hour for a vCPU on Fargate, half a yuan for a GB."""
    vcpu = {"usage_type": "Fargate-vCPU-Hours:perCPU", "unit": "vCPU-Hours", "price": "1"}
    rows = [card(region="cn-northwest-1", currency="CNY", **each) for each in (vcpu, {"price": "0.5"})]
    return write_tables(folder, {"regions.csv": [NINGXIA], "prices.csv": rows})


def test_an_option_of_china_names_the_volume_price_that_is_missing(ecsquote: Ecsquote) -> None:
    done = ecsquote("quote", MY_TASK, "--region", "cn-north-1", "--launch-option", "EC2_ON_DEMAND")
    assert done.returncode == 3
    assert "cn-north-1, 1 service, CNY" in done.stdout
    assert "no price for AmazonEC2 EBS:VolumeUsage.gp3 in cn-north-1" in done.stdout


def test_managed_instances_are_not_offered_in_china(ecsquote: Ecsquote) -> None:
    done = ecsquote("quote", MY_TASK, "--region", "cn-north-1", "--launch-option", "MANAGED_INSTANCES")
    assert "AWS does not offer ECS Managed Instances in cn-north-1" in " ".join(done.stdout.split())


def test_a_quote_in_yuan_shows_no_dollars(ecsquote: Ecsquote, tmp_path: Path) -> None:
    assert ecsquote("prices", "import", rate_card(tmp_path / "card"), "--version", "card").returncode == 0
    asked = ("--region", "cn-northwest-1", "--launch-option", "FARGATE")
    table = ecsquote("quote", MY_TASK, *asked)
    # 0.25 vCPU and 0.5 GB: 730 × (0.25 × 1 + 0.5 × 0.5) = 365 yuan
    assert "CNY 365.00" in table.stdout
    assert "$" not in table.stdout
    quote = json.loads(ecsquote("quote", MY_TASK, *asked, "--format", "json").stdout)
    assert (quote["currency"], quote["options"][0]["monthly"]) == ("CNY", "365")


def test_a_second_currency_is_shown_at_the_rate_that_is_given(ecsquote: Ecsquote) -> None:
    asked = ("quote", MY_TASK, "--region", "us-east-1", "--launch-option", "FARGATE", "--currency", "EUR")
    quote = json.loads(ecsquote(*asked, "--exchange-rate", "0.5", "--format", "json").stdout)
    (option,), (shown,) = quote["options"], quote["second_currency"]["options"]
    assert Decimal(shown["monthly"]) == Decimal(option["monthly"]) / 2
    assert (quote["currency"], quote["second_currency"]["currency"]) == ("USD", "EUR")
    for form in ("table", "markdown"):
        assert "EUR at 0.5 for 1 USD, as given" in ecsquote(*asked, "--exchange-rate", "0.5", "--format", form).stdout
    assert "go together" in ecsquote(*asked).stderr
    assert "--exchange-rate must be a decimal above 0" in ecsquote(*asked, "--exchange-rate", "0").stderr


def test_an_unknown_region_suggests_those_of_its_partition(ecsquote: Ecsquote) -> None:
    done = ecsquote("quote", MY_TASK, "--region", "cn-east-1")
    assert done.returncode == 2
    assert "did you mean cn-northwest-1 or cn-north-1?" in done.stderr
