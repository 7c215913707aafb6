"""The tags of rows: a map, a JSON text or a column for each, as exports have them, by keys spelt alike."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
from pyarrow import compute as pc

from ecsquote.bills.columns import tag_key


def tag_values(column: Any, tag_columns: Mapping[str, Any], keys: Sequence[str], rows: int) -> list[Any]:
    """For each key (in the form of `tag_key`) an Arrow array of the rows' values, null where a row lacks the tag."""
    if tag_columns:
        return [_known(tag_columns[key]) if key in tag_columns else _none(rows) for key in keys]
    if column is None:
        return [_none(rows) for _ in keys]
    if pa.types.is_map(column.type):
        return [_from_map(column, key, rows) for key in keys]
    return _from_json(pc.cast(column, pa.string()), keys)


def _none(rows: int) -> Any:
    return pa.nulls(rows, pa.string())


def _known(column: Any) -> Any:
    texts = pc.cast(column, pa.string())
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _from_map(column: Any, key: str, rows: int) -> Any:
    """Exports spell a key in one way through a file, or else the first spelling that a row has counts."""
    spelled = [name for name in pc.unique(column.keys).to_pylist() if tag_key(name) == key]
    found = [_known(pc.map_lookup(column, name, "first")) for name in sorted(spelled)]
    return pc.coalesce(*found) if found else _none(rows)


def _from_json(column: Any, keys: Sequence[str]) -> list[Any]:
    """Each different text is read once."""
    encoded = pc.dictionary_encode(column)
    read = [_tags(text) for text in encoded.dictionary.to_pylist()]
    return [pc.take(pa.array([tags.get(key) for tags in read], pa.string()), encoded.indices) for key in keys]


def _tags(text: str) -> dict[str, str]:
    """The tags in a JSON text, those of an empty or malformed one being none."""
    try:
        tags = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(tags, dict):
        return {}
    return {tag_key(name): str(value) for name, value in tags.items() if value not in (None, "")}
