"""OpenAPI: request and answer schemas that FastAPI cannot see, because bodies are read and written as bytes."""

from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, Field
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from ecsquote.api.problems import PROBLEM_JSON, Problem
from ecsquote.calculator.quote import Quote
from ecsquote.calculator.request import QuoteRequest

REF = "#/components/schemas/{model}"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDocument(Quote):
    """A kept quote; it never changes."""

    id: str
    created_at: str


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """`responses` for the problems that a resource may answer with."""
    schema = {"$ref": REF.format(model="Problem")}
    return {
        status: {"description": "Problem", "content": {PROBLEM_JSON: {"schema": schema}}} for status in sorted(statuses)
    }


class QuoteRow(BaseModel):
    """A quote in a list."""

    id: str
    created_at: str
    name: str | None
    region: str
    catalog_version: str
    launch_option: str | None = Field(description="the cheapest option; null where none is available")
    monthly: str | None = Field(description="its USD a month")


def write_openapi(app: FastAPI) -> dict[str, Any]:
    """FastAPI's own document, and the schemas of what is read and written as bytes."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags
        )
        validation: JsonSchemaMode = "validation"
        _, extra = models_json_schema([(QuoteRequest, validation), (Problem, validation)], ref_template=REF)
        document.setdefault("components", {}).setdefault("schemas", {}).update(extra["$defs"])
        app.openapi_schema = document
    return app.openapi_schema
