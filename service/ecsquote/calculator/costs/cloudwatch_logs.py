"""CloudWatch Logs: GB taken in, by log class, and GB kept."""

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from ecsquote.calculator.costs.component import CostComponent, charge
from ecsquote.calculator.costs.quantities import Quantity
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.pricing.meters import LOGS_INGESTED_GB, LOGS_INGESTED_IA_GB, LOGS_STORED_GB, Meter

_INGESTED = {"STANDARD": LOGS_INGESTED_GB, "INFREQUENT_ACCESS": LOGS_INGESTED_IA_GB}


class Logs(CostComponent):
    """What the awslogs driver or a router sends. Source: "Logs", https://aws.amazon.com/cloudwatch/pricing/."""

    component: ClassVar[str] = "cloudwatch_logs"

    ingested_gb: Quantity = Field(Decimal(0), description="GB taken in, as sent.")
    stored_gb: Quantity = Field(Decimal(0), description="GB-months stored, after compression.")
    log_class: Literal["STANDARD", "INFREQUENT_ACCESS"] = Field("STANDARD", description="The log groups' class.")

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """Each class's intake, and storage."""
        yield from (*_INGESTED.values(), LOGS_STORED_GB)

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """Intake, then storage."""
        log_class = self.log_class.replace("_", " ").lower()
        intake = f"CloudWatch Logs ingested, {log_class} class"
        yield from charge(Logs, bill, _INGESTED[self.log_class], self.ingested_gb, intake)
        yield from charge(Logs, bill, LOGS_STORED_GB, self.stored_gb, "CloudWatch Logs stored")
