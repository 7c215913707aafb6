"""Every line is quantity × unit price to the last digit, whatever is used; quantities keep at most 12 decimals."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecsquote.calculator.components import Usage, needed_meters
from ecsquote.calculator.costs.ecr import Ecr
from ecsquote.calculator.costs.fargate_compute import FargateCompute
from ecsquote.calculator.costs.load_balancer import LoadBalancer
from ecsquote.pricing.meters import ECR_STORED_GB, FARGATE_GB, FARGATE_VCPU, NAT_GATEWAY_GB, Meter, inter_region_gb
from ecsquote.pricing.meters import load_balancer_hours as hours_of
from ecsquote.pricing.meters import load_balancer_lcu as lcu_of
from support_catalog import Tiers
from support_costs import bill_at, lines
from support_requests import usages

# prices with all ten decimals that AWS prints, in three tiers with ragged ends
RAGGED: Tiers = [("7.000000000001", "0.0123456789"), ("1000.5", "0.0098765433"), (None, "0.0000160599")]
ALL_RATES: dict[Meter, str | Tiers] = {
    **{meter: RAGGED for meter in needed_meters() if "*" not in meter.usage_type + meter.variant},
    inter_region_gb("eu-west-2"): RAGGED,
}


@given(usages(), st.sampled_from(["us-east-1", "us-gov-west-1"]), st.sampled_from(["730", "672", "730.5"]))
def test_every_line_of_any_usage_is_exact(document: dict[str, Any], region: str, hours_per_month: str) -> None:
    bill = bill_at(ALL_RATES, region, hours_per_month)
    for component in Usage.model_validate(document).components():
        for line in component.line_items(bill):
            assert line.quantity > 0
            assert Fraction(line.monthly) == Fraction(line.quantity) * Fraction(line.unit_price)
            assert line.quantity == round(line.quantity, 12)


@given(st.fractions(0, 10_000, max_denominator=3600 * 997), st.sampled_from(["1/4", "16", "32"]))
def test_tiers_of_a_rounded_quantity_add_up_to_it(task_hours: Fraction, vcpu: str) -> None:
    compute = FargateCompute(
        operating_system="LINUX",
        cpu_architecture="X86_64",
        spot=False,
        vcpu=Fraction(vcpu),
        memory_gb=Fraction(1),
        task_hours=task_hours,
    )
    found = list(compute.line_items(bill_at({FARGATE_VCPU: RAGGED, FARGATE_GB: RAGGED})))
    for meter, exact in ((FARGATE_VCPU, Fraction(vcpu) * task_hours), (FARGATE_GB, task_hours)):
        billed = sum((Fraction(line.quantity) for line in found if line.meter == meter), Fraction(0))
        assert abs(billed - exact) <= Fraction(1, 2 * 10**12)


def test_the_largest_quantities_lose_no_digit() -> None:
    """99,999.999999999999 GB × 9,999,999,999 pulls, written out below digit by digit."""
    ecr = Ecr.model_validate({"image_gb": "99999.999999999999", "pulls_through_nat": 9_999_999_999})
    exact = Decimal("999999999899999.990000000001")
    assert exact == Decimal(10**15) - Decimal(10**5) - Decimal("0.01") + Decimal("0.000000000001")
    ((_, quantity, _),) = lines(ecr, bill_at({NAT_GATEWAY_GB: "0.045", ECR_STORED_GB: "0.10"}))
    assert Decimal(quantity) == exact


@pytest.mark.parametrize("active", ["999999999", "0.000000000001"])
def test_the_largest_and_smallest_traffic(active: str) -> None:
    """active / 3,000 × 730 h, half-up at the 12th decimal; what rounds to nothing has no line."""
    balancer = LoadBalancer.model_validate(
        {"type": "application", "scheme": "internal", "traffic": [{"active_connections": active}]}
    )
    found = lines(balancer, bill_at({hours_of("application"): "0.0225", lcu_of("application"): "0.008"}))[1:]
    expected = {"999999999": ["243333333.09"], "0.000000000001": []}
    assert [quantity for _, quantity, _ in found] == expected[active]
