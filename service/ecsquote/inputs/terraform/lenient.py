"""Access to documents of any shape: a member of the wrong type counts as absent, so that no plan can stop a reader."""

from collections.abc import Iterator, Mapping
from typing import Any


def members(value: object) -> Mapping[str, Any]:
    """The object, empty where the value is not one."""
    return value if isinstance(value, dict) else {}


def entries(value: object) -> Iterator[Mapping[str, Any]]:
    """The objects of a list, none where the value is not one."""
    if isinstance(value, list):
        yield from (entry for entry in value if isinstance(entry, dict))


def text(value: object) -> str:
    """The text, empty where the value is not one."""
    return value if isinstance(value, str) else ""
