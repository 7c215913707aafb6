"""One hour of Savings Plans: which usage each commitment covers, in AWS's order, and how much of it is used.

Source: "Calculating your Savings Plans bill",
https://docs.aws.amazon.com/savingsplans/latest/userguide/sp-applying.html
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

BEFORE_COMPUTE_PLANS = 0
COMPUTE_PLANS = 1


@dataclass(frozen=True, slots=True)
class PlanRates:
    """What one plan pays for a unit of each usage, None where it does not cover it; plans of a lower rank go first."""

    rank: int
    rates: tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """One usage that one plan covers, at the plan's rate."""

    plan: int
    usage: int
    rate: Fraction


@dataclass(frozen=True, slots=True)
class CoveredHour:
    """The quantity of each usage that stays On-Demand, and the USD of each plan's commitment that is used."""

    left: tuple[Fraction, ...]
    used: tuple[Fraction, ...]


def covering_order(on_demand_rates: Sequence[Fraction], plans: Sequence[PlanRates]) -> tuple[Match, ...]:
    """Which plan covers which usage first: EC2 Instance plans go before Compute plans.

    Within a kind the highest saving percentage goes first, on equal savings the lower plan rate. What costs nothing
    On-Demand is left alone: no plan saves anything there.
    """
    ranked = [
        ((plan.rank, rate / on_demand, rate, usage, at), Match(at, usage, rate))
        for at, plan in enumerate(plans)
        for usage, (on_demand, rate) in enumerate(zip(on_demand_rates, plan.rates, strict=True))
        if rate is not None and on_demand
    ]
    return tuple(match for _, match in sorted(ranked, key=lambda each: each[0]))


def cover_hour(order: Sequence[Match], quantities: Sequence[Fraction], commitments: Sequence[Fraction]) -> CoveredHour:
    """Spend an hour's commitments in that order, on what each usage still has left.

    What does not fit whole is covered in part. Unused commitment is lost: it never moves to another hour.
    """
    left = list(quantities)
    unspent = list(commitments)
    for match in order:
        if left[match.usage] and (unspent[match.plan] or not match.rate):
            covered = left[match.usage]
            if match.rate:
                covered = min(covered, unspent[match.plan] / match.rate)
            left[match.usage] -= covered
            unspent[match.plan] -= covered * match.rate
    used = tuple(whole - rest for whole, rest in zip(commitments, unspent, strict=True))
    return CoveredHour(tuple(left), used)
