"""POST /v1/scans: the report of a saved scan."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ecsquote.account.report import ReportOptions, report
from ecsquote.account.right_size import MOST_HEADROOM_PERCENT, Headroom, headroom_percent
from ecsquote.account.saved_scan import read_saved_scan
from ecsquote.api.http.openapi_schemas import problems
from ecsquote.api.http.raw_routes import RawRoute
from ecsquote.api.http.request_bodies import read_json_body
from ecsquote.api.runtime.context import Context, context_of
from ecsquote.api.runtime.deadlines import ANALYSIS_SECONDS
from ecsquote.contract.scans import AccountReport, account_report_document
from ecsquote.errors import Fault, InputError

router = APIRouter(tags=["scans"])

MIB = 1024 * 1024
_DEFAULTS = Headroom()
PARAMETERS: Mapping[str, str] = {
    "spot": "false leaves out every Spot option; a strategy keeps its Spot",
    "cpu_headroom": f"per cent above the CPU maximum, default {_DEFAULTS.cpu_percent}",
    "memory_headroom": f"per cent above the memory maximum, default {_DEFAULTS.memory_percent}",
}
REPEATABLE: Mapping[str, str] = {
    "cluster": "only this cluster of the scan; repeatable",
    "region": "only this Region of the scan; repeatable",
}


async def quote_scan(request: Request) -> Response:
    """Quote what a saved scan found, from the scan alone; nothing is stored and no account is read."""
    context = context_of(request)
    options = _options(request.query_params)
    body = await read_json_body(request, context.settings.upload_mib * MIB)
    found = await context.in_search(_reported, body, options, context, seconds=ANALYSIS_SECONDS)
    return JSONResponse(found)


def _reported(body: bytes, options: ReportOptions, context: Context) -> dict[str, Any]:
    return account_report_document(report(read_saved_scan(body), options, context.quoter, datetime.now(UTC)))


def _options(query: QueryParams) -> ReportOptions:
    known = (*PARAMETERS, *REPEATABLE)
    faults = [
        Fault(f"/{name[:100]}", f"is not a parameter; known are {', '.join(known)}")
        for name in query.keys() - dict.fromkeys(known)
    ]
    faults += [Fault(f"/{name}", "is given more than once") for name in PARAMETERS if len(query.getlist(name)) > 1]
    spot = query.get("spot", "true")
    if spot not in ("true", "false"):
        faults.append(Fault("/spot", "must be true or false"))
    cpu, memory = (
        _percent(query, name, default, faults)
        for name, default in (("cpu_headroom", _DEFAULTS.cpu_percent), ("memory_headroom", _DEFAULTS.memory_percent))
    )
    if faults:
        raise InputError("the query parameters are not valid", faults)
    return ReportOptions(
        spot=spot == "true",
        headroom=Headroom(cpu, memory),
        clusters=frozenset(query.getlist("cluster")),
        regions=frozenset(query.getlist("region")),
    )


def _percent(query: QueryParams, name: str, default: Decimal, faults: list[Fault]) -> Decimal:
    if name not in query:
        return default
    percent = headroom_percent(query[name])
    if percent is None:
        faults.append(Fault(f"/{name}", f"must be from 0 to {MOST_HEADROOM_PERCENT}"))
        return default
    return percent


def _query_parameters() -> list[dict[str, Any]]:
    text: dict[str, Any] = {"type": "string"}
    described: dict[str, tuple[str, dict[str, Any]]] = {name: (words, text) for name, words in PARAMETERS.items()}
    described |= {name: (words, {"type": "array", "items": text}) for name, words in REPEATABLE.items()}
    return [
        {"name": name, "in": "query", "required": False, "description": words, "schema": schema}
        for name, (words, schema) in described.items()
    ]


_BODY = {
    "type": "object",
    "description": "what `ecsquote scan --save` writes",
    "required": ["saved_scan", "read_at", "regions"],
    "properties": {
        "saved_scan": {"const": 1},
        "read_at": {"type": "string", "format": "date-time"},
        "days": {"type": "integer", "minimum": 1, "maximum": 42},
        "regions": {"type": "array", "items": {"type": "object"}},
        "not_read": {"type": "array", "items": {"type": "object"}},
    },
}

router.add_api_route(
    "/v1/scans",
    quote_scan,
    methods=["POST"],
    route_class_override=RawRoute,
    response_class=Response,
    responses={200: {"model": AccountReport, "description": "The report"}, **problems(400, 413, 415, 422, 503)},
    openapi_extra={
        "parameters": _query_parameters(),
        "requestBody": {"required": True, "content": {"application/json": {"schema": _BODY}}},
    },
)
