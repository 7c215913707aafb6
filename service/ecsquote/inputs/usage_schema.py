"""The published JSON schema of a usage file: parts of a request's load and usage, each of which may be null."""

from typing import Any

from ecsquote.calculator.request_schema import request_schema

_USAGE = "#/$defs/Usage"
_PARTIAL = ("required", "default")
"""What a part of an object need not keep to."""
_LOADS = ("AverageTasks", "MonthlyRuns")
_NULL = {"type": "null"}
_QUANTITY = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\d+(\.\d+)?$"}, _NULL]}


def usage_schema() -> dict[str, Any]:
    """The JSON schema of a usage file."""
    definitions = {name: _partial(each) for name, each in request_schema()["$defs"].items()}
    fields = {**definitions["Usage"]["properties"]}
    for load in _LOADS:
        fields |= definitions[load]["properties"]
    entry = {"type": "object", "properties": fields, "additionalProperties": _QUANTITY}
    return {
        "title": "ecsquote usage file",
        "description": "By address or service name, single fields and sections of usage; null is unknown",
        "type": "object",
        "properties": {"usage": {"anyOf": [{"$ref": _USAGE}, _NULL]}},
        "additionalProperties": {"anyOf": [entry, _NULL]},
        "$defs": definitions,
    }


def _partial(definition: dict[str, Any]) -> dict[str, Any]:
    """An object of which any field may be left out or null."""
    kept = {name: value for name, value in definition.items() if name not in _PARTIAL}
    if "properties" in kept:
        kept["properties"] = {name: _or_null(value) for name, value in kept["properties"].items()}
    return kept


def _or_null(field: dict[str, Any]) -> dict[str, Any]:
    words: dict[str, Any] = {name: field[name] for name in ("description", "title") if name in field}
    inner = {name: value for name, value in field.items() if name not in (*words, *_PARTIAL)}
    return {**words, "anyOf": [inner, _NULL]}
