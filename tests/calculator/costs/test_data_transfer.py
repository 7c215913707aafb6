"""Data transfer: the allowance once an account, tiers beyond it, both sides of a zone border, pairs of Regions."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecsquote.calculator.costs.data_transfer import DataTransfer
from ecsquote.errors import PriceNotFound
from ecsquote.pricing.meters import INTER_AZ_GB, INTERNET_OUT_GB, Meter, inter_region_gb
from support_catalog import Tiers
from support_costs import bill_at, cost, lines

# us-east-1, https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer: 10 TB, 40 TB, 100 TB, then the rest
TIERS: Tiers = [("10240", "0.09"), ("51200", "0.085"), ("153600", "0.07"), (None, "0.05")]
RATES: dict[Meter, str | Tiers] = {INTERNET_OUT_GB: TIERS, INTER_AZ_GB: "0.01", inter_region_gb("us-west-2"): "0.02"}
US_EAST_1 = bill_at(RATES)


def internet(gb: str, account: str = "0") -> DataTransfer:
    return DataTransfer.model_validate({"internet_out_gb": gb, "account_internet_out_gb": account})


@pytest.mark.parametrize(
    ("gb", "expected"),
    [
        ("100", []),
        ("100.5", [("0.5", "0.09")]),
        ("500", [("400", "0.09")]),  # $36
        ("10340", [("10240", "0.09")]),  # 100 free + 10,240
        ("10341", [("10240", "0.09"), ("1", "0.085")]),
        ("51300", [("10240", "0.09"), ("40960", "0.085")]),
        ("51301", [("10240", "0.09"), ("40960", "0.085"), ("1", "0.07")]),
        ("153700", [("10240", "0.09"), ("40960", "0.085"), ("102400", "0.07")]),
        ("153701", [("10240", "0.09"), ("40960", "0.085"), ("102400", "0.07"), ("1", "0.05")]),
    ],
)
def test_tiers_count_gb_beyond_the_allowance(gb: str, expected: list[tuple[str, str]]) -> None:
    assert lines(internet(gb), US_EAST_1) == [("data_transfer", *line) for line in expected]


@pytest.mark.parametrize(
    ("gb", "account", "expected"),
    [
        ("50", "50", []),
        ("50", "50.25", [("0.25", "0.09")]),
        ("50", "99", [("49", "0.09")]),
        ("50", "100", [("50", "0.09")]),
        ("50", "101", [("50", "0.09")]),
        ("50", "10290", [("50", "0.09")]),  # 10,190 beyond the allowance; this workload fills the tier to its end
        ("50", "10291", [("49", "0.09"), ("1", "0.085")]),
        ("50", "10340", [("50", "0.085")]),
        ("50", "1000000", [("50", "0.05")]),
        ("0", "1000000", []),
    ],
)
def test_the_rest_of_the_account_comes_first(gb: str, account: str, expected: list[tuple[str, str]]) -> None:
    assert lines(internet(gb, account), US_EAST_1) == [("data_transfer", *line) for line in expected]


@pytest.mark.parametrize(
    ("region", "billed"),
    [("us-gov-west-1", "150"), ("cn-north-1", "150"), ("ca-central-1", "50"), ("us-east-1", "50")],
)
def test_no_allowance_in_govcloud_and_china(region: str, billed: str) -> None:
    assert lines(internet("150"), bill_at(RATES, region)) == [("data_transfer", billed, "0.09")]


def test_the_allowance_is_said_aloud() -> None:
    assert "cover 50 GB of this workload's" in " ".join(internet("200", "50").assumptions("us-east-1"))
    assert "cover 20 GB of this workload's" in " ".join(internet("20", "50").assumptions("us-east-1"))
    assert "cover 0 GB of this workload's" in " ".join(internet("20", "100").assumptions("us-east-1"))
    assert list(DataTransfer().assumptions("us-east-1")) == []
    (words,) = internet("50").assumptions("us-gov-west-1")
    assert "no GB of an account are free" in words
    assert "cover" not in words


def test_a_zone_border_has_two_sides() -> None:
    """1,000 GB out of one zone and into the other: 2,000 × 0.01."""
    transfer = DataTransfer.model_validate({"inter_az_gb": "1000"})
    assert lines(transfer, US_EAST_1) == [("data_transfer", "2000", "0.01")]


def test_another_region_is_billed_to_the_sender_only() -> None:
    transfer = DataTransfer.model_validate({"inter_region_gb": {"us-west-2": "50"}})
    assert lines(transfer, US_EAST_1) == [("data_transfer", "50", "0.02")]


def test_a_pair_of_regions_without_a_price_is_named() -> None:
    transfer = DataTransfer.model_validate({"inter_region_gb": {"us-west-2": "0", "eu-west-1": "1"}})
    with pytest.raises(PriceNotFound, match="eu-west-1"):
        cost(transfer, US_EAST_1)


def test_targets_that_are_no_region_are_faults() -> None:
    transfer = DataTransfer.model_validate(
        {"inter_region_gb": {"us-west-2": 1, "us-west-9": 1, "us-east-1": 1, "a/~b": 1}}
    )
    faults = {fault.pointer: fault.message for fault in transfer.faults({"us-east-1", "us-west-2"}, "us-east-1")}
    assert set(faults) == {
        "/usage/data_transfer/inter_region_gb/us-west-9",
        "/usage/data_transfer/inter_region_gb/us-east-1",
        "/usage/data_transfer/inter_region_gb/a~1~0b",
    }
    assert "not a Region" in faults["/usage/data_transfer/inter_region_gb/us-west-9"]
    assert "own Region" in faults["/usage/data_transfer/inter_region_gb/us-east-1"]


gb_values = st.decimals(0, 200_000, places=3)


def _account_bill(gb: Fraction) -> Fraction:
    """What a whole account pays for a number of GB, tier by tier, from the price page."""
    left, bill = max(Fraction(0), gb - 100), Fraction(0)
    for size, usd in [(10240, "0.09"), (40960, "0.085"), (102400, "0.07")]:
        part = min(left, Fraction(size))
        bill += part * Fraction(usd)
        left -= part
    return bill + left * Fraction("0.05")


@given(gb_values, gb_values)
def test_a_workload_pays_what_it_adds_to_its_accounts_bill(own: Decimal, rest: Decimal) -> None:
    added = _account_bill(Fraction(rest) + Fraction(own)) - _account_bill(Fraction(rest))
    assert Fraction(cost(internet(str(own), str(rest)), US_EAST_1)) == added


def test_nothing_is_billed_for_nothing() -> None:
    assert cost(DataTransfer(), bill_at({})) == Decimal(0)
