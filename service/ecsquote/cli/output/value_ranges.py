"""Ranges of an axis in few words: where the answer changes with nearly every value, together."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from ecsquote.contract.analyses import Stretch

MOST = 3
"""Ranges that are listed one by one."""
SHORT = 3
"""Values of a stretch that is shown together with its neighbours."""


def one_range(first: int, last: int) -> str:
    """As in "8" or "12 to 100"."""
    return str(first) if first == last else f"{first} to {last}"


def range_words(ranges: Sequence[tuple[int, int]]) -> str:
    """As in "8, 10 and 12 to 100"; of more the longest, and where the others are."""
    if len(ranges) <= MOST:
        *others, last = [one_range(*each) for each in ranges]
        return f"{', '.join(others)} and {last}" if others else last
    longest = max(range(len(ranges)), key=lambda at: ranges[at][1] - ranges[at][0])
    around = [part for part in (ranges[:longest], ranges[longest + 1 :]) if part]
    some = " and ".join(one_range(part[0][0], part[-1][1]) for part in around)
    return f"{one_range(*ranges[longest])}, and at some from {some}"


def shown_together(stretches: Sequence[Stretch]) -> Iterator[Sequence[Stretch]]:
    """The stretches of each row of a table: short ones that follow each other, as instances fill up, are one row."""
    for short, run in groupby(stretches, lambda each: each.last - each.first < SHORT):
        together = list(run)
        if short and len(together) >= MOST:
            yield together
        else:
            yield from ([each] for each in together)
