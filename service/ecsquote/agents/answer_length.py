"""Summaries are short whatever they are of: the longest lists give way, and the answer says how many entries."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

MAX_CHARACTERS = 5_900
"""Of a summary as JSON text; the documented bound is 6,000."""
MAX_TEXT = 300
"""Of one text in a summary."""
FoundList = tuple[str, Any, Any]
"""The place of a list, what holds it, and under which key."""


def json_text(document: Any) -> str:
    """The text of an answer."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def shortened(document: dict[str, Any], most: int = MAX_CHARACTERS) -> dict[str, Any]:
    """The document within the bound; `left_out` counts, by place, the entries of lists that gave way."""
    short: dict[str, Any] = _with_short_texts(deepcopy(document))
    left_out: dict[str, int] = {}
    while len(json_text(short)) > most:
        place, holder, key = max(_lists(short), key=_longest)
        entries = holder[key]
        holder[key] = entries[: len(entries) // 2]
        left_out[place] = left_out.get(place, 0) + len(entries) - len(holder[key])
        short["left_out"] = left_out
    return short


def _lists(value: Any, place: str = "") -> Iterator[FoundList]:
    """Every list that is not empty."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        if isinstance(inner, list) and inner:
            yield f"{place}/{key}", value, key
        yield from _lists(inner, f"{place}/{key}")


def _longest(found: FoundList) -> tuple[bool, int]:
    """Lists of one entry come last: a single cluster stays, and the list of its services gives way."""
    entries = found[1][found[2]]
    return len(entries) > 1, len(json_text(entries))


def _with_short_texts(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= MAX_TEXT else f"{value[: MAX_TEXT - 1]}…"
    if isinstance(value, dict):
        return {_with_short_texts(name): _with_short_texts(inner) for name, inner in value.items()}
    return [_with_short_texts(inner) for inner in value] if isinstance(value, list) else value
