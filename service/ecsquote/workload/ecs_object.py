"""Reads an ECS document member by member, collecting every fault and going on.

A model that stops at the first wrong member could not check the rules between the others, and people would fix
one fault at a time. Here a wrong member counts as absent after its fault is noted, so that every rule is still tried.
Null is absent, as `describe` prints it; unknown members are nobody's business.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar

from ecsquote.counted import counted
from ecsquote.errors import Fault, InputError
from ecsquote.faults.collected import Faults
from ecsquote.faults.pointers import Path
from ecsquote.faults.quoted_value import shown
from ecsquote.workload.sizes import MAX_INTEGER, whole_number

T = TypeVar("T")

NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")
NAME_RULE = "up to 255 letters, digits, hyphens and underscores"
MAX_ENTRIES = 1000
MAX_TEXT = 10_000
MAX_LABEL = 255


@dataclass(frozen=True, slots=True)
class EcsObject:
    """One object of an ECS document, its place, and the faults found in it."""

    value: Mapping[str, Any]
    path: Path
    faults: Faults

    def at(self, *parts: str | int) -> Path:
        """The path of something inside."""
        return (*self.path, *parts)

    def fault(self, name: str, message: str) -> None:
        """A fault at one of the object's members."""
        self.faults.add(self.at(name), message)

    def warn(self, name: str, message: str) -> None:
        """A warning at one of the object's members: AWS might refuse it, and it changes no price."""
        self.faults.warn(self.at(name), message)

    def label(self, name: str, default: str, rule: re.Pattern[str], words: str) -> str | None:
        """A name that decides no price: one that is missing or that AWS would not take is a warning.

        Templates hold placeholders such as ${IMAGE} there. A value that is not text is a fault.
        """
        value = self.value.get(name)
        if value is not None and not isinstance(value, str):
            self.fault(name, f"must be {words}, not {shown(value)}")
            return None
        if not value:
            self.warn(name, f"is missing; AWS asks for {words}")
            return default
        if not rule.fullmatch(value):
            self.warn(name, f"AWS takes {words}, not {shown(value)}")
        return value if value.isprintable() and len(value) <= MAX_LABEL else default

    def has(self, name: str) -> bool:
        """Whether the member has a value other than null, false or an empty text, list or object."""
        return self.value.get(name) not in (None, "", [], {}, False)

    def read(self, name: str, reader: Callable[[object], T]) -> T | None:
        """The member as the reader understands it; its ValueError becomes a fault."""
        value = self.value.get(name)
        if value is None:
            return None
        try:
            return reader(value)
        except ValueError as error:
            self.fault(name, str(error))
            return None

    def integer(self, name: str, minimum: int = 0, maximum: int = MAX_INTEGER) -> int | None:
        """A whole number within bounds, also in digits."""
        return self.read(name, lambda value: whole_number(value, minimum, maximum))

    def text(self, name: str, rule: re.Pattern[str] | None = None, words: str = "") -> str | None:
        """A text, optionally of a pattern that `words` describe; empty text is a fault."""

        def reader(value: object) -> str:
            if not isinstance(value, str) or not value:
                raise ValueError(f"must be {words or 'text that is not empty'}, not {shown(value)}")
            if len(value) > MAX_TEXT or (rule and not rule.fullmatch(value)):
                raise ValueError(f"must be {words or f'at most {MAX_TEXT} characters'}, not {shown(value)}")
            return value

        return self.read(name, reader)

    def choice(self, name: str, allowed: Collection[str]) -> str | None:
        """One of ECS's own words."""
        return self.read(name, lambda value: one_of(value, allowed))

    def flag(self, name: str) -> bool | None:
        """A boolean; the words "true" and "false" count, as CloudFormation takes them."""

        def reader(value: object) -> bool:
            if isinstance(value, bool):
                return value
            if value in ("true", "false"):
                return value == "true"
            raise ValueError(f"must be true or false, not {shown(value)}")

        return self.read(name, reader)

    def object(self, name: str) -> "EcsObject":
        """The object inside, empty where there is none."""

        def reader(value: object) -> Mapping[str, Any]:
            if not isinstance(value, dict):
                raise ValueError(f"must be an object, not {shown(value)}")
            return value

        return EcsObject(self.read(name, reader) or {}, self.at(name), self.faults)

    def entries(self, name: str, maximum: int = MAX_ENTRIES) -> list[Any]:
        """The list inside, empty where there is none; what is over the bound is a fault and left out."""

        def reader(value: object) -> list[Any]:
            if not isinstance(value, list):
                raise ValueError(f"must be a list, not {shown(value)}")
            return value

        found = self.read(name, reader) or []
        if len(found) > maximum:
            self.fault(name, f"must have at most {counted(maximum, 'entry', 'entries')}, not {len(found)}")
        return found[:maximum]

    def objects(self, name: str, maximum: int = MAX_ENTRIES) -> "Iterator[EcsObject]":
        """The objects of a list; entries that are none are faults and left out."""
        for index, value in enumerate(self.entries(name, maximum)):
            if isinstance(value, dict):
                yield EcsObject(value, self.at(name, index), self.faults)
            else:
                self.faults.add(self.at(name, index), f"must be an object, not {shown(value)}")

    def words(self, name: str, allowed: Collection[str]) -> Iterator[str]:
        """A list of ECS's own words; the wrong ones are faults and left out."""
        for index, value in enumerate(self.entries(name)):
            try:
                yield one_of(value, allowed)
            except ValueError as error:
                self.faults.add(self.at(name, index), str(error))


def one_of(value: object, allowed: Collection[str]) -> str:
    """The value, if it is one of ECS's words; ValueError lists them and proposes the nearest."""
    if isinstance(value, str) and value in allowed:
        return value
    near = get_close_matches(value.upper(), [word.upper() for word in allowed], n=1) if isinstance(value, str) else []
    meant = next((word for word in allowed if near and word.upper() == near[0]), None)
    question = f"; did you mean {meant}?" if meant else ""
    raise ValueError(f"must be one of {', '.join(sorted(allowed))}, not {shown(value)}{question}")


def unwrapped(document: object, wrapper: str) -> EcsObject:
    """The object itself, out of `{"taskDefinition": {…}}` if it is wrapped; InputError where it is none."""
    if not isinstance(document, dict):
        message = f"must be an object as AWS prints it, not {shown(document)}"
        raise InputError(message, [Fault("", message)])
    if isinstance(document.get(wrapper), dict):
        return EcsObject(document[wrapper], (wrapper,), Faults())
    return EcsObject(document, (), Faults())
