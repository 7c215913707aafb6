"""Sums of fractions: the fast way and the plain one give the same."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ecsquote.units import fraction_sum


@given(st.lists(st.fractions(max_denominator=200)))
def test_a_sum_of_fractions_is_the_plain_sum(values: list[Fraction]) -> None:
    assert fraction_sum(values) == sum(values, Fraction(0))


def test_a_sum_of_fractions_by_hand() -> None:
    # 1/3 + 1/4 + 1/3 + 1/12 = 4/12 + 3/12 + 4/12 + 1/12
    assert fraction_sum([Fraction(1, 3), Fraction(1, 4), Fraction(1, 3), Fraction(1, 12)]) == 1
    assert fraction_sum([]) == 0
