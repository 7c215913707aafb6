"""/v1/charts: draw an answer of this API, or a stored quote."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from ecsquote.api.http.content_negotiation import preferred
from ecsquote.api.http.openapi_examples import LAUNCH_OPTIONS_CHART
from ecsquote.api.http.openapi_schemas import problems
from ecsquote.api.http.request_bodies import read_json_body
from ecsquote.api.runtime.context import Context, InContext
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.charts.chart import Wish
from ecsquote.charts.drawing import MEDIA_TYPES, ChartFormat, draw_chart
from ecsquote.charts.kinds import KINDS, of_quotes
from ecsquote.charts.theme import Theme
from ecsquote.documents import parse_object
from ecsquote.errors import NotFound
from ecsquote.workload.service import CpuArchitecture

router = APIRouter(tags=["charts"])

_ACCEPTED = {
    **{media_type: form for form, media_type in MEDIA_TYPES.items()},
    "application/json": ChartFormat.VEGA_LITE,
}
_HEADERS = {
    "Vary": "Accept",
    "X-Content-Type-Options": "nosniff",
    # A browser must not run or load anything from a picture.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}
_SHOWN = "; ".join(f"`{name}`: {kind.shows} (an answer of {kind.made_by})" for name, kind in KINDS.items())
_DRAWN: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The chart",
        "content": {
            MEDIA_TYPES[ChartFormat.VEGA_LITE]: {"schema": {"type": "object"}},
            MEDIA_TYPES[ChartFormat.SVG]: {"schema": {"type": "string"}},
            MEDIA_TYPES[ChartFormat.PNG]: {"schema": {"type": "string", "contentMediaType": "image/png"}},
        },
    }
}

ChartName = Annotated[str, Path(description=_SHOWN, json_schema_extra={"enum": list(KINDS)})]
QuoteChartName = Annotated[str, Path(description="a chart of a quote", json_schema_extra={"enum": list(of_quotes())})]
ChosenFormat = Annotated[
    ChartFormat | None,
    Query(description="overrides Accept; default: a Vega-Lite spec as wide as its container"),
]
ChosenTheme = Annotated[Theme, Query(description="the theme of the page around it")]
ChosenOption = Annotated[
    LaunchOption | None, Query(description="the option to draw, for charts of one option; default: the cheapest")
]
ChosenArchitecture = Annotated[CpuArchitecture | None, Query(description="its architecture; default: the cheaper one")]


@dataclass(frozen=True, slots=True)
class ChartRequest:
    """The form of a chart, and its options."""

    form: ChartFormat
    wish: Wish


def _asked(
    format: ChosenFormat = None,  # noqa: A002 - the parameter's name in the API
    theme: ChosenTheme = Theme.LIGHT,
    launch_option: ChosenOption = None,
    cpu_architecture: ChosenArchitecture = None,
    accept: Annotated[str | None, Header()] = None,
) -> ChartRequest:
    form = format or preferred(accept or "", _ACCEPTED, ChartFormat.VEGA_LITE)
    return ChartRequest(form, Wish(theme, launch_option, cpu_architecture))


Asked = Annotated[ChartRequest, Depends(_asked)]


@router.post(
    "/v1/charts/{chart}",
    response_class=Response,
    responses={**_DRAWN, **problems(400, 404, 413, 415, 422, 501)},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"type": "object", "description": "the answer that the chart shows"},
                    "example": LAUNCH_OPTIONS_CHART,
                }
            },
        }
    },
)
async def draw_answer(
    request: Request,
    chart: ChartName,
    context: InContext,
    asked: Asked,
) -> Response:
    """Draw an answer of this API; nothing is stored."""
    body = await read_json_body(request, context.settings.max_body_bytes)
    return await context.in_thread(lambda: _drawn(chart, parse_object(body), asked))


@router.get(
    "/v1/quotes/{quote_id}/charts/{chart}",
    response_class=Response,
    responses={**_DRAWN, **problems(404, 422, 501)},
)
async def draw_quote(
    quote_id: str,
    chart: QuoteChartName,
    context: InContext,
    asked: Asked,
) -> Response:
    """Draw a stored quote."""
    if chart not in of_quotes():
        raise NotFound(f"this chart does not show a quote; it must be one of {', '.join(of_quotes())}")
    return await context.in_thread(_kept_drawn, context, quote_id, chart, asked)


def _kept_drawn(context: Context, quote_id: str, chart: str, asked: ChartRequest) -> Response:
    return _drawn(chart, parse_object(context.quotes.get(quote_id).document), asked)


def _drawn(chart: str, document: dict[str, Any], asked: ChartRequest) -> Response:
    picture = draw_chart(chart, document, asked.form, asked.wish)
    return Response(picture, media_type=MEDIA_TYPES[asked.form], headers=_HEADERS)
