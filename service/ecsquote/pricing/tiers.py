"""What makes the tiers of a meter one price: from 0 to an open end, without gap or overlap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

Span = tuple[Decimal, Decimal | None]
"""Beginning and end of a tier, the end open where None."""


class TierProblem(Enum):
    """What is wrong with a tier."""

    REPEATED = auto()
    """It begins where the tier before begins: two prices for one quantity."""
    GAP = auto()
    """It begins after the tier before ends."""
    OVERLAP = auto()
    """It begins before the tier before ends."""
    EMPTY = auto()
    """It ends where it begins, or before."""
    NOT_OPEN = auto()
    """It is the last tier and has an end."""


@dataclass(frozen=True, slots=True)
class TierFault:
    """One problem, with the index of the tier, and where the tier should begin (for the last one: go on)."""

    problem: TierProblem
    tier: int
    due: Decimal | None


def tier_faults(spans: Sequence[Span]) -> Iterator[TierFault]:
    """Everything that keeps tiers, in the order of their beginnings, from being one price; nothing if they are.

    Of tiers that begin at the same quantity the first counts; the others are REPEATED and otherwise ignored.
    """
    due: Decimal | None = Decimal(0)
    last = -1
    for index, (begin, end) in enumerate(spans):
        if last >= 0 and begin == spans[last][0]:
            yield TierFault(TierProblem.REPEATED, index, due)
            continue
        if due is None or begin < due:
            yield TierFault(TierProblem.OVERLAP, index, due)
        elif begin > due:
            yield TierFault(TierProblem.GAP, index, due)
        if end is not None and end <= begin:
            yield TierFault(TierProblem.EMPTY, index, due)
        due, last = end, index
    if due is not None:
        yield TierFault(TierProblem.NOT_OPEN, last, due)
