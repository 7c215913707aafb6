"""Ranges of an axis in few words."""

import pytest

from ecsquote.cli.output.value_ranges import range_words, shown_together
from ecsquote.contract.analyses import Stretch


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        ([(8, 8)], "8"),
        ([(8, 8), (12, 100)], "8 and 12 to 100"),
        ([(8, 8), (10, 10), (12, 100)], "8, 10 and 12 to 100"),
        ([(8, 8), (12, 13), (15, 17), (19, 100)], "19 to 100, and at some from 8 to 17"),
        ([(1, 50), (52, 52), (54, 54), (60, 61)], "1 to 50, and at some from 52 to 61"),
        ([(1, 1), (4, 50), (52, 52), (60, 61)], "4 to 50, and at some from 1 and 52 to 61"),
    ],
)
def test_the_longest_of_many_ranges_comes_first(ranges: list[tuple[int, int]], words: str) -> None:
    assert range_words(ranges) == words


@pytest.mark.parametrize(
    ("ends", "rows"),
    [
        ([10, 11, 12, 13, 18, 100], [(1, 10), (11, 13), (14, 18), (19, 100)]),  # 14 to 18 is not short
        ([10, 11, 12, 100], [(1, 10), (11, 11), (12, 12), (13, 100)]),  # two short ones are shown as they are
        ([1, 2, 3], [(1, 3)]),
        ([100], [(1, 100)]),
    ],
)
def test_short_stretches_that_follow_each_other_are_one_row(ends: list[int], rows: list[tuple[int, int]]) -> None:
    first, stretches = 1, []
    for end in ends:
        stretches.append(Stretch(first, end, None, ()))
        first = end + 1
    assert [(row[0].first, row[-1].last) for row in shown_together(stretches)] == rows
