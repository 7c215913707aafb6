"""OpenAPI: request and answer schemas that FastAPI cannot see, because bodies are read and written as bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from ecsquote.api.http.problems import PROBLEM_JSON, Problem
from ecsquote.calculator.quote import Quote

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


def json_body(model: str, example: dict[str, Any], *, required: bool = True) -> dict[str, Any]:
    """`openapi_extra` for a JSON body that the handler reads itself."""
    content = {"schema": {"$ref": REF.format(model=model)}, "example": example}
    return {"requestBody": {"required": required, "content": {"application/json": content}}}


class QuoteRow(BaseModel):
    """A quote in a list."""

    id: str
    created_at: str
    name: str | None
    region: str
    catalog_version: str
    launch_option: str | None = Field(description="the cheapest option; null where none is available")
    monthly: str | None = Field(description="its USD a month")


def write_openapi(app: FastAPI, bodies: Sequence[type[BaseModel]]) -> dict[str, Any]:
    """FastAPI's own document, and the schemas of bodies that handlers read themselves."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title, version=app.version, summary=app.summary, routes=app.routes, openapi_version="3.1.0"
        )
        models: list[type[BaseModel]] = [Problem, *bodies]
        mode: JsonSchemaMode = "validation"
        _, extra = models_json_schema([(model, mode) for model in models], ref_template=REF)
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for name, schema in extra["$defs"].items():
            schemas.setdefault(name, schema)
        _put_whole_examples(document, app)
        app.openapi_schema = document
    return app.openapi_schema


def _put_whole_examples(document: dict[str, Any], app: FastAPI) -> None:
    """Examples of answers as they were given: FastAPI leaves every null out, which an answer says that it has."""
    for route in app.routes:
        if not isinstance(route, APIRoute):
            continue
        for method, status in product(route.methods or (), route.responses):
            for kind, content in route.responses[status].get("content", {}).items():
                if "example" in content:
                    described = document["paths"][route.path_format][method.lower()]["responses"][str(status)]
                    described["content"][kind]["example"] = content["example"]
