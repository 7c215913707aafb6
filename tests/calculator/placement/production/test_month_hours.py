"""The month's instance-hours: the formula against managed scaling played minute by minute, and figures by hand."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest

from ecsquote.calculator.placement.production.month_hours import cycle_hours
from ecsquote.calculator.placement.production.request import ProductionRules


def played(counts: Sequence[int], minutes: Sequence[int], start: int, stay: int, *, from_zero: bool) -> Fraction:
    """Each instance k, each minute: billed if it is needed within `start` minutes, or was within `stay` minutes."""
    needed = [count for count, length in zip(counts, minutes, strict=True) for _ in range(length)]
    length = len(needed)
    billed = 0
    for instance in range(1, max(counts) + 1 + from_zero):
        wanted = np.array([count >= instance for count in needed])
        on = wanted.copy()
        for minute in np.flatnonzero(wanted).tolist():
            if not wanted[minute - 1]:
                on[[(minute - 1 - back) % length for back in range(min(start, length))]] = True
            if not wanted[(minute + 1) % length]:
                on[[(minute + 1 + ahead) % length for ahead in range(min(stay, length))]] = True
        if from_zero and instance == 2:
            for minute in range(length):
                if needed[minute] and not needed[minute - 1]:
                    on[[(minute - 1 - back) % length for back in range(min(start, length))]] = True
                    on[[(minute + ahead) % length for ahead in range(min(stay, length))]] = True
        billed += int(on.sum())
    return Fraction(billed, 60)


@pytest.mark.parametrize("seed", range(150))
def test_the_formula_bills_what_the_minutes_do(seed: int) -> None:
    random = np.random.default_rng(seed)
    loads = int(random.integers(1, 9))
    counts = [int(each) for each in random.integers(0, int(random.integers(2, 6)), loads)]
    minutes = [int(each) for each in random.choice([1, 5, 10, 17, 18, 19, 30, 60, 180], loads)]
    start, stay = int(random.integers(0, 8)), int(random.integers(0, 20))
    from_zero = bool(random.random() < 0.5)
    rules = ProductionRules(instance_start_minutes=start, scale_in_minutes=stay)
    hours = [Fraction(each, 60) for each in minutes]
    assert cycle_hours(counts, hours, rules, from_zero=from_zero) == played(
        counts, minutes, start, stay, from_zero=from_zero
    )


@pytest.mark.parametrize(
    ("counts", "hours", "expected"),
    [
        ([2], [24], 48),
        ([1, 2], [12, 12], 12 + 24 + Fraction(18, 60)),  # the second starts 3 minutes before, leaves 15 after
        ([2, 1, 2], [10, Fraction(1, 6), 10], 40 + Fraction(2, 6)),  # 10 minutes' gap: it runs on
        ([0, 1], [12, 12], 12 + Fraction(18, 60) + Fraction(18, 60)),  # from zero a second one, for 3 + 15 minutes
        ([0, 2], [12, 12], 24 + 2 * Fraction(18, 60)),  # the second is needed
        ([0, 0], [12, 12], 0),
    ],
)
def test_figures_by_hand(counts: list[int], hours: list[Fraction], expected: Fraction) -> None:
    lengths = [Fraction(each) for each in hours]
    assert cycle_hours(counts, lengths, ProductionRules(), from_zero=True) == expected
