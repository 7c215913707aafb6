"""AWS Key Management Service: customer managed keys, and requests beyond an account's free ones."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from ecsquote.calculator.costs.component import CostComponent, charge
from ecsquote.calculator.costs.quantities import Count, Events
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.facts import fact
from ecsquote.pricing.meters import KMS_KEYS, KMS_REQUESTS, Meter


class Kms(CostComponent):
    """Keys all month, and requests with them. Source: https://aws.amazon.com/kms/pricing/."""

    component: ClassVar[str] = "kms"

    keys: Count = Field(0, description="Customer managed keys; keys of AWS are free.")
    requests: Events = Field(0, description="Requests with symmetric keys.")

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """Keys and requests."""
        yield from (KMS_KEYS, KMS_REQUESTS)

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """Key-months, then the requests that the account's free ones do not cover."""
        yield from charge(Kms, bill, KMS_KEYS, self.keys, "KMS keys")
        yield from charge(Kms, bill, KMS_REQUESTS, max(0, self.requests - free_requests()), "KMS requests")

    def assumptions(self, _region: str, /) -> Iterator[str]:
        """Whose free requests these are."""
        if self.requests:
            yield f"the account's {free_requests():,} free KMS requests a month are this workload's"


def free_requests() -> int:
    """Requests that an account has free each month."""
    free: int = fact("allowances", "kms_requests")
    return free
