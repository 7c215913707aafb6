"""OpenAPI schemas that FastAPI cannot derive, because handlers read and write bytes."""

from collections.abc import Sequence
from itertools import product
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from ecsquote.api.http.problems import PROBLEM_JSON
from ecsquote.api.runtime.authorization import HEALTH_PATHS
from ecsquote.contract.problems import ProblemDocument

SECURITY_SCHEME = "key"
REF = "#/components/schemas/{model}"


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return `responses` for the problems of a resource."""
    schema = {"$ref": REF.format(model=ProblemDocument.__name__)}
    return {
        status: {"description": "Problem", "content": {PROBLEM_JSON: {"schema": schema}}} for status in sorted(statuses)
    }


def json_body(
    model: str, example: dict[str, Any], *, required: bool = True, description: str | None = None
) -> dict[str, Any]:
    """Return `openapi_extra` for a JSON body that the handler reads itself."""
    content = {"schema": {"$ref": REF.format(model=model)}, "example": example}
    words = {} if description is None else {"description": description}
    return {"requestBody": {**words, "required": required, "content": {"application/json": content}}}


def write_openapi(app: FastAPI, bodies: Sequence[type[BaseModel]]) -> dict[str, Any]:
    """Return FastAPI's document with the schemas of bodies that handlers read themselves."""
    if app.openapi_schema is None:
        for route in app.routes:
            if isinstance(route, APIRoute):
                route.operation_id = route.name  # FastAPI's own ids change with an address
        document = get_openapi(
            title=app.title, version=app.version, summary=app.summary, routes=app.routes, openapi_version="3.1.0"
        )
        models: list[type[BaseModel]] = [ProblemDocument, *bodies]
        mode: JsonSchemaMode = "validation"
        _, extra = models_json_schema([(model, mode) for model in models], ref_template=REF)
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for name, schema in extra["$defs"].items():
            schemas.setdefault(name, schema)
        _put_whole_examples(document, app)
        _put_security(document)
        _put_problems(document)
        app.openapi_schema = document
    context = getattr(app.state, "context", None)  # there is none before the app has started
    closed = context is not None and context.authorization.needs_key
    app.openapi_schema["security"] = [{SECURITY_SCHEME: []}] if closed else [{SECURITY_SCHEME: []}, {}]
    return app.openapi_schema


def _put_security(document: dict[str, Any]) -> None:
    """Declare keys, and what every operation that may need one answers without."""
    document["components"]["securitySchemes"] = {
        SECURITY_SCHEME: {
            "type": "http",
            "scheme": "bearer",
            "description": "a key that `ecsquote keys create` made; needed once there has been one",
        }
    }
    descriptions = {
        "401": "No key, or one that is unknown, expired or revoked",
        "403": "The scope of the key does not allow this",
        "421": "The server does not answer under this Host",
        "429": "Too many requests; Retry-After says when to try again",
    }
    refusals = {
        status: response | {"description": descriptions.get(str(status), response["description"])}
        for status, response in problems(401, 403, 421, 429, 503).items()
    }
    for path, item in document["paths"].items():
        for operation in item.values():
            if path in HEALTH_PATHS:
                operation["security"] = []
                continue
            for status, response in refusals.items():
                operation["responses"].setdefault(str(status), response)


def _put_problems(document: dict[str, Any]) -> None:
    """Describe wrong parameters as the problem that they are answered with, not as FastAPI's own document."""
    for item in document["paths"].values():
        for operation in item.values():
            if "application/json" in operation["responses"].get("422", {}).get("content", {}):
                operation["responses"]["422"] = problems(422)[422]
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)


def _put_whole_examples(document: dict[str, Any], app: FastAPI) -> None:
    """Restore the examples: FastAPI drops their null values, which answers contain."""
    for route in app.routes:
        if not isinstance(route, APIRoute):
            continue
        for method, status in product(route.methods or (), route.responses):
            for kind, content in route.responses[status].get("content", {}).items():
                if "example" in content:
                    described = document["paths"][route.path_format][method.lower()]["responses"][str(status)]
                    described["content"][kind]["example"] = content["example"]
