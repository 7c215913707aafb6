"""Ephemeral storage of Fargate tasks: the GB above those that every task has for nothing."""

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from ecsquote.calculator.costs.component import PlacedComponent, charge
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.facts import fact
from ecsquote.pricing.meters import FARGATE_EPHEMERAL_GB, Meter


class FargateEphemeralStorage(PlacedComponent):
    """GB × billed hours. Source: https://aws.amazon.com/fargate/pricing/."""

    component: ClassVar[str] = "fargate_ephemeral_storage"

    size_gib: int
    """What each task has, the included part too (AWS bills a GiB as a GB)."""
    task_hours: Fraction

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """GB-hours above the included ones."""
        yield FARGATE_EPHEMERAL_GB

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """One line; none up to the included size."""
        included: int = fact("storage", "fargate_included_ephemeral_gb")
        gb_hours = max(0, self.size_gib - included) * self.task_hours
        description = f"Fargate ephemeral storage above {included} GB per task"
        yield from charge(FargateEphemeralStorage, bill, FARGATE_EPHEMERAL_GB, gb_hours, description, self.service)
