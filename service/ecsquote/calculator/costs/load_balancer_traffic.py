"""What a load balancer carries in an hour, and the capacity units (LCU, NLCU, GLCU) that this takes."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ecsquote.calculator.costs.quantities import Count, HourlyQuantity, Share
from ecsquote.facts import fact
from ecsquote.faults.pointers import Path

LoadBalancerType = Literal["application", "network", "gateway", "classic"]
PlacedFault = tuple[Path, str]
"""What is wrong, and at which field of the load balancer."""


class Traffic(BaseModel):
    """What one load balancer carries in each hour of a part of its hours."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    share_of_hours: Share = Field(
        Decimal(1), description="The share of the load balancer's hours with this traffic; all shares add up to 1."
    )
    new_connections_per_second: HourlyQuantity = Field(Decimal(0), description="New connections or flows per second.")
    active_connections: HourlyQuantity = Field(
        Decimal(0), description="Connections or flows open at the same time, sampled every minute."
    )
    processed_gb_per_hour: HourlyQuantity = Field(Decimal(0), description="GB processed per hour, both directions.")
    requests_per_second: HourlyQuantity = Field(
        Decimal(0),
        description="HTTP requests per second (application only); with `rules`, they count as rule evaluations.",
    )
    rules: Count = Field(0, description="Rules processed per request (application only); the first 10 are free.")
    protocol: Literal["TCP", "UDP", "TLS"] | None = Field(
        None, description="The listener's protocol (network only); default TCP."
    )

    @property
    def rule_evaluations_per_second(self) -> Fraction:
        """Requests × the rules beyond those that AWS processes for free."""
        free_rules: int = fact("load_balancers", "free_rules")
        return Fraction(self.requests_per_second) * max(0, self.rules - free_rules)

    def capacity_units(self, kind: LoadBalancerType) -> Fraction:
        """The units used in such an hour: the largest dimension, never a sum of them.

        Source: "LCU details", "NLCU details", "GLCU details", https://aws.amazon.com/elasticloadbalancing/pricing/
        """
        name = f"network_{(self.protocol or 'TCP').lower()}" if kind == "network" else kind
        unit: dict[str, int] = fact("load_balancers", f"{name}_capacity_unit")
        return max(Fraction(getattr(self, dimension)) / one_unit for dimension, one_unit in unit.items())

    def faults(self, kind: LoadBalancerType) -> Iterator[PlacedFault]:
        """Fields that a load balancer of this type does not have."""
        if self.protocol is not None and kind != "network":
            yield ("protocol",), f"protocol is for network load balancers only; leave it out for type {kind}"
        if kind != "application":
            for field in ("requests_per_second", "rules"):
                if getattr(self, field):
                    yield (field,), f"rules belong to an application load balancer; leave {field} out for type {kind}"


def share_faults(traffic: tuple[Traffic, ...]) -> Iterator[PlacedFault]:
    """Check that the shares of hours add up to 1."""
    total = sum((Fraction(part.share_of_hours) for part in traffic), Fraction(0))
    if total != 1:
        words = format(Decimal(total.numerator) / Decimal(total.denominator), "f")
        yield ("traffic",), f"the shares of hours add up to {words}; they must add up to 1"
