"""Values of an estate as they are: known, decided by another resource, or not in the file."""

from collections.abc import Mapping
from typing import Any

from ecsquote.inputs.estate.resources import Reference, Unresolved

MAX_DIGITS = 12


def text(value: object) -> str | None:
    """A text that is not empty; None for everything else."""
    return value if isinstance(value, str) and value else None


def whole(value: object) -> int | None:
    """A whole number of 0 or more, also in digits as CloudFormation writes it; None for everything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if value >= 0 else None
    if isinstance(value, float):
        return int(value) if value.is_integer() and value >= 0 else None
    if isinstance(value, str) and value.strip().isdecimal() and len(value.strip()) <= MAX_DIGITS:
        return int(value.strip())
    return None


def is_known(value: object) -> bool:
    """Whether nothing inside a value is decided elsewhere or unknown."""
    if isinstance(value, Reference | Unresolved):
        return False
    if isinstance(value, Mapping):
        return all(is_known(item) for item in value.values())
    if isinstance(value, list | tuple):
        return all(is_known(item) for item in value)
    return True


def why_unknown(value: object) -> str:
    """Why a value is not known, in words."""
    if isinstance(value, Unresolved):
        return value.what
    if isinstance(value, Reference):
        return f"{value.source} decides it"
    if isinstance(value, Mapping):
        return next((why_unknown(item) for item in value.values() if not is_known(item)), "is not in the file")
    if isinstance(value, list | tuple):
        return next((why_unknown(item) for item in value if not is_known(item)), "is not in the file")
    return "is not in the file"


def member(value: object, *names: str) -> Any:
    """The value below these names; None where something on the way is not an object or is missing."""
    for name in names:
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def entries(value: object) -> list[Any]:
    """The entries of a list; none where it is not a list."""
    return list(value) if isinstance(value, list | tuple) else []


def last_segment(name: str) -> str:
    """The name in an ARN or in a path: cluster/shop is shop."""
    return name.rsplit("/", 1)[-1]
