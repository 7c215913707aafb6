"""Values while a template is evaluated: plain, decided by a resource, unknown, or a text of which parts are known."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from ecsquote.errors import InputTooLarge
from ecsquote.inputs.estate.resources import Reference, Unresolved

MAX_TEXT = 1_000_000
"""Characters of one text that functions make; a template itself has at most about as many."""
MAX_WORK = 1_000_000
"""Values that the templates of one reading are evaluated to, loops and nested stacks included."""
LABELS = frozenset(
    {
        "AutoScalingGroupName", "ClusterName", "ContainerName", "Family", "Image", "LaunchTemplateName",
        "LoadBalancerName", "LogGroupName", "Name", "RepositoryName", "ServiceName", "SourceVolume", "ValueFrom",
        "awslogs-group",
    }
)  # fmt: skip
"""Properties that price nothing by their text: in them `${Stage}-web` stays as it is where Stage is not known."""


class NoValue:
    """What AWS::NoValue stands for: the member or entry is left out."""


NO_VALUE: Final = NoValue()


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the template does not give."""

    what: str
    """Why, in words that never hold the value of a parameter."""
    placeholder: str = "…"
    """What stands for it in a text: ${Stage}."""
    made_from: tuple[Reference, ...] = ()

    @property
    def is_pseudo_parameter(self) -> bool:
        """Whether AWS itself gives the value when the stack is made, such as the account's number."""
        return self.placeholder.startswith("${AWS::")


@dataclass(frozen=True, slots=True)
class PartialText:
    """A text of which some parts are decided elsewhere: two or more parts, no two texts in a row."""

    parts: tuple["str | Reference | Unknown", ...]


def weight(value: object) -> int:
    """How much work a value is for whoever reads it: one for each value and for every few characters of a text."""
    if isinstance(value, str):
        return 1 + len(value) // 16
    if isinstance(value, PartialText):
        return 1 + sum(map(weight, value.parts))
    if isinstance(value, Mapping):
        return 1 + sum(map(weight, value.values()))
    return 1 + sum(map(weight, value)) if isinstance(value, list) else 1


class Work:
    """Counts what is evaluated, so that no template makes a reading grow beyond bounds."""

    def __init__(self, limit: int = MAX_WORK) -> None:
        self.done = 0
        self._limit = limit

    def count(self, values: int = 1) -> None:
        """That many more values; raises InputTooLarge over the limit."""
        self.done += values
        if self.done > self._limit:
            raise InputTooLarge(f"the templates, with their loops and nested stacks, hold over {self._limit:,} values")


def text_of(value: object) -> str | None:
    """A plain scalar as CloudFormation writes it into a text; None for everything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | Decimal) else None


def whole_of(value: object) -> int | None:
    """A whole number of 0 or more, also in digits."""
    text = text_of(value)
    return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) <= 9 else None


def join_parts(values: Iterable[object]) -> object:
    """The text of these values in a row; a single part that is not text stays what it is."""
    parts: list[str | Reference | Unknown] = []
    length = 0
    for part in _flat(values):
        length += len(part) if isinstance(part, str) else 1
        if length > MAX_TEXT:
            raise InputTooLarge(f"a function of the template makes a text of over {MAX_TEXT:,} characters")
        if isinstance(part, str) and parts and isinstance(last := parts[-1], str):
            parts[-1] = last + part
        elif part != "":
            parts.append(part)
    if not parts:
        return ""
    return parts[0] if len(parts) == 1 else PartialText(tuple(parts))


def _flat(values: Iterable[object]) -> Iterator["str | Reference | Unknown"]:
    for value in values:
        if isinstance(value, PartialText):
            yield from value.parts
        elif isinstance(value, Reference | Unknown):
            yield value
        else:
            text = text_of(value)
            yield text if text is not None else unknown_of(value, "a list or an object is used as text")


def unknown_of(value: object, what: str | None = None) -> Unknown:
    """A value of which only what it is made from is known; `what` where the value itself does not say why."""
    unknown = first_unknown(value)
    references = tuple(references_in(value))
    if unknown is not None:
        return Unknown(unknown.what, unknown.placeholder, references)
    names = list(dict.fromkeys(reference.source for reference in references))
    if names:
        return Unknown(f"{' and '.join(names)} {'decides' if len(names) == 1 else 'decide'} it", "…", references)
    return Unknown(what or "it is not in the template")


def first_unknown(value: object) -> Unknown | None:
    """The first part of a value that is not known."""
    if isinstance(value, Unknown):
        return value
    return next((found for item in _inside(value) if (found := first_unknown(item)) is not None), None)


def references_in(value: object) -> Iterator[Reference]:
    """Every reference that a value is made from."""
    if isinstance(value, Reference):
        yield value
    elif isinstance(value, Unknown):
        yield from value.made_from
    for item in _inside(value):
        yield from references_in(item)


def is_plain(value: object) -> bool:
    """Whether a value is known to the last part."""
    if isinstance(value, Reference | Unknown | PartialText):
        return False
    return all(map(is_plain, _inside(value)))


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, PartialText):
        return value.parts
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list) else ()


def with_placeholders(value: object) -> str | None:
    """A text with `${Stage}` where a part is not known; None where the value is not a text."""
    if isinstance(value, PartialText):
        return "".join(map(_shown, value.parts))
    return _shown(value) if isinstance(value, Reference | Unknown) else text_of(value)


def _shown(part: "str | Reference | Unknown") -> str:
    if isinstance(part, Unknown):
        return part.placeholder
    if isinstance(part, Reference):
        name = part.source.rsplit("/", 1)[-1]
        return f"${{{name if part.attribute is None else f'{name}.{part.attribute}'}}}"
    return part


def finished(value: object, name: str | None = None) -> Any:
    """The value as an estate holds it; `name` is that of its property."""
    if isinstance(value, Mapping):
        return {key: finished(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [finished(item, name) for item in value]
    if isinstance(value, PartialText):
        unknown = [part for part in value.parts if isinstance(part, Unknown)]
        decided = any(isinstance(part, Reference) for part in value.parts) or any(part.made_from for part in unknown)
        if not decided and (name in LABELS or all(part.is_pseudo_parameter for part in unknown)):
            return with_placeholders(value)
        value = unknown_of(value)
    return Unresolved(value.what, value.made_from) if isinstance(value, Unknown) else value
