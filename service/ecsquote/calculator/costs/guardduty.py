"""GuardDuty runtime monitoring: the vCPUs of tasks on Fargate, or of the instances that tasks run on."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import ClassVar

from pydantic import Field, StrictBool

from ecsquote.calculator.costs.component import CostComponent, charge
from ecsquote.calculator.costs.ec2_compute import Ec2Compute
from ecsquote.calculator.costs.fargate_compute import FargateCompute
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.pricing.meters import GUARDDUTY_EC2_VCPU, GUARDDUTY_FARGATE_VCPU, Meter


class GuardDuty(CostComponent):
    """Whether runtime monitoring is on; `RuntimeMonitoring` bills it from the placement."""

    component: ClassVar[str] = "guardduty"

    enabled: StrictBool = Field(description="Runtime monitoring watches the tasks, or the instances they run on.")

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """vCPU-months of Fargate tasks and of instances."""
        yield from (GUARDDUTY_FARGATE_VCPU, GUARDDUTY_EC2_VCPU)

    def line_items(self, bill: Bill) -> Iterator[LineItem]:  # noqa: ARG002 - as every component
        """None: what runs is known only to the placement."""
        yield from ()

    def assumptions(self, _region: str, /) -> Iterator[str]:
        """Whose tiers these are."""
        if self.enabled:
            yield "GuardDuty's tiers begin with this workload's vCPUs; other monitored vCPUs of the account lower them"


class RuntimeMonitoring(GuardDuty):
    """vCPU-hours as vCPU-months. Source: "Runtime Monitoring", https://aws.amazon.com/guardduty/pricing/.

    A vCPU of a Fargate task counts while the task runs, one of an instance while the instance runs.
    """

    enabled: StrictBool = True
    fargate_vcpu_hours: Fraction = Fraction(0)
    instance_vcpu_hours: Fraction = Fraction(0)

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """The mean vCPUs of the month, by tier."""
        month = Fraction(bill.hours_per_month)
        fargate, instances = self.fargate_vcpu_hours / month, self.instance_vcpu_hours / month
        words = "GuardDuty runtime monitoring, vCPUs of"
        yield from charge(RuntimeMonitoring, bill, GUARDDUTY_FARGATE_VCPU, fargate, f"{words} Fargate tasks")
        yield from charge(RuntimeMonitoring, bill, GUARDDUTY_EC2_VCPU, instances, f"{words} instances")


def runtime_monitoring(components: Iterable[CostComponent], bill: Bill) -> RuntimeMonitoring:
    """The monitoring of everything that a capacity plan runs."""
    fargate = instances = Fraction(0)
    for one in components:
        if isinstance(one, FargateCompute):
            fargate += one.vcpu * one.task_hours
        elif isinstance(one, Ec2Compute):
            instances += bill.catalog.instance_types[one.instance_type].vcpus * one.instance_hours
    return RuntimeMonitoring(fargate_vcpu_hours=fargate, instance_vcpu_hours=instances)
