"""The formats of `ecsquote quote`, which its help names before anything that writes them is imported."""

from ecsquote.quotes.exports import EXPORTS

TABLE = "table"
FORMATS = (TABLE, *EXPORTS)


def is_rounded(form: str) -> bool:
    """Whether a format shows cents, for people."""
    return form == TABLE or EXPORTS[form].rounded


def is_binary(form: str) -> bool:
    """Whether a format is written to a file only."""
    return form != TABLE and EXPORTS[form].binary


def holds_warnings(form: str) -> bool:
    """Whether a format has room for all warnings of a quote."""
    return form == TABLE or EXPORTS[form].holds_warnings
