"""POST /v1/analyses/price-history: one workload priced with each stored version of the price catalog."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

from ecsquote.api.analyses import AnalysisRequest, placed
from ecsquote.api.http.openapi_examples import QUOTE_REQUEST
from ecsquote.api.http.openapi_schemas import json_body, problems
from ecsquote.api.http.raw_routes import RawRoute
from ecsquote.api.http.request_bodies import read_json_body, read_model
from ecsquote.api.runtime.context import Context, context_of
from ecsquote.api.runtime.deadlines import ANALYSIS_SECONDS, analysis_deadline
from ecsquote.calculator.analysis.price_history import price_history
from ecsquote.contract.analyses import PriceHistory
from ecsquote.errors import InputError, InputTooLarge
from ecsquote.pricing.store.version_views import every_version

MAX_VERSIONS = 120
DEFAULT_VERSIONS = 24

router = APIRouter(tags=["analyses"])
_ANSWER = TypeAdapter(PriceHistory)


class PriceHistoryRequest(AnalysisRequest):
    """Price the workload with each stored version of the price catalog."""

    newest: Annotated[int, Field(ge=1, le=MAX_VERSIONS)] = Field(
        DEFAULT_VERSIONS, description="the number of newest versions to use"
    )


EXAMPLE: dict[str, Any] = {"request": {**QUOTE_REQUEST, "launch_options": ["FARGATE"]}, "newest": 12}


async def follow_prices(request: Request) -> Response:
    """Price a month on every launch option with each stored catalog version, oldest first."""
    context = context_of(request)
    body = await read_json_body(request, context.settings.max_body_bytes)
    return Response(
        await context.in_search(_priced, body, context, seconds=ANALYSIS_SECONDS), media_type="application/json"
    )


def _priced(body: bytes, context: Context) -> bytes:
    asked = read_model(body, PriceHistoryRequest)
    try:
        return _ANSWER.dump_json(
            price_history(asked.request, every_version(context.catalogs, asked.newest), analysis_deadline())
        )
    except InputTooLarge:
        raise
    except InputError as error:
        raise InputError(str(error), [placed(fault, PriceHistoryRequest) for fault in error.faults]) from None


router.add_api_route(
    "/v1/analyses/price-history",
    follow_prices,
    methods=["POST"],
    route_class_override=RawRoute,
    response_class=Response,
    responses={200: {"model": PriceHistory, "description": "The answer"}, **problems(400, 413, 415, 422, 503)},
    openapi_extra=json_body("PriceHistoryRequest", EXAMPLE),
)
