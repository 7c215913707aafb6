"""One hour of a Savings Plan: which usage the commitment covers, in AWS's order, and how much of it is used.

Source: "Calculating your Savings Plans bill",
https://docs.aws.amazon.com/savingsplans/latest/userguide/sp-applying.html
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class EligibleUsage:
    """What one hour uses of one meter, in USD a unit On-Demand and under the plan."""

    quantity: Fraction
    on_demand_rate: Fraction
    plan_rate: Fraction

    @property
    def saving(self) -> Fraction:
        """The share of the On-Demand rate that the plan saves."""
        return 1 - self.plan_rate / self.on_demand_rate


@dataclass(frozen=True, slots=True)
class CoveredHour:
    """The quantity of each usage that is covered, in the order given, and the USD of commitment used."""

    quantities: tuple[Fraction, ...]
    used: Fraction


def covering_order(usages: Sequence[EligibleUsage]) -> list[int]:
    """Which usage a commitment covers first: the highest saving, on equal savings the lower plan rate."""
    return sorted(range(len(usages)), key=lambda at: (-usages[at].saving, usages[at].plan_rate, at))


def cover_hour(usages: Sequence[EligibleUsage], commitment: Fraction) -> CoveredHour:
    """Spend an hour's commitment: the highest saving first, on equal savings the lower plan rate.

    What does not fit whole is covered in part. Unused commitment is lost: it never moves to another hour.
    """
    quantities = [Fraction(0)] * len(usages)
    left = commitment
    for at in covering_order(usages):
        usage = usages[at]
        quantities[at] = min(usage.quantity, left / usage.plan_rate) if usage.plan_rate else usage.quantity
        left -= quantities[at] * usage.plan_rate
    return CoveredHour(tuple(quantities), commitment - left)
