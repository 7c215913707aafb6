"""A kept quote in other forms: CSV, Markdown for people, FOCUS columns for cost tools."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ecsquote.quotes.exports.focus import write_focus
from ecsquote.quotes.exports.line_item_csv import write_csv
from ecsquote.quotes.exports.markdown import write_markdown


@dataclass(frozen=True, slots=True)
class Export:
    """One form: how a quote's document is written in it, and what the file is."""

    write: Callable[[Mapping[str, Any]], str]
    media_type: str
    extension: str


EXPORTS: Mapping[str, Export] = {
    "csv": Export(write_csv, "text/csv; charset=utf-8; header=present", "csv"),
    "markdown": Export(write_markdown, "text/markdown; charset=utf-8; variant=GFM", "md"),
    "focus": Export(write_focus, "text/csv; charset=utf-8; header=present", "csv"),
}
