"""POST /v1/workloads: what a file in any known form holds, as quote requests."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ecsquote.api.http.openapi_examples import WORKLOAD_FILE, WORKLOAD_READING
from ecsquote.api.http.openapi_schemas import problems
from ecsquote.api.http.raw_routes import RawRoute
from ecsquote.api.http.uploaded_files import UploadedFiles, read_uploaded_files
from ecsquote.api.runtime.context import context_of
from ecsquote.contract.workloads import WorkloadDocument, reading_document
from ecsquote.errors import Fault, InputError
from ecsquote.inputs.overrides import Overrides
from ecsquote.inputs.parameters import ReadingParameters, task_size
from ecsquote.inputs.quote_requests import Asked, read_asked

router = APIRouter(tags=["workloads"])

PARAMETERS: Mapping[str, str] = {
    "region": "the Region of a document that names none; of several Regions it selects one",
    "tasks": "how many tasks run where the file does not say",
    "environment": "the environment of a Copilot manifest",
    "default_size": "CPU/MEMORY for services without a size, as 512/1024",
}
"""The query parameters, by name."""
KEEP = "keep"
"""Whether a quote is stored: the parameter of quotes that says nothing of a file."""
REPEATABLE: Mapping[str, str] = {"param": "NAME=VALUE: a parameter of a template"}
OF_QUOTES: Mapping[str, str] = {
    "set": "FIELD=VALUE: a field of the request that the file gives, as fleet.profile=cheapest"
}
"""Repeatable too; only where a quote is made of the file."""


def query_parameters(*, of_quotes: bool = False) -> list[dict[str, Any]]:
    """The query parameters as OpenAPI describes them."""
    text = {"type": "string"}
    single = {name: (words, text) for name, words in PARAMETERS.items()}
    several = {**REPEATABLE, **(OF_QUOTES if of_quotes else {})}
    repeated = {name: (f"{words}; repeatable", {"type": "array", "items": text}) for name, words in several.items()}
    return [
        {"name": name, "in": "query", "required": False, "description": words, "schema": schema}
        for name, (words, schema) in {**single, **repeated}.items()
    ]


async def read_workload(request: Request) -> Response:
    """Read a file in any known form as quote requests; nothing is priced or stored."""
    asked = asked_in_query(request)
    uploaded = await read_uploaded_files(request)
    body = await context_of(request).in_thread(_read, uploaded, asked)
    return Response(body, media_type="application/json")


def asked_in_query(request: Request, *, of_quotes: bool = False) -> Asked:
    """What the query parameters of a request say of its file; InputError for malformed and unknown ones.

    The server's own environment is never asked.
    """
    query = request.query_params
    known = [*PARAMETERS, *REPEATABLE, *((*OF_QUOTES, KEEP) if of_quotes else ())]
    faults = [
        Fault(f"/{name}", f"is not a parameter; known are {', '.join(known)}")
        for name in query.keys() - dict.fromkeys(known)
    ]
    pairs = {name: [text.partition("=") for text in query.getlist(name)] for name in (*REPEATABLE, *OF_QUOTES)}
    faults += [
        Fault(f"/{name}", "must be NAME=VALUE")
        for name, given in pairs.items()
        if not all(key and sign for key, sign, _ in given)
    ]
    faults += [Fault(f"/{name}", "is given more than once") for name in PARAMETERS if len(query.getlist(name)) > 1]
    size = None
    try:
        size = task_size(query["default_size"]) if query.get("default_size") else None
    except ValueError as error:
        faults.append(Fault("/default_size", str(error)))
    if faults:
        raise InputError("the query parameters are not valid", faults)
    return Asked(
        Overrides(
            region=query.get("region") or None,
            tasks=query.get("tasks") or None,
            fields=tuple((path, value) for path, _, value in pairs["set"]),
        ),
        ReadingParameters(
            environment=query.get("environment") or None,
            default_size=size,
            values={name: value for name, _, value in pairs["param"]},
        ),
    )


def _read(uploaded: UploadedFiles, asked: Asked) -> bytes:
    reading = read_asked(uploaded.files, asked.with_values(uploaded.parameters))
    return orjson.dumps(reading_document(reading), default=_plain)


def _plain(value: object) -> Any:
    """Numbers of a document as JSON text keeps them: whole ones as integers, others as they are written."""
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not a JSON value")


router.add_api_route(
    "/v1/workloads",
    read_workload,
    methods=["POST"],
    route_class_override=RawRoute,
    response_class=Response,
    responses={
        200: {
            "description": "What was read; pointers lead into this answer",
            "model": WorkloadDocument,
            "content": {"application/json": {"example": WORKLOAD_READING}},
        },
        **problems(400, 413, 415, 422),
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "one file as the body, whatever its type; several as a form; or a zip",
            "content": {
                "application/json": {"schema": {}, "example": WORKLOAD_FILE},
                "application/yaml": {"schema": {"type": "string"}},
                "application/zip": {"schema": {"type": "string", "format": "binary"}},
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "file": {"type": "array", "items": {"type": "string", "format": "binary"}},
                            "parameters": {"type": "string", "description": "template parameters, JSON"},
                        },
                        "required": ["file"],
                    }
                },
            },
        },
        "parameters": query_parameters(),
    },
)
