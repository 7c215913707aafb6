"""Tiers are one price only from 0 to an open end; each thing that is wrong with them is named, with its tier."""

from decimal import Decimal

import pytest

from ecsquote.pricing.tiers import TierFault, TierProblem, tier_faults


def spans(*ends: tuple[int, int | None]) -> list[tuple[Decimal, Decimal | None]]:
    return [(Decimal(begin), None if end is None else Decimal(end)) for begin, end in ends]


@pytest.mark.parametrize("tiers", [spans((0, None)), spans((0, 10), (10, 50), (50, None))])
def test_tiers_that_join_are_one_price(tiers: list[tuple[Decimal, Decimal | None]]) -> None:
    assert list(tier_faults(tiers)) == []


@pytest.mark.parametrize(
    ("tiers", "problem", "tier", "due"),
    [
        (spans(), TierProblem.NOT_OPEN, -1, 0),
        (spans((5, None)), TierProblem.GAP, 0, 0),
        (spans((0, 10), (20, None)), TierProblem.GAP, 1, 10),
        (spans((0, 10), (5, None)), TierProblem.OVERLAP, 1, 10),
        (spans((0, None), (5, None)), TierProblem.OVERLAP, 1, None),
        (spans((0, None), (0, None)), TierProblem.REPEATED, 1, None),
        (spans((0, 10)), TierProblem.NOT_OPEN, 0, 10),
    ],
)
def test_what_keeps_tiers_from_being_one_price(
    tiers: list[tuple[Decimal, Decimal | None]], problem: TierProblem, tier: int, due: int | None
) -> None:
    assert list(tier_faults(tiers)) == [TierFault(problem, tier, None if due is None else Decimal(due))]


def test_a_tier_that_ends_before_it_begins_leaves_the_next_one_off_its_place() -> None:
    """The second tier begins at 5 and ends at 3, so the third, from 8, does not join it."""
    assert [fault.problem for fault in tier_faults(spans((0, 5), (5, 3), (8, None)))] == [
        TierProblem.EMPTY,
        TierProblem.GAP,
    ]
