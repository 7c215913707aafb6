"""Instances: hours On-Demand and Spot, surplus credits, the Managed Instances fee, ECS Anywhere."""

from decimal import Decimal
from fractions import Fraction

import pytest

from ecsquote.calculator.costs.ec2_compute import Ec2Compute
from ecsquote.calculator.costs.ec2_cpu_credits import Ec2CpuCredits
from ecsquote.calculator.costs.external_instances import ExternalInstances
from ecsquote.calculator.costs.managed_instances_fee import ManagedInstancesFee
from ecsquote.errors import PriceNotFound
from ecsquote.pricing.meters import (
    ECS_ANYWHERE,
    cpu_credits,
    instance_hours,
    managed_instances_fee,
    spot_instance_hours,
)
from support_costs import bill_at, cost, lines

RATES = bill_at(
    {
        instance_hours("m5.large", "LINUX"): "0.096",
        instance_hours("m5.large", "WINDOWS"): "0.188",
        spot_instance_hours("m5.large", "LINUX"): "0.0366",
        managed_instances_fee("c6a.2xlarge"): "0.03672",
        cpu_credits("t3", "LINUX"): "0.05",
        ECS_ANYWHERE: "0.01025",
    }
)


@pytest.mark.parametrize(
    ("operating_system", "spot", "usd"),
    [("LINUX", False, "0.096"), ("WINDOWS", False, "0.188"), ("LINUX", True, "0.0366")],
)
def test_instance_hours(operating_system: str, spot: bool, usd: str) -> None:
    """6 instances × 730 h; on Linux On-Demand 420.48."""
    compute = Ec2Compute(
        instance_type="m5.large", operating_system=operating_system, spot=spot, instance_hours=Fraction(6 * 730)
    )
    assert lines(compute, RATES) == [("ec2_compute", "4380", usd)]


def test_spot_is_never_priced_on_demand() -> None:
    compute = Ec2Compute(instance_type="m5.large", operating_system="WINDOWS", spot=True, instance_hours=Fraction(1))
    with pytest.raises(PriceNotFound, match=r"SpotUsage:m5\.large"):
        lines(compute, RATES)


def test_the_fee_of_managed_instances() -> None:
    """The page's c6a.2xlarge, 2 instances × 730 h."""
    fee = ManagedInstancesFee(instance_type="c6a.2xlarge", instance_hours=Fraction(1460))
    assert lines(fee, RATES) == [("managed_instances_fee", "1460", "0.03672")]


def test_surplus_credits_of_the_user_guides_t3_large() -> None:
    """40 % on a baseline of 30 %: 0.1 × 2 vCPU × 24 h = 4.8 vCPU-hours × 0.05 = $0.24 a day."""
    credits_used = Ec2CpuCredits(family="t3", operating_system="LINUX", vcpu_hours=Fraction(1, 10) * 2 * 24)
    assert cost(credits_used, RATES) == Decimal("0.24")


@pytest.mark.parametrize(
    ("instances", "hours", "trial", "billed"),
    [
        (3, "730", False, [("2190", "0.01025")]),
        (3, "730.000000000001", False, [("2193", "0.01025")]),
        (2, "0.25", False, [("2", "0.01025")]),
        (1, "0", False, []),
        (3, "730", True, [("2190", "0")]),
        (4, "550", True, [("2200", "0")]),  # just the trial's
        (3, "733.4", True, [("2200", "0"), ("2", "0.01025")]),  # 3 × 734 = 2,202
    ],
)
def test_registered_instances_in_whole_hours(
    instances: int, hours: str, trial: bool, billed: list[tuple[str, str]]
) -> None:
    external = ExternalInstances(instances=instances, hours=Decimal(hours), trial=trial)
    assert lines(external, RATES) == [("external_instances", *each) for each in billed]
    assert bool(list(external.assumptions("us-east-1"))) is trial


def test_three_hosts_all_month() -> None:
    """3 × 730 × 0.01025."""
    assert cost(ExternalInstances(instances=3, hours=Decimal(730)), RATES) == Decimal("22.4475")
