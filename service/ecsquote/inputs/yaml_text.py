"""YAML text to plain values, bounded: no Python objects, and nothing grows before it is counted.

Used for CloudFormation templates, with their short tags, and for every other document that people write in YAML.
Parsing is PyYAML's (libyaml's, where it is built in); values are built here from its events, without recursion.
"""

import re
from dataclasses import dataclass, field
from typing import NoReturn, Protocol

import yaml

from ecsquote.errors import InputTooLarge, UnreadableInput
from ecsquote.faults.pointers import path_of
from ecsquote.inputs.yaml_scalars import plain_scalar

MAX_DEPTH = 200
STRICT_DEPTH = 16
MAX_NODES = 100_000
"""Values of one document, those behind aliases and merge keys counted each time."""
MERGE_KEY = "<<"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CORE = "tag:yaml.org,2002:"
_TYPED_SCALARS = ("int", "float", "bool", "null")
_EVENTS_OF_TAGS = {
    _CORE + "map": yaml.MappingStartEvent,
    _CORE + "seq": yaml.SequenceStartEvent,
    **{_CORE + name: yaml.ScalarEvent for name in ("str", *_TYPED_SCALARS)},
}
_SHORT_TAG = re.compile(r"!([A-Za-z][A-Za-z0-9]*)")
_WITHOUT_PREFIX = ("Ref", "Condition")
"""Short tags whose long form has no `Fn::`."""
_UNPRINTABLE = yaml.reader.Reader.NON_PRINTABLE


@dataclass(slots=True)
class YamlPlace:
    """The line of a value, from 1, and those of what is inside it, by key or index."""

    line: int
    inside: dict[str, "YamlPlace"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """A document and the lines of its values."""

    value: object
    place: YamlPlace

    def line_of(self, json_pointer: str) -> int:
        """The line (from 1) of the value at a JSON pointer, or of the nearest one around it.

        A value in a mapping has its key's line; what an alias or a merge key brings has the line of the alias.
        """
        place = self.place
        for part in path_of(json_pointer):
            if part not in place.inside:
                break
            place = place.inside[part]
        return place.line


def parse_yaml_with_lines(text: str, *, cloudformation_tags: bool = False, strict: bool = False) -> YamlDocument:
    """The value of a YAML document, None for an empty one, and the lines of what is in it.

    Keys are always text; numbers are int or Decimal; timestamps and numbers with leading zeros are text. Aliases and
    merge keys are supported within the bounds; the objects behind them are shared, so no value may be changed.
    With `cloudformation_tags`, short tags are in their long form (`!Ref A` is {"Ref": "A"}, `!GetAtt A.B` is
    {"Fn::GetAtt": "A.B"}) and yes, no, on and off are booleans, which is how CloudFormation reads YAML
    (https://github.com/aws/aws-cli/pull/5257). Callers that do not know the format yet can give it where the text
    has "AWS::" in it. `strict`: everything is where it is read, so aliases and tags are refused, merge keys are keys
    like others, and at most STRICT_DEPTH levels are allowed.
    Raises UnreadableInput with line and column, InputTooLarge over MAX_NODES.
    """
    builder = _Builder(cloudformation_tags, strict=strict)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        place = _at(error.problem_mark or error.context_mark)
        raise UnreadableInput(f"the document is not YAML: {error.problem or error.context}{place}") from None
    except (yaml.YAMLError, ValueError, OverflowError):  # a character that YAML or Unicode has not
        raise UnreadableInput(f"the document is not YAML: {_unprintable(text)}") from None
    return YamlDocument(builder.document, builder.place)


class _Mark(Protocol):
    """A place of the text, as either parser gives it: line and column from 0."""

    line: int
    column: int


def _at(mark: _Mark | None) -> str:
    return "" if mark is None else f" at line {mark.line + 1}, column {mark.column + 1}"


def _line(event: yaml.Event) -> int:
    return 1 if event.start_mark is None else event.start_mark.line + 1


def _unprintable(text: str) -> str:
    found = _UNPRINTABLE.search(text)
    if found is None:
        return "it holds a character that cannot be read"
    before = text[: found.start()]
    column = len(before) - (before.rfind("\n") + 1) + 1
    line = before.count("\n") + 1
    return f"the character U+{ord(found[0]):04X} is not allowed at line {line}, column {column}"


@dataclass(frozen=True, slots=True)
class _Built:
    """A complete value, with the number of values and of levels that it is."""

    value: object
    nodes: int
    height: int


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not been read."""

    event: yaml.NodeEvent
    value: dict[str, object] | list[object]
    place: YamlPlace
    function: str | None
    """The long form of its short tag."""
    nodes_before: int
    height: int = 1
    key: str | None = None
    """The key whose value comes next."""
    merges: bool = False
    """Whether that key is a merge key."""
    merged: dict[str, object] = field(default_factory=dict)

    @property
    def expects_key(self) -> bool:
        return isinstance(self.value, dict) and self.key is None


class _Builder:
    """Builds the value of one document from its events, in the order of the text."""

    def __init__(self, cloudformation_tags: bool, *, strict: bool) -> None:
        self.document: object = None
        self.place = YamlPlace(1)
        self._cloudformation, self._strict = cloudformation_tags, strict
        self._max_depth = STRICT_DEPTH if strict else MAX_DEPTH
        self._open: list[_Open] = []
        self._anchors: dict[str, _Built | None] = {}
        """None while the value is being read, since nothing can hold itself."""
        self._nodes = 0
        self._depth = 0
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """One more event; raises UnreadableInput or InputTooLarge."""
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                _refuse(event, "the text holds more than one YAML document")
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()
        elif isinstance(event, yaml.ScalarEvent) and self._open and self._open[-1].expects_key:
            self._key(self._open[-1], event)
        elif isinstance(event, yaml.NodeEvent):
            if self._open and self._open[-1].expects_key:
                _refuse(event, "a key must be text")
            self._value(event)

    def _value(self, event: yaml.NodeEvent) -> None:
        if isinstance(event, yaml.AliasEvent):
            built = self._anchored(event)
            self._count(event, built.nodes, built.height)
            self._put(built, YamlPlace(_line(event)))
            return
        function = self._function(event)
        levels = 1 if function is None else 2
        self._count(event, levels, levels)
        place = YamlPlace(_line(event))
        if isinstance(event, yaml.ScalarEvent):
            value = event.value if function else self._scalar(event)
            self._complete(event, _Built(value, 1, 1), place, function)
            return
        container: dict[str, object] | list[object] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._open.append(_Open(event, container, place, function, self._nodes - levels))
        self._depth += levels
        if event.anchor is not None:
            self._anchors[event.anchor] = None

    def _end(self) -> None:
        opened = self._open.pop()
        self._depth -= 1 if opened.function is None else 2
        value: object = opened.value
        if isinstance(value, dict) and opened.merged:
            value = {**opened.merged, **value}
            for key in opened.merged:
                opened.place.inside.setdefault(key, opened.place.inside[MERGE_KEY])
        nodes = self._nodes - opened.nodes_before - (0 if opened.function is None else 1)
        self._complete(opened.event, _Built(value, nodes, opened.height), opened.place, opened.function)

    def _complete(self, event: yaml.NodeEvent, built: _Built, place: YamlPlace, function: str | None) -> None:
        if function is not None:
            built = _Built({function: built.value}, built.nodes + 1, built.height + 1)
            place = YamlPlace(place.line, {function: place})
        if event.anchor is not None:
            self._anchors[event.anchor] = built
        self._put(built, place)

    def _put(self, built: _Built, place: YamlPlace) -> None:
        if not self._open:
            self.document, self.place = built.value, place
            return
        parent = self._open[-1]
        parent.height = max(parent.height, built.height + 1)
        if isinstance(parent.value, list):
            parent.place.inside[str(len(parent.value))] = place
            parent.value.append(built.value)
        elif parent.key is not None:
            parent.place.inside[parent.key].inside = place.inside
            if parent.merges:
                _merge(parent, built.value, place)
            else:
                parent.value[parent.key] = built.value
            parent.key = None

    def _key(self, parent: _Open, event: yaml.ScalarEvent) -> None:
        if self._function(event) is not None:
            _refuse(event, f"the tag {event.tag} on a key is not supported")
        key = event.value
        if key in parent.place.inside:
            _refuse(event, f"the key {key[:100]!r} is in one mapping twice")
        if event.anchor is not None:
            self._anchors[event.anchor] = _Built(key, 1, 1)
        parent.key = key
        parent.merges = key == MERGE_KEY and event.implicit[0] and not self._strict
        parent.place.inside[key] = YamlPlace(_line(event))

    def _anchored(self, event: yaml.AliasEvent) -> _Built:
        if self._strict:
            _refuse(event, f"aliases ({_name(event)}) are not supported")
        if event.anchor is None or event.anchor not in self._anchors:
            _refuse(event, f"no anchor before the alias {_name(event)} has its name")
        built = self._anchors[event.anchor]
        if built is None:
            _refuse(event, f"the alias {_name(event)} is inside the value that it stands for")
        return built

    def _scalar(self, event: yaml.ScalarEvent) -> object:
        typed = event.tag is not None and event.tag.removeprefix(_CORE) in _TYPED_SCALARS
        if typed or (event.tag is None and event.implicit[0]):
            return plain_scalar(event.value, yaml_1_1=self._cloudformation)
        return event.value

    def _function(self, event: yaml.NodeEvent) -> str | None:
        """The long form of a short tag; None without a tag or for one of YAML's core schema."""
        tag: str | None = getattr(event, "tag", None)
        if tag is None or tag == "!":
            return None
        if not self._strict and isinstance(event, _EVENTS_OF_TAGS.get(tag, ())):
            return None
        short = _SHORT_TAG.fullmatch(tag) if self._cloudformation else None
        if short is None:
            _refuse(event, f"the tag {tag[:100]} is not supported")
        return short[1] if short[1] in _WITHOUT_PREFIX else f"Fn::{short[1]}"

    def _count(self, event: yaml.NodeEvent, nodes: int, height: int) -> None:
        self._nodes += nodes
        if self._depth + height > self._max_depth:
            _refuse(event, f"the document is nested deeper than {self._max_depth} levels")
        if self._nodes > MAX_NODES:
            message = f"the document holds more than {MAX_NODES:,} values, with those behind aliases"
            raise InputTooLarge(message + _at(event.start_mark))


def _merge(parent: _Open, value: object, place: YamlPlace) -> None:
    """Keep the keys of a merge key's mapping, or of a list of them, the first of which wins."""
    sources = value if isinstance(value, list) else [value]
    for source in sources:
        if not isinstance(source, dict):
            raise UnreadableInput(f"a merge key (<<) must have a mapping or a list of mappings at line {place.line}")
        for key, item in source.items():
            parent.merged.setdefault(key, item)


def _name(event: yaml.AliasEvent) -> str:
    return f"*{event.anchor or ''}"[:100]


def _refuse(event: yaml.Event, message: str) -> NoReturn:
    raise UnreadableInput(message + _at(event.start_mark))
