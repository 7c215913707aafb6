"""Rate.charges: every part of a quantity is billed once, at its own tier."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecsquote.pricing.meters import INTERNET_OUT_GB
from ecsquote.pricing.price import Rate
from support_catalog import fixed_price, fixed_rate

INTERNET = fixed_rate(INTERNET_OUT_GB, [("10240", "0.09"), ("51200", "0.085"), ("153600", "0.07"), (None, "0.05")])

BOUNDARIES = [
    # quantity, already used, parts by tier
    ("0", "0", []),
    ("10240", "0", ["10240"]),
    ("10240.000001", "0", ["10240", "0.000001"]),
    ("1", "10240", ["1"]),
    ("1", "10239.5", ["0.5", "0.5"]),
    ("0", "10240", []),
    ("153601", "0", ["10240", "40960", "102400", "1"]),
    ("5", "1000000", ["5"]),
]


@pytest.mark.parametrize(("quantity", "after", "parts"), BOUNDARIES)
def test_boundaries_of_tiers(quantity: str, after: str, parts: list[str]) -> None:
    charges = list(INTERNET.charges(Decimal(quantity), Decimal(after)))
    assert [charge.quantity for charge in charges] == [Decimal(part) for part in parts]


quantities = st.decimals(min_value=0, max_value=10**9, places=6)
edges = st.lists(st.integers(1, 10**9), unique=True, max_size=5).map(sorted)


@given(ends=edges, quantity=quantities, after=quantities)
def test_charges_partition_the_quantity(ends: list[int], quantity: Decimal, after: Decimal) -> None:
    tiers = [(str(end), "1") for end in ends] + [(None, "1")]
    charges = list(fixed_rate(INTERNET_OUT_GB, tiers).charges(quantity, after))
    assert sum((charge.quantity for charge in charges), Decimal(0)) == quantity
    place = after
    for charge in charges:
        assert charge.quantity > 0
        assert charge.price.begin_range <= place
        place += charge.quantity
        assert charge.price.end_range is None or place <= charge.price.end_range


GAPS = [
    [],
    [("1", None)],
    [("0", "10")],
    [("0", "10"), ("11", None)],
    [("0", "10"), ("9", None)],
    [("0", None), ("10", None)],
]


@pytest.mark.parametrize("ranges", GAPS)
def test_tiers_that_do_not_join_are_no_rate(ranges: list[tuple[str, str | None]]) -> None:
    with pytest.raises(ValueError, match="tier"):
        Rate(tuple(fixed_price(INTERNET_OUT_GB, "1", begin_range=low, end_range=high) for low, high in ranges))


def test_only_a_rate_without_tiers_is_single() -> None:
    assert fixed_rate(INTERNET_OUT_GB, "0.09").single.unit_price == Decimal("0.09")
    with pytest.raises(ValueError, match="4 tiers"):
        _ = INTERNET.single
