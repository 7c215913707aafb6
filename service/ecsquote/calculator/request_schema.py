"""The published JSON schema of a quote request, for editors, checks and the reference page."""

from typing import Any

from ecsquote.calculator.request import QuoteRequest

_BOUNDS = {"ge": "minimum", "le": "maximum"}
"""Pydantic's words for bounds behind a validator, and JSON Schema's."""


def request_schema() -> dict[str, Any]:
    """The JSON schema of a quote request."""
    schema: dict[str, Any] = _spelled(QuoteRequest.model_json_schema(mode="validation"))
    return {"title": "ecsquote quote request", **{name: value for name, value in schema.items() if name != "title"}}


def _spelled(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_spelled(each) for each in schema]
    if isinstance(schema, dict):
        return {_BOUNDS.get(name, name): _spelled(value) for name, value in schema.items()}
    return schema
