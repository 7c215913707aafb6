"""The registry of export formats: the command line's `--format`, the API's `format` and its Accept header read it.

To add a format, write its module in this folder and one entry here. Importing the registry imports no writer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

Document = Mapping[str, Any]
"""A quote's document, as the API answers it."""
Join = Callable[[Sequence[str]], str]


def one_header(texts: Sequence[str]) -> str:
    """Join CSV files of the same columns under the header of the first."""
    return "".join((*texts[:1], *(text.split("\r\n", 1)[1] for text in texts[1:])))


def blank_line(texts: Sequence[str]) -> str:
    """Join texts with an empty line between them."""
    return "\n".join(texts)


@dataclass(frozen=True, slots=True)
class Export:
    """One format. `writer` is "module:function" in this folder, imported when the format is first written.

    With `join`, the writer turns one document into text, and `join` makes one text of several. Without it, the writer
    turns a sequence of documents into bytes.
    """

    writer: str
    media_type: str
    extension: str
    join: Join | None
    file_suffix: str = ""
    """What the file's name ends in, before the extension."""
    binary: bool = False
    """Not for a terminal: saved to a file and downloaded as one."""
    holds_warnings: bool = False
    """Has room for all warnings of a quote; otherwise the command line prints them on standard error."""
    rounded: bool = False
    """Shows cents, for people; otherwise figures are exact."""

    def write(self, documents: Sequence[Document]) -> bytes:
        """Write some documents as one file; ExtraMissing where the format needs a package that is not installed."""
        module, function = self.writer.split(":")
        write = getattr(import_module(f"{__name__}.{module}"), function)
        if self.join is None:
            content: bytes = write(documents)
            return content
        return self.join([write(document) for document in documents]).encode(errors="replace")

    def file_name(self, stem: str) -> str:
        """The name of a downloaded file, such as quote-ID-focus.csv."""
        return f"{stem}{self.file_suffix}.{self.extension}"

    @property
    def accept(self) -> str:
        """The media type without parameters, as an Accept header names it."""
        return self.media_type.partition(";")[0]


_CSV = "text/csv; charset=utf-8; header=present"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

EXPORTS: Mapping[str, Export] = {
    "json": Export("quote_json:write_json", "application/json", "json", None, holds_warnings=True),
    "csv": Export("line_item_csv:write_csv", _CSV, "csv", one_header),
    "markdown": Export(
        "markdown:write_markdown", "text/markdown; charset=utf-8; variant=GFM", "md", blank_line, rounded=True
    ),
    "focus": Export("focus:write_focus", _CSV, "csv", one_header, file_suffix="-focus"),
    "xlsx": Export("workbook:write_workbook", _WORKBOOK, "xlsx", None, binary=True, holds_warnings=True),
}
"""Export formats by name. Where two share a media type, the first answers an Accept header."""
