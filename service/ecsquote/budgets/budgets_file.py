"""Budget files: YAML or JSON, read strictly, with the line of each value.

Scalars are those of YAML 1.2's core schema (https://yaml.org/spec/1.2.2/#103-core-schema) with decimals kept exact:
`no` and `on` are text, 0500 is not octal. Aliases are refused, and with them every document that grows when it is read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml

from ecsquote.documents import parse_object
from ecsquote.errors import InputTooLarge, UnreadableInput
from ecsquote.faults.pointers import Path, path_of, pointer

MAX_BYTES = 256 * 1024
MAX_DEPTH = 16
_TAG = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?")
_WORDS: Mapping[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True, slots=True)
class BudgetsDocument:
    """What a budgets file holds, before it is checked, and the line of every value (from 1, by JSON pointer)."""

    document: Mapping[str, Any]
    lines: Mapping[str, int]

    def line_of(self, json_pointer: str) -> int | None:
        """The line of a value, or of the nearest one around it; None where no line is known."""
        path = path_of(json_pointer)
        places = (pointer(path[:length]) for length in range(len(path), -1, -1))
        return next((self.lines[place] for place in places if place in self.lines), None)


def parse_budgets_file(text: bytes) -> BudgetsDocument:
    """The document of a file; JSON where it begins with a brace. Raises UnreadableInput or InputTooLarge."""
    if len(text) > MAX_BYTES:
        raise InputTooLarge(f"is larger than {MAX_BYTES:,} bytes; budgets are a small file")
    if not text.strip():
        raise UnreadableInput("is empty; budgets are expected: version: 1, then budgets")
    if text.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        document = parse_object(text)
        # Raw tabs stand only between JSON's values; YAML, which knows the lines, takes none there.
        return BudgetsDocument(document, _lines_if_known(text.replace(b"\t", b" ")))
    reader = _read_yaml(text)
    if not isinstance(reader.document, dict):
        raise UnreadableInput("must be a mapping that begins with version: 1, then budgets")
    return BudgetsDocument(reader.document, reader.lines)


def _lines_if_known(text: bytes) -> Mapping[str, int]:
    try:
        return _read_yaml(text).lines
    except UnreadableInput:
        return {}


def _read_yaml(text: bytes) -> "_NodeReader":
    try:
        characters = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"is not UTF-8: byte {error.start} cannot be read") from None
    reader = _NodeReader()
    try:
        node = _Loader(characters).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = "" if mark is None else f" at line {mark.line + 1}, column {mark.column + 1}"
        raise UnreadableInput(f"is not YAML: {error.problem or error.context}{place}") from None
    except yaml.YAMLError as error:
        raise UnreadableInput(f"is not YAML: {' '.join(str(error).split())}") from None
    except ValueError as error:  # an escape that names no character
        raise UnreadableInput(f"is not YAML that can be read: {error}") from None
    reader.document = reader.value(node, ())
    return reader


class _Loader(yaml.SafeLoader):
    """Nodes only, with every plain scalar as text, and no aliases."""

    depth = 0
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - the parent's own attribute

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """As the parent does, except that `*name` is an error, and no nesting costs a stack."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call] # its stub says nothing
            raise UnreadableInput(f"aliases (*name) are not supported (line {mark.line + 1}, column {mark.column + 1})")
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnreadableInput(f"is nested deeper than {MAX_DEPTH} levels")
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


@dataclass(slots=True)
class _NodeReader:
    """Turns nodes into values and remembers their lines."""

    document: object = None
    lines: dict[str, int] = field(default_factory=dict)

    def value(self, node: yaml.Node | None, path: Path) -> object:
        if node is None:
            return None
        self.lines[pointer(path)] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            self._check_tag(node, "map")
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            self._check_tag(node, "seq")
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        self._check_tag(node, "str")
        quoted = isinstance(node, yaml.ScalarNode) and node.style
        return node.value if quoted else _plain(node.value)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, object]:
        document: dict[str, object] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise _at(key_node, "holds a key that is not text")
            key = key_node.value
            if key in document:
                raise _at(key_node, f"names {key[:100]!r} twice in one mapping")
            document[key] = self.value(value_node, (*path, key))
            self.lines[pointer((*path, key))] = key_node.start_mark.line + 1
        return document

    @staticmethod
    def _check_tag(node: yaml.Node, kind: str) -> None:
        if node.tag != _TAG + kind:
            raise _at(node, f"holds the tag {node.tag[:100]!r}; tags are not supported")


def _plain(text: str) -> object:
    """A scalar without quotes: null, true, false, an exact number, or text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return Decimal(text) if _NUMBER.fullmatch(text) else text


def _at(node: yaml.Node, message: str) -> UnreadableInput:
    mark = node.start_mark
    return UnreadableInput(f"{message} (line {mark.line + 1}, column {mark.column + 1})")
