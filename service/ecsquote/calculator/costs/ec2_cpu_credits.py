"""Surplus CPU credits: what bursting instances in unlimited mode use above their baseline."""

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from ecsquote.calculator.costs.component import PlacedComponent, charge
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.pricing.meters import Meter, cpu_credits


class Ec2CpuCredits(PlacedComponent):
    """vCPU-hours above the baseline of a family, On-Demand and Spot alike.

    Source: "T2/T3/T4g Unlimited Mode Pricing", https://aws.amazon.com/ec2/pricing/on-demand/
    """

    component: ClassVar[str] = "ec2_cpu_credits"

    family: str
    """t3, t3a, t4g or t2."""
    operating_system: str
    """LINUX or WINDOWS."""
    vcpu_hours: Fraction

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """Every bursting family."""
        yield cpu_credits("*", "LINUX")
        yield cpu_credits("*", "WINDOWS")

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """One line of vCPU-hours."""
        windows = ", Windows" if self.operating_system == "WINDOWS" else ""
        description = f"{self.family} surplus CPU credits{windows}"
        meter = cpu_credits(self.family, self.operating_system)
        yield from charge(Ec2CpuCredits, bill, meter, self.vcpu_hours, description, self.service)
