"""A count and what is counted, so that no message speaks of "1 rows"."""


def noun(count: int, one: str, several: str | None = None) -> str:
    """The word for so many of something, which takes an s where `several` does not say otherwise."""
    return one if count == 1 else several or f"{one}s"


def counted(count: int, one: str, several: str | None = None) -> str:
    """So many of something: "1 row", "1,712 rows"."""
    return f"{count:,} {noun(count, one, several)}"
