"""Fn::ForEach of the transform AWS::LanguageExtensions: a loop's members, written out.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
"""

import re
from collections.abc import Callable, Iterator, Mapping

from ecsquote.inputs.cloudformation.values import Work, text_of, unknown_of, weight

PREFIX = "Fn::ForEach::"
_NOT_ALPHANUMERIC = re.compile(r"[^A-Za-z0-9]")


class Loops:
    """Writes out the loops of one template."""

    def __init__(self, evaluate: Callable[[object], object], work: Work) -> None:
        self._evaluate = evaluate
        self._work = work
        self.unknown: dict[str, str] = {}
        """Loops that cannot be written out, by their name, and why."""

    def expanded(self, section: Mapping[str, object]) -> Mapping[str, object]:
        """A section, or an object in it, with the members that its loops make in their place."""
        if not any(key.startswith(PREFIX) for key in section):
            return section
        return dict(self._members(section))

    def _members(self, section: Mapping[str, object]) -> Iterator[tuple[str, object]]:
        for key, value in section.items():
            if not key.startswith(PREFIX):
                yield key, value
                continue
            name = key.removeprefix(PREFIX)
            match value:
                case [str(identifier), collection, dict(body)]:
                    yield from self._loop(name, identifier, collection, body)
                case _:
                    self.unknown[name] = "must be a list of an identifier, a collection and an object"

    def _loop(self, name: str, identifier: str, collection: object, body: object) -> Iterator[tuple[str, object]]:
        items = self._evaluate(collection)
        if not isinstance(items, list):
            self.unknown[name] = unknown_of(items, "its collection is not a list").what
            return
        for item in items:
            text = text_of(item)
            if text is None:
                self.unknown[name] = unknown_of(item, "its collection holds more than texts").what
                continue
            written = self._written(body, identifier, text)
            if isinstance(written, Mapping):
                yield from self._members(written)

    def _written(self, value: object, identifier: str, item: str) -> object:
        """The loop's body for one item."""
        if isinstance(value, str):
            plain = value.replace(f"${{{identifier}}}", item)
            written = plain.replace(f"&{{{identifier}}}", _NOT_ALPHANUMERIC.sub("", item))
            self._work.count(weight(written))
            return written
        self._work.count()
        if isinstance(value, list):
            return [self._written(each, identifier, item) for each in value]
        if isinstance(value, Mapping):
            if len(value) == 1 and value.get("Ref") == identifier:
                return item
            return {
                str(self._written(key, identifier, item)): self._written(each, identifier, item)
                for key, each in value.items()
            }
        return value
