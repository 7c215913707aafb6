"""What the reference pages share: Markdown tables, and the line that says who writes the page."""

from collections.abc import Iterable, Sequence

GENERATED = "<!-- Generated from the code by `make docs`. Do not edit. -->\n"


def cell(text: str) -> str:
    """Text as it can stand in a table cell."""
    return " ".join(text.split()).replace("|", "\\|")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, or nothing where there are no rows."""
    lines = [f"| {' | '.join(cell(text) for text in row)} |".replace("  ", " ") for row in rows]
    if not lines:
        return ""
    return "\n".join([f"| {' | '.join(headings)} |", "|" + "---|" * len(headings), *lines]) + "\n"


def page(*parts: str) -> str:
    """A page of these paragraphs, without the empty ones."""
    return GENERATED + "\n" + "\n".join(part.strip("\n") + "\n" for part in parts if part.strip())


def sentence(text: str) -> str:
    """Text with a capital letter in front and a full stop at the end."""
    text = text.strip()
    if not text:
        return ""
    # `sqlite:` and `next_cursor` keep their spelling.
    text = text if text.startswith("`") else text[0].upper() + text[1:]
    return text if text.endswith((".", "`")) else text + "."
