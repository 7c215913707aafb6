"""Fargate tasks: vCPU-hours and GB-hours of the task's size, and the licence of Windows."""

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from ecsquote.calculator.costs.component import PlacedComponent, charge
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.errors import OptionUnavailable
from ecsquote.pricing import meters
from ecsquote.pricing.meters import Meter

_VCPU_AND_GB = {
    ("LINUX", "X86_64", False): (meters.FARGATE_VCPU, meters.FARGATE_GB),
    ("LINUX", "ARM64", False): (meters.FARGATE_ARM_VCPU, meters.FARGATE_ARM_GB),
    ("LINUX", "X86_64", True): (meters.FARGATE_SPOT_VCPU, meters.FARGATE_SPOT_GB),
    ("LINUX", "ARM64", True): (meters.FARGATE_SPOT_ARM_VCPU, meters.FARGATE_SPOT_ARM_GB),
    ("WINDOWS", "X86_64", False): (meters.FARGATE_WINDOWS_VCPU, meters.FARGATE_WINDOWS_GB),
}


class FargateCompute(PlacedComponent):
    """Tasks of one size × billed hours. Source: https://aws.amazon.com/fargate/pricing/."""

    component: ClassVar[str] = "fargate_compute"

    operating_system: str
    """LINUX or WINDOWS."""
    cpu_architecture: str
    """X86_64 or ARM64."""
    spot: bool
    vcpu: Fraction
    memory_gb: Fraction
    task_hours: Fraction
    """Billed hours of all tasks together, AWS's rounding and minimum a run applied."""

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """vCPU and GB of each platform, and the Windows licence."""
        for pair in _VCPU_AND_GB.values():
            yield from pair
        yield meters.FARGATE_WINDOWS_OS

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """vCPU, the Windows licence, memory; OptionUnavailable for a platform that Fargate has not."""
        platform = f"{self.operating_system.title()}/{self.cpu_architecture}"
        name = "Fargate Spot" if self.spot else "Fargate"
        pair = _VCPU_AND_GB.get((self.operating_system, self.cpu_architecture, self.spot))
        if pair is None:
            raise OptionUnavailable(f"{name} does not run {platform} tasks")
        vcpu_hours = self.vcpu * self.task_hours
        yield from charge(FargateCompute, bill, pair[0], vcpu_hours, f"{name} vCPU, {platform}", self.service)
        if self.operating_system == "WINDOWS":
            licence = f"{name} Windows licence, by vCPU"
            yield from charge(FargateCompute, bill, meters.FARGATE_WINDOWS_OS, vcpu_hours, licence, self.service)
        gb_hours = self.memory_gb * self.task_hours
        yield from charge(FargateCompute, bill, pair[1], gb_hours, f"{name} memory, {platform}", self.service)
