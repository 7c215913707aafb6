"""A count and what is counted, so that no message speaks of "1 rows"."""


def noun(count: int, one: str, several: str | None = None) -> str:
    """The noun for a count: `one`, or its plural (`several`, by default `one` with an s)."""
    return one if count == 1 else several or f"{one}s"


def counted(count: int, one: str, several: str | None = None) -> str:
    """A count with its noun: "1 row", "1,712 rows"."""
    return f"{count:,} {noun(count, one, several)}"
