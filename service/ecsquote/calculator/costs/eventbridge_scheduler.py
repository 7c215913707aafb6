"""EventBridge Scheduler: invocations beyond those that an account has free each month."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from ecsquote.calculator.costs.component import CostComponent, charge
from ecsquote.calculator.costs.quantities import Events
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.facts import fact
from ecsquote.pricing.meters import SCHEDULER_INVOCATIONS, Meter


class Scheduler(CostComponent):
    """Invocations of a month. Source: https://aws.amazon.com/eventbridge/pricing/."""

    component: ClassVar[str] = "eventbridge_scheduler"

    invocations: Events = Field(0, description="How often schedules start something.")

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """Invocations."""
        yield SCHEDULER_INVOCATIONS

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """One line, of what the account's free invocations do not cover."""
        billed = max(0, self.invocations - free_invocations())
        yield from charge(Scheduler, bill, SCHEDULER_INVOCATIONS, billed, "EventBridge Scheduler invocations")

    def assumptions(self, _region: str, /) -> Iterator[str]:
        """Whose free invocations these are."""
        if self.invocations:
            yield f"the account's {free_invocations():,} free Scheduler invocations a month are this workload's"


def free_invocations() -> int:
    """Invocations that an account has free each month."""
    free: int = fact("allowances", "scheduler_invocations")
    return free
