"""Budget files: YAML or JSON, read strictly, with the line of each value.

Scalars are those of YAML 1.2's core schema (https://yaml.org/spec/1.2.2/#103-core-schema) with decimals kept exact:
`no` and `on` are text, 0500 is not octal. Aliases are refused, and with them every document that grows when it is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ecsquote.documents import parse_object
from ecsquote.errors import InputError, InputTooLarge, UnreadableInput
from ecsquote.inputs.decoding import text_of
from ecsquote.inputs.yaml_text import YamlDocument, parse_yaml_with_lines

MAX_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class BudgetsDocument:
    """What a budgets file holds, before it is checked, and where its values are."""

    document: Mapping[str, Any]
    yaml: YamlDocument | None
    """The lines of the values; None for JSON that is not YAML too."""

    def line_of(self, json_pointer: str) -> int | None:
        """The line of a value (from 1), or of the nearest one around it; None where no line is known."""
        return None if self.yaml is None else self.yaml.line_of(json_pointer)


def parse_budgets_file(content: bytes) -> BudgetsDocument:
    """The document of a file; JSON where it begins with a brace. Raises UnreadableInput or InputTooLarge."""
    if len(content) > MAX_BYTES:
        raise InputTooLarge(f"is larger than {MAX_BYTES:,} bytes; budgets are a small file")
    if not content.strip():
        raise UnreadableInput("is empty; budgets are expected: version: 1, then budgets")
    text = text_of(content)
    if text.lstrip().startswith("{"):
        return BudgetsDocument(parse_object(content), _lines_if_known(text))
    yaml = parse_yaml_with_lines(text, strict=True)
    if not isinstance(yaml.value, dict):
        raise UnreadableInput("must be a mapping that begins with version: 1, then budgets")
    return BudgetsDocument(yaml.value, yaml)


def _lines_if_known(text: str) -> YamlDocument | None:
    """Those of a JSON text. Raw tabs stand only between its values; YAML, which knows the lines, takes none there."""
    try:
        return parse_yaml_with_lines(text.replace("\t", " "), strict=True)
    except InputError:
        return None
