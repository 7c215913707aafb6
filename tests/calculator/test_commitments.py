"""The five scenarios of the Savings Plans user guide, to the cent, and what holds for every hour."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecsquote.calculator.savings_plans.commitment_hour import (
    BEFORE_COMPUTE_PLANS,
    COMPUTE_PLANS,
    CoveredHour,
    PlanRates,
    cover_hour,
    covering_order,
)

# "How Savings Plans apply to your usage", https://docs.aws.amazon.com/savingsplans/latest/userguide/sp-applying.html:
# r5.4xlarge, m5.24xlarge Windows, Fargate vCPU, Fargate GB, Lambda GB-seconds, Lambda requests (million)
QUANTITIES = [Fraction(each) for each in ("4", "1", "400", "1600", "1500000", "1")]
ON_DEMAND = [Fraction(each) for each in ("1.00", "10.00", "0.04", "0.004", "0.000015", "0.20")]
COMPUTE = PlanRates(
    COMPUTE_PLANS, tuple(Fraction(each) for each in ("0.70", "8.20", "0.03", "0.003", "0.00001275", "0.20"))
)
R5 = PlanRates(BEFORE_COMPUTE_PLANS, (Fraction("0.60"), None, None, None, None, None))
M5 = PlanRates(BEFORE_COMPUTE_PLANS, (None, Fraction("7.80"), None, None, None, None))


def hour(*plans: tuple[PlanRates, str], reserved_r5: int = 0) -> CoveredHour:
    """The guide's hour under plans with their commitments, in USD."""
    order = covering_order(ON_DEMAND, [rates for rates, _ in plans])
    quantities = [QUANTITIES[0] - reserved_r5, *QUANTITIES[1:]]
    return cover_hour(order, quantities, [Fraction(commitment) for _, commitment in plans])


def on_demand(quantities: Sequence[Fraction]) -> Fraction:
    return sum((quantity * rate for quantity, rate in zip(quantities, ON_DEMAND, strict=True)), Fraction(0))


def cents(money: Fraction) -> Decimal:
    return round(Decimal(float(money)), 2)


def test_everything_on_demand() -> None:
    assert on_demand(QUANTITIES) == Fraction("59.10")


def test_scenario_1_a_commitment_over_all_usage_is_paid_whole() -> None:
    result = hour((COMPUTE, "50"))
    assert result.used == (Fraction("47.125"),)  # the guide prints 47.13
    assert on_demand(result.left) == 0


def test_scenario_2_the_highest_saving_goes_first_and_is_covered_in_part() -> None:
    result = hour((COMPUTE, "2"))
    assert QUANTITIES[0] - result.left[0] == Fraction(2) / Fraction("0.70")  # 2.857 units
    assert cents(on_demand(result.left)) == Decimal("56.24")


@pytest.mark.parametrize(("reserved_r5", "commitment"), [(0, "19.60"), (2, "18.20")])
def test_scenarios_3_and_4_on_equal_savings_the_lower_rate_goes_first(reserved_r5: int, commitment: str) -> None:
    result = hour((COMPUTE, commitment), reserved_r5=reserved_r5)
    # r5 saves 30 %; Fargate GB at 0.003 goes before vCPU at 0.03, both save 25 %
    assert list(result.left) == [0, 1, 0, 0, 1500000, 1]
    assert on_demand(result.left) == Fraction("32.70")


def test_a_dollar_less_in_scenario_3_leaves_the_higher_rate_on_demand() -> None:
    result = hour((COMPUTE, "18.60"))
    assert list(result.left) == [0, 1, Fraction(1) / Fraction("0.03"), 0, 1500000, 1]


@pytest.mark.parametrize("compute_first", [True, False])
def test_scenario_5_the_ec2_instance_plan_goes_before_the_compute_plan(*, compute_first: bool) -> None:
    plans = [(R5, "3.00"), (COMPUTE, "16.80")]
    result = hour(*(reversed(plans) if compute_first else plans))
    used = dict(zip("rc" if not compute_first else "cr", result.used, strict=True))
    assert used == {"r": Fraction("2.40"), "c": Fraction("16.80")}  # 0.60 of the EC2 Instance plan are lost
    assert list(result.left) == [0, 1, 0, 0, 1500000, 1]
    assert on_demand(result.left) == Fraction("32.70")


def test_what_the_ec2_instance_plan_leaves_the_compute_plan_takes() -> None:
    # half of the r5 at 0.60; the other half at 0.70 before Fargate, whose GB (4.80) and a third of its vCPU follow
    result = hour((R5, "1.20"), (COMPUTE, "10.20"))
    assert result.used == (Fraction("1.20"), Fraction("10.20"))
    assert list(result.left) == [0, 1, Fraction(800, 3), 0, 1500000, 1]


def test_a_higher_saving_of_a_compute_plan_does_not_go_before_an_ec2_instance_plan() -> None:
    # m5 saves 22 % under its own plan, r5 30 % under the Compute plan: the kinds never mix
    result = hour((COMPUTE, "8.20"), (M5, "3.90"))
    assert result.used == (Fraction("8.20"), Fraction("3.90"))
    assert result.left[1] == Fraction(1, 2)
    assert result.left[0] == 0


def test_of_two_plans_of_a_kind_the_higher_saving_goes_first() -> None:
    dearer = PlanRates(COMPUTE_PLANS, tuple(rate and rate + Fraction(1, 10**6) for rate in COMPUTE.rates))
    result = hour((dearer, "2.80"), (COMPUTE, "1.40"))
    # the better plan covers two of the four r5, the other the rest; then it takes Fargate's vCPU
    # (a saving of 24.9975 %) before GB (24.975 %)
    assert result.left[0] == 0
    assert result.used == (Fraction("2.80"), Fraction("1.40"))
    spent_on_r5 = 2 * Fraction("0.700001")
    assert result.left[2] == 400 - (Fraction("2.80") - spent_on_r5) / Fraction("0.030001")
    assert result.left[3] == 1600


def test_what_is_free_on_demand_takes_no_commitment() -> None:
    order = covering_order([Fraction(0), Fraction(1)], [PlanRates(COMPUTE_PLANS, (Fraction(1), Fraction(1, 2)))])
    assert [match.usage for match in order] == [1]


def test_a_plan_that_pays_nothing_for_a_usage_covers_all_of_it() -> None:
    order = covering_order([Fraction(1)], [PlanRates(COMPUTE_PLANS, (Fraction(0),))])
    assert cover_hour(order, [Fraction(5)], [Fraction(0)]) == CoveredHour((Fraction(0),), (Fraction(0),))


rates = st.fractions(min_value=Fraction(1, 10000), max_value=10, max_denominator=10000)
usages = st.lists(
    st.tuples(
        st.fractions(min_value=0, max_value=1000, max_denominator=100),
        rates,
        st.fractions(min_value=Fraction(1, 10), max_value=1, max_denominator=100),
    ),
    max_size=6,
)


@given(usages, st.fractions(min_value=0, max_value=1000, max_denominator=100))
def test_all_of_a_commitment_is_used_or_all_usage_is_covered(
    usages: list[tuple[Fraction, Fraction, Fraction]], commitment: Fraction
) -> None:
    quantities = [quantity for quantity, _, _ in usages]
    plan = PlanRates(COMPUTE_PLANS, tuple(rate * share for _, rate, share in usages))
    result = cover_hour(covering_order([rate for _, rate, _ in usages], [plan]), quantities, [commitment])
    everything = sum((quantity * rate * share for quantity, rate, share in usages), Fraction(0))
    assert result.used == (min(commitment, everything),)
    assert all(0 <= left <= quantity for left, quantity in zip(result.left, quantities, strict=True))
