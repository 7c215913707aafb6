"""POST /v1/analyses/…: questions about a workload, answered by quoting variants of its request."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response

from ecsquote.api.http.openapi_examples import QUOTE_REQUEST
from ecsquote.api.http.openapi_schemas import json_body, problems
from ecsquote.api.http.raw_routes import RawRoute
from ecsquote.api.http.request_bodies import read_json_body, read_model
from ecsquote.api.runtime.context import context_of
from ecsquote.api.runtime.deadlines import ANALYSIS_SECONDS, analysis_deadline, ended_after
from ecsquote.calculator.analysis.break_even import break_even
from ecsquote.calculator.analysis.commitment_curve import commitments
from ecsquote.calculator.analysis.parameters import DEFAULT_PERCENT, MAX_REGIONS, MAX_TASKS
from ecsquote.calculator.analysis.range_bills import range_bills
from ecsquote.calculator.analysis.sensitivity import sensitivity
from ecsquote.calculator.analysis.what_if import what_if
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.request import QuoteRequest
from ecsquote.contract.analyses import BreakEven, Commitments, RangeBills, Sensitivity, WhatIf
from ecsquote.contract.axis import Axis
from ecsquote.contract.savings_plans import SavingsPlanRequest
from ecsquote.documents import parse_object
from ecsquote.errors import Fault, InputError, InputTooLarge, OptionUnavailable
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.quotes.estimated_work import EstimatedWork
from ecsquote.quotes.quoter import Quoter
from ecsquote.units import RequestDecimal

MAX_PLANS = 12

router = APIRouter(tags=["analyses"])


class AnalysisRequest(BaseModel):
    """A quote request and the question about it."""

    model_config = ConfigDict(extra="forbid")

    request: dict[str, Any] = Field(description="a quote request of at most 50 services")


class BreakEvenRequest(AnalysisRequest):
    """Find where along an axis the cheapest launch option changes."""

    axis: Axis = Field(
        Axis.TASKS,
        description="`tasks`: the tasks of one service; `hours_per_week`: the hours of the week that they run; "
        "`capacity_percent`: the share of the instances' capacity that is used",
    )
    service: Annotated[str, Field(max_length=255)] | None = Field(
        None, description="the service to vary; default: the first"
    )
    up_to: Annotated[int, Field(ge=2, le=MAX_TASKS)] | None = Field(None, description="the most tasks; default: 100")


class WhatIfRequest(AnalysisRequest):
    """Compute what each change saves: ARM, another task size, ENI trunking, instance families, other Regions."""

    regions: Annotated[list[str], Field(max_length=MAX_REGIONS)] = Field(
        default_factory=list, description="Regions to move to"
    )


class SensitivityRequest(AnalysisRequest):
    """Rank the inputs by their effect on the bill."""

    launch_option: LaunchOption | None = Field(None, description="default: the cheapest")
    percent: Annotated[RequestDecimal, Field(gt=0, le=100)] = Field(
        DEFAULT_PERCENT, description="by how many percent each input is lowered and raised"
    )


class CommitmentsRequest(AnalysisRequest):
    """Find the Savings Plan commitment with the lowest monthly cost."""

    savings_plans: Annotated[list[SavingsPlanRequest], Field(max_length=MAX_PLANS)] = Field(
        default_factory=list,
        description="default: the request's plan or, if it has none, a Compute plan of each term and payment option",
    )


class RangeRequest(AnalysisRequest):
    """Bill the minimum, the average and the maximum load."""


BODIES: tuple[type[BaseModel], ...] = (
    BreakEvenRequest,
    WhatIfRequest,
    SensitivityRequest,
    CommitmentsRequest,
    RangeRequest,
)
_FARGATE_AND_EC2 = {**QUOTE_REQUEST, "launch_options": ["FARGATE", "EC2_ON_DEMAND"]}
EXAMPLES: dict[str, dict[str, Any]] = {
    "BreakEvenRequest": {"request": _FARGATE_AND_EC2, "axis": "tasks", "service": "web", "up_to": 50},
    "WhatIfRequest": {"request": _FARGATE_AND_EC2, "regions": ["us-east-1"]},
    "SensitivityRequest": {"request": _FARGATE_AND_EC2, "launch_option": "FARGATE", "percent": "10"},
    "CommitmentsRequest": {
        "request": _FARGATE_AND_EC2,
        "savings_plans": [{"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT"}],
    },
    "RangeRequest": {
        "request": {
            **_FARGATE_AND_EC2,
            "services": [
                {**QUOTE_REQUEST["services"][0], "load": {"average_tasks": "4.5", "min_tasks": 2, "max_tasks": 10}}
            ],
        }
    },
}


async def find_break_even(request: Request) -> Response:
    """Find where the cheapest launch option changes: by a service's tasks, its hours per week, or the utilization."""
    return await _answer(request, "break-even")


async def try_changes(request: Request) -> Response:
    """Price each change on its own: ARM, the next size down, ENI trunking, other Regions."""
    return await _answer(request, "what-if")


async def rank_inputs(request: Request) -> Response:
    """Vary each input a little down and up, and rank them by their effect on one launch option's bill."""
    return await _answer(request, "sensitivity")


async def find_commitments(request: Request) -> Response:
    """Find the Savings Plan commitment with the lowest monthly cost, and the curve of cost by commitment."""
    return await _answer(request, "commitments")


async def bill_the_range(request: Request) -> Response:
    """Bill every launch option at the minimum, average and maximum load, with the spread of Spot prices."""
    return await _answer(request, "range")


@dataclass(frozen=True, slots=True)
class _Analysis:
    """One question: the body that asks it, who answers it, and the document of the answer."""

    body: type[AnalysisRequest]
    analyse: Callable[[QuoteRequest, Catalog, Any], Any]
    answer: type[Any]


_ANALYSES: Mapping[str, _Analysis] = {
    "break-even": _Analysis(
        BreakEvenRequest,
        lambda quoted, catalog, asked: break_even(
            quoted, catalog, asked.axis, asked.service, asked.up_to, analysis_deadline()
        ),
        BreakEven,
    ),
    "what-if": _Analysis(
        WhatIfRequest,
        lambda quoted, catalog, asked: what_if(quoted, catalog, asked.regions, analysis_deadline()),
        WhatIf,
    ),
    "sensitivity": _Analysis(
        SensitivityRequest,
        lambda quoted, catalog, asked: sensitivity(
            quoted, catalog, asked.launch_option, Decimal(asked.percent), analysis_deadline()
        ),
        Sensitivity,
    ),
    "commitments": _Analysis(
        CommitmentsRequest,
        lambda quoted, catalog, asked: commitments(quoted, catalog, asked.savings_plans),
        Commitments,
    ),
    "range": _Analysis(
        RangeRequest,
        lambda quoted, catalog, _: range_bills(quoted, catalog, analysis_deadline()),
        RangeBills,
    ),
}


async def _answer(request: Request, name: str) -> Response:
    context = context_of(request)
    body = await read_json_body(request, context.settings.max_body_bytes)
    if await context.in_thread(_is_large, body):
        text = await context.in_process(request, answered, body, name, seconds=ANALYSIS_SECONDS)
    else:
        text = await context.in_thread(answered, context.quoter, body, name)
    return Response(text, media_type="application/json")


def _is_large(body: bytes) -> bool:
    """Return whether one quote of the workload may take more than a moment; raises InputError for what is not JSON."""
    document = parse_object(body).get("request")
    return isinstance(document, dict) and EstimatedWork.of(document).large_fleets


def answered(quoter: Quoter, body: bytes, name: str) -> bytes:
    """Return the JSON of an analysis; its searches and its quotes end after ANALYSIS_SECONDS."""
    return ended_after(ANALYSIS_SECONDS, _analysed, quoter, body, _ANALYSES[name])


def _analysed(quoter: Quoter, body: bytes, analysis: _Analysis) -> bytes:
    asked = read_model(body, analysis.body)
    try:
        request, catalog, _ = quoter.read(asked.request, for_analysis=True)
        answer = analysis.analyse(request, catalog, asked)
        return TypeAdapter[Any](analysis.answer).dump_json(answer)
    except InputTooLarge:
        raise
    except InputError as error:
        raise InputError(str(error), [placed(fault, analysis.body) for fault in error.faults]) from None
    except OptionUnavailable as error:
        raise InputError(str(error), [Fault("/request/launch_options", str(error))]) from None


def placed(fault: Fault, model: type[AnalysisRequest]) -> Fault:
    """Place a fault of the quote request in the body, where the request is next to the analysis's own fields."""
    own = fault.pointer.removeprefix("/") in model.model_fields
    return fault if own else fault.under("/request")


_HANDLERS: Mapping[str, Callable[[Request], Awaitable[Response]]] = {
    "break-even": find_break_even,
    "what-if": try_changes,
    "sensitivity": rank_inputs,
    "commitments": find_commitments,
    "range": bill_the_range,
}
for _name, _handler in _HANDLERS.items():
    router.add_api_route(
        f"/v1/analyses/{_name}",
        _handler,
        methods=["POST"],
        route_class_override=RawRoute,
        response_class=Response,
        responses={
            200: {"model": _ANALYSES[_name].answer, "description": "The answer"},
            **problems(400, 413, 415, 422, 503),
        },
        openapi_extra=json_body(_ANALYSES[_name].body.__name__, EXAMPLES[_ANALYSES[_name].body.__name__]),
    )
