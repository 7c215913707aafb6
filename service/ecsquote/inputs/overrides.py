"""Values that replace those of a quote request: what a caller asks for next to the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ecsquote.documents import REQUEST_BOUNDS, parse_json
from ecsquote.errors import Fault, InputError


@dataclass(frozen=True, slots=True)
class Overrides:
    """Values that replace those of the document; None or empty leaves the document's own."""

    region: str | None = None
    tasks: str | None = None
    launch_options: tuple[str, ...] = ()
    catalog_version: str | None = None
    advice: bool = False
    current: str | None = None
    spot: bool = True
    """False leaves Spot out; True leaves the document's own."""
    fleet_profile: str | None = None
    instance_types: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    """Further fields of the request by their dotted path, such as ("usage.data_transfer.internet_out_gb", "500")."""

    def applied(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """The request with these values; the Region and the number of tasks are the reader's business."""
        given = {
            "launch_options": list(self.launch_options),
            "catalog_version": self.catalog_version,
            "advice": self.advice,
            "current": self.current,
            "fleet": self._fleet(document.get("fleet")),
        }
        changed = {**document, **{field: value for field, value in given.items() if value}}
        if not self.spot:
            changed["spot"] = False
        for path, value in self.fields:
            changed = _with_field(changed, path, path.split("."), value)
        return changed

    def _fleet(self, own: object) -> object:
        """The document's fleet with the caller's fields; one that is not an object stays, for validation to refuse."""
        given = {"profile": self.fleet_profile, "instance_types": list(self.instance_types)}
        fields = {field: value for field, value in given.items() if value}
        if own is None or isinstance(own, Mapping):
            return {**(own or {}), **fields}
        return own


def _with_field(value: Any, path: str, rest: Sequence[str], text: str) -> Any:
    """The document with one field set; InputError where the path leads through something that has no fields."""
    if not rest:
        return _scalar(text)
    first, further = rest[0], rest[1:]
    if isinstance(value, list) and first.isascii() and first.isdecimal() and int(first) < len(value):
        index = int(first)
        return [*value[:index], _with_field(value[index], path, further, text), *value[index + 1 :]]
    if value is None or isinstance(value, Mapping):
        inside = value or {}
        return {**inside, first: _with_field(inside.get(first), path, further, text)}
    message = f"there is nothing named {first!r} to set in {path}; lists take a number from 0"
    raise InputError(message, [Fault("/set", message)])


def _scalar(text: str) -> Any:
    """JSON where the text is JSON, as true, 3, [1, 2] and {"a": 1} are; else the text itself."""
    try:
        return parse_json(text, REQUEST_BOUNDS)
    except InputError:
        return text
