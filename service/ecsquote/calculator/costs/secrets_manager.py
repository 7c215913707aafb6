"""Secrets Manager: secrets kept, and the calls that tasks make for them when they start."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from ecsquote.calculator.costs.component import CostComponent, charge
from ecsquote.calculator.costs.quantities import Count, Events
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.pricing.meters import SECRETS, SECRETS_API_REQUESTS, Meter


class Secrets(CostComponent):
    """Secrets all month. Source: https://aws.amazon.com/secrets-manager/pricing/."""

    component: ClassVar[str] = "secrets_manager"

    count: Count = Field(0, description="Secrets kept.")
    api_calls: Events = Field(0, description="API calls; each task start makes one per secret.")

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """Secrets and calls."""
        yield from (SECRETS, SECRETS_API_REQUESTS)

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """Secret-months, then calls."""
        yield from charge(Secrets, bill, SECRETS, self.count, "Secrets Manager secrets")
        yield from charge(Secrets, bill, SECRETS_API_REQUESTS, self.api_calls, "Secrets Manager API calls")
