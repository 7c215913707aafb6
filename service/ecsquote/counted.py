"""A count and what is counted, so that no message speaks of "1 rows" or names a thousand things."""

from collections.abc import Sequence


def noun(count: int, one: str, several: str | None = None) -> str:
    """The noun for a count: `one`, or its plural (`several`, by default `one` with an s)."""
    return one if count == 1 else several or f"{one}s"


def counted(count: int, one: str, several: str | None = None) -> str:
    """A count with its noun: "1 row", "1,712 rows"."""
    return f"{count:,} {noun(count, one, several)}"


def listed(texts: Sequence[str], most: int) -> str:
    """The first of several texts, and how many more there are."""
    shown = ", ".join(texts[:most])
    return shown if len(texts) <= most else f"{shown} and {len(texts) - most} more"
