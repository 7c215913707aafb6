"""From the bytes of a file to the JSON or YAML document in it, whatever its encoding, within bounds."""

import codecs
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ecsquote.documents import Bounds, parse_json
from ecsquote.errors import InputError, UnreadableInput
from ecsquote.inputs.placeholders import in_quotes
from ecsquote.inputs.source_file import SourceFile

if TYPE_CHECKING:
    from ecsquote.inputs.yaml_text import YamlDocument

MAX_BYTES = 32 * 1024 * 1024
"""Of all files of one reading together."""
JSON_BOUNDS = Bounds(depth=200, values=1_000_000, entries=100_000)
"""A plan of Terraform of ten megabytes holds about half a million values."""
AWS_NAMESPACE = "AWS::"
"""In every CloudFormation template, and in nothing else: then short tags such as !Ref are read."""
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""PowerShell's redirection writes UTF-16."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file, decoded."""

    name: str
    value: Any
    yaml: "YamlDocument | None" = None
    """The lines of the values, where the file is YAML."""

    def line_of(self, json_pointer: str) -> int | None:
        """The line of a value, from 1; None for JSON."""
        return None if self.yaml is None else self.yaml.line_of(json_pointer)


def text_of(content: bytes) -> str:
    """The text of a file in UTF-8 or, with a byte order mark, UTF-16; raises UnreadableInput."""
    encoding = "utf-16" if content.startswith(_UTF_16_MARKS) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.removesuffix("-sig").upper()
        raise UnreadableInput(f"is not {name} text: byte {error.start} cannot be read") from None


def decoded(file: SourceFile) -> Document:
    """The document in a file: JSON where it begins as JSON does, else YAML; raises InputError."""
    text = text_of(file.content)
    if not text.strip():
        raise UnreadableInput("is empty")
    if looks_like_json(text):
        return Document(file.name, _json(text))
    # Imported here because most documents are JSON, and PyYAML takes longer to load than they take to read.
    from ecsquote.inputs.yaml_text import parse_yaml_with_lines  # noqa: PLC0415

    document = parse_yaml_with_lines(text, cloudformation_tags=AWS_NAMESPACE in text)
    return Document(file.name, document.value, document)


def _json(text: str) -> Any:
    """The JSON in a text; placeholders of a template may stand in it without quotes."""
    try:
        return parse_json(text, JSON_BOUNDS)
    except UnreadableInput:
        filled = in_quotes(text)
        if filled == text:
            raise
        with suppress(InputError):
            return parse_json(filled, JSON_BOUNDS)
        raise


def looks_like_json(text: str) -> bool:
    """Whether the text begins with an object or a list in brackets."""
    return text.lstrip()[:1] in ("{", "[")
