"""Container Insights: each metric it keeps, as custom metrics (standard) or on a meter of its own (enhanced)."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from ecsquote.calculator.costs.component import CostComponent, charge
from ecsquote.calculator.costs.quantities import Quantity
from ecsquote.calculator.line_items import Bill, LineItem
from ecsquote.pricing.meters import CUSTOM_METRICS, ENHANCED_INSIGHTS_METRICS, Meter

_METERS = {"standard": CUSTOM_METRICS, "enhanced": ENHANCED_INSIGHTS_METRICS}


class ContainerInsights(CostComponent):
    """Metrics kept all month. Source: "Container Insights", https://aws.amazon.com/cloudwatch/pricing/."""

    component: ClassVar[str] = "container_insights"

    mode: Literal["enhanced", "standard"] = Field(description="The ECS setting containerInsights (enabled: standard).")
    metrics: Quantity | None = Field(
        None,
        description="Metrics of cluster, services, tasks and containers, each kept all month; not given: the quote "
        "lists them under unknown_usage.",
    )

    @classmethod
    def meters(cls) -> Iterator[Meter]:
        """One a mode."""
        yield from _METERS.values()

    def line_items(self, bill: Bill) -> Iterator[LineItem]:
        """Metric-months, one line per tier."""
        metrics = self.metrics or 0
        yield from charge(ContainerInsights, bill, _METERS[self.mode], metrics, f"Container Insights, {self.mode}")
