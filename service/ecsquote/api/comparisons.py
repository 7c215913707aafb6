"""POST /v1/comparisons: price one request in several Regions."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from ecsquote.api.http.openapi_examples import COMPARISON_REQUEST
from ecsquote.api.http.openapi_schemas import json_body, problems
from ecsquote.api.http.raw_routes import RawRoute
from ecsquote.api.http.request_bodies import read_json_body, read_model
from ecsquote.api.runtime.context import Context, context_of
from ecsquote.api.runtime.deadlines import ended_after
from ecsquote.contract.comparisons import CheapestRegion, Comparison, RegionOptions
from ecsquote.contract.quotes import Quote
from ecsquote.errors import Fault, InputError
from ecsquote.quotes.compared_regions import check_compared_regions
from ecsquote.quotes.estimated_work import EstimatedWork
from ecsquote.quotes.quoter import Quoter

router = APIRouter(tags=["quotes"])


class ComparisonRequest(BaseModel):
    """A request and the Regions to price it in."""

    model_config = ConfigDict(extra="forbid")

    request: dict[str, Any] = Field(
        description="a quote request; `regions` replaces its `region`, which may be left out"
    )
    regions: list[str] = Field(min_length=1, description="AWS Region codes, each once")


async def compare_regions(request: Request) -> Response:
    """Price one workload in several Regions; nothing is stored. All Regions share the time limit for advice."""
    context = context_of(request)
    body = await read_json_body(request, context.settings.max_body_bytes)
    workload, regions = await context.in_thread(_read, body, context.settings.max_regions)
    # One Region after the other, so that a long list leaves threads to other requests.
    ends = time.monotonic() + context.settings.quote_seconds
    outcomes = [await _in_region(request, workload, place, context, ends) for place in enumerate(regions)]
    if faults := dict.fromkeys(fault for outcome in outcomes if isinstance(outcome, list) for fault in outcome):
        raise InputError("the request cannot be priced in every Region", faults)
    quotes = [outcome for outcome in outcomes if isinstance(outcome, Quote)]
    answer = await context.in_thread(lambda: _comparison(quotes).model_dump_json())
    return Response(answer, media_type="application/json")


def _read(body: bytes, max_regions: int) -> tuple[dict[str, Any], list[str]]:
    asked = read_model(body, ComparisonRequest)
    check_compared_regions(asked.regions, max_regions)
    return asked.request, asked.regions


async def _in_region(
    request: Request, workload: Mapping[str, Any], place: tuple[int, str], context: Context, ends: float
) -> Quote | list[Fault]:
    """Price the workload in one Region: in a process where that is much work, else in a thread."""
    arguments = (workload, place, context.settings.quote_seconds, ends)
    if EstimatedWork.of(workload).needs_process:
        return await context.in_process(request, priced_in_region, *arguments)
    return await context.in_thread(priced_in_region, context.quoter, *arguments)


def priced_in_region(
    quoter: Quoter, workload: Mapping[str, Any], place: tuple[int, str], seconds: float, ends: float
) -> Quote | list[Fault]:
    """Return the quote, or its faults with their pointers in the comparison's body; advice `ends` for all Regions."""
    index, region = place
    document = {**workload, "region": region}
    try:
        return ended_after(seconds, quoter.quote, document, datetime.now(UTC), lambda: time.monotonic() < ends)
    except InputError as error:
        if not error.faults:
            raise
        return [
            Fault(f"/regions/{index}", fault.message) if fault.pointer == "/region" else fault.under("/request")
            for fault in error.faults
        ]


def _comparison(quotes: Sequence[Quote]) -> Comparison:
    ranked = sorted(quotes, key=lambda quote: (_lowest(quote) is None, _lowest(quote) or Decimal(0), quote.region))
    first, best = ranked[0], ranked[0].cheapest
    lowest = _lowest(first)
    warnings = [warning for quote in ranked for warning in quote.catalog.warnings]
    return Comparison(
        currency=first.currency,
        hours_per_month=first.hours_per_month,
        catalog=replace(first.catalog, warnings=tuple(dict.fromkeys(warnings))),
        cheapest=None
        if best is None or lowest is None
        else CheapestRegion(
            region=first.region,
            launch_option=best.launch_option,
            cpu_architecture=best.cpu_architecture,
            savings_plan=best.savings_plan,
            savings_plans=best.savings_plans,
            monthly=lowest,
        ),
        regions=[
            RegionOptions(
                region=quote.region, options=quote.options, advice=quote.advice, advice_note=quote.advice_note
            )
            for quote in ranked
        ],
    )


def _lowest(quote: Quote) -> Decimal | None:
    """Return the USD per month of the cheapest available option."""
    return next((option.monthly for option in quote.options if option.available), None)


router.add_api_route(
    "/v1/comparisons",
    compare_regions,
    methods=["POST"],
    route_class_override=RawRoute,
    response_class=Response,
    responses={200: {"model": Comparison, "description": "The comparison"}, **problems(400, 413, 415, 422, 503)},
    openapi_extra=json_body("ComparisonRequest", COMPARISON_REQUEST),
)
