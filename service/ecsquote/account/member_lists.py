"""Lists of members of AWS's objects, and the objects reduced to them."""

from collections.abc import Mapping, Set
from typing import Any

Members = Mapping[str, Any]
"""Member → True (a value, or a list of values), `TAGS`, or the members of the object, or objects, in it."""

TAGS = "tags"
"""Stands for a list of tags: each keeps its key, and its value where its key is to keep it."""
TEXT = "(text)"
"""Among the members of an object: a text in its place is kept too."""


def members(names: str, **inner: Any) -> Members:
    """The members that hold values, by name, and those that hold objects."""
    return {**dict.fromkeys(names.split(), True), **inner}


def reduced(value: Any, kept: Any, keep_tags: Set[str] | None) -> Any:
    """The value with the kept members only; None for `keep_tags` keeps the values that tags still have."""
    if isinstance(value, list):
        items = (reduced(item, kept, keep_tags) for item in value)
        return [item for item in items if item is not None]
    if not isinstance(value, Mapping):
        return value if kept is True or (isinstance(kept, Mapping) and TEXT in kept) else None
    if kept == TAGS:
        return _tag(value, keep_tags)
    if kept is True:  # an object where a value was expected: nobody knows what is in it
        return None
    return {
        name: inner
        for name, item in value.items()
        if name in kept and (inner := reduced(item, kept[name], keep_tags)) is not None
    }


def _tag(tag: Mapping[str, Any], keep_tags: Set[str] | None) -> Mapping[str, Any]:
    """ECS spells `key` and `value`, EC2 `Key` and `Value`, and tags of an Auto Scaling group have more members."""
    key = tag.get("key", tag.get("Key"))
    kept = {"key", "Key"} | ({"value", "Value"} if keep_tags is None or key in keep_tags else set())
    return {name: value for name, value in tag.items() if name in kept and isinstance(value, str)}
