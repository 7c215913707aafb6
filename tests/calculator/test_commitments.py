"""The five scenarios of the Savings Plans user guide, to the cent, and what holds for every hour."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecsquote.calculator.commitments import EligibleUsage, cover_hour


def usage(quantity: str, on_demand: str, plan: str) -> EligibleUsage:
    return EligibleUsage(Fraction(quantity), Fraction(on_demand), Fraction(plan))


# "How Savings Plans apply to your usage", https://docs.aws.amazon.com/savingsplans/latest/userguide/sp-applying.html:
# r5.4xlarge, m5.24xlarge Windows, Fargate vCPU, Fargate GB, Lambda GB-seconds, Lambda requests (million)
ON_DEMAND = ("1.00", "10.00", "0.04", "0.004", "0.000015", "0.20")
COMPUTE = ("0.70", "8.20", "0.03", "0.003", "0.00001275", "0.20")
EC2_INSTANCE = ("0.60", "7.80")
QUANTITIES = ("4", "1", "400", "1600", "1500000", "1")


def hour(*, reserved_r5: int = 0) -> list[EligibleUsage]:
    quantities = (str(int(QUANTITIES[0]) - reserved_r5), *QUANTITIES[1:])
    return [usage(*row) for row in zip(quantities, ON_DEMAND, COMPUTE, strict=True)]


def on_demand_left(usages: list[EligibleUsage], covered: tuple[Fraction, ...]) -> Fraction:
    return sum(
        ((use.quantity - part) * use.on_demand_rate for use, part in zip(usages, covered, strict=True)), Fraction(0)
    )


def test_everything_on_demand_and_everything_under_the_plan() -> None:
    assert on_demand_left(hour(), (Fraction(0),) * 6) == Fraction("59.10")
    assert sum(use.quantity * use.plan_rate for use in hour()) == Fraction("47.125")  # the guide prints 47.13


def test_scenario_1_a_commitment_over_all_usage_is_paid_whole() -> None:
    result = cover_hour(hour(), Fraction(50))
    assert result.used == Fraction("47.125")
    assert on_demand_left(hour(), result.quantities) == 0


def test_scenario_2_the_highest_saving_goes_first_and_is_covered_in_part() -> None:
    result = cover_hour(hour(), Fraction(2))
    assert result.quantities[0] == Fraction(2) / Fraction("0.70")  # 2.857 units
    assert round(Decimal(float(on_demand_left(hour(), result.quantities))), 2) == Decimal("56.24")


@pytest.mark.parametrize(("reserved_r5", "commitment"), [(0, "19.60"), (2, "18.20")])
def test_scenarios_3_and_4_on_equal_savings_the_lower_rate_goes_first(reserved_r5: int, commitment: str) -> None:
    usages = hour(reserved_r5=reserved_r5)
    result = cover_hour(usages, Fraction(commitment))
    assert result.quantities[0] == 4 - reserved_r5  # 30 % saving
    assert result.quantities[3] == 1600  # Fargate GB at 0.003 before vCPU at 0.03, both 25 %
    assert result.quantities[2] == 400
    assert result.quantities[1] == 0
    assert on_demand_left(usages, result.quantities) == Fraction("32.70")


def test_scenario_5_the_ec2_instance_plan_goes_before_the_compute_plan() -> None:
    instances = [usage(*row) for row in zip(QUANTITIES[:1], ON_DEMAND[:1], EC2_INSTANCE[:1], strict=True)]  # family r5
    first = cover_hour(instances, Fraction("3.00"))
    assert first.used == Fraction("2.40")
    rest = hour(reserved_r5=4)
    second = cover_hour(rest, Fraction("16.80"))
    assert on_demand_left(rest, second.quantities) == Fraction("32.70")


rates = st.fractions(min_value=Fraction(1, 10000), max_value=10, max_denominator=10000)
usages = st.lists(
    st.builds(
        lambda quantity, on_demand, ratio: EligibleUsage(quantity, on_demand, on_demand * ratio),
        st.fractions(min_value=0, max_value=1000, max_denominator=100),
        rates,
        st.fractions(min_value=Fraction(1, 10), max_value=1, max_denominator=100),
    ),
    max_size=6,
)


@given(usages, st.fractions(min_value=0, max_value=1000, max_denominator=100))
def test_a_plan_never_costs_more_than_its_commitment_plus_on_demand(
    usages: list[EligibleUsage], commitment: Fraction
) -> None:
    result = cover_hour(usages, commitment)
    all_on_demand = on_demand_left(usages, (Fraction(0),) * len(usages))
    assert commitment + on_demand_left(usages, result.quantities) <= commitment + all_on_demand
    assert result.used <= commitment
    assert all(0 <= part <= use.quantity for part, use in zip(result.quantities, usages, strict=True))
    everything = sum((use.quantity * use.plan_rate for use in usages), Fraction(0))
    assert result.used == min(commitment, everything)
