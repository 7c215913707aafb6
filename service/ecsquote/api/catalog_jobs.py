"""POST /v1/catalogs: start a refresh of the price catalog from AWS; GET /v1/catalogs/jobs/{id}: its progress."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from ecsquote.api.http.openapi_schemas import json_body, problems
from ecsquote.api.http.raw_routes import RawRoute
from ecsquote.api.http.request_bodies import read_json_body, read_model
from ecsquote.api.runtime.context import Context, InContext, context_of
from ecsquote.contract.catalog_jobs import Job
from ecsquote.pricing.refresh.job import RefreshJob
from ecsquote.pricing.refresh.order import RefreshOrder, check_order
from ecsquote.pricing.refresh_choices import BULK, QUERY

router = APIRouter(tags=["catalog"])
MOST_NAMES = 200

Names = Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=MOST_NAMES)]


class RefreshRequest(BaseModel):
    """What to refresh; an empty body refreshes all services and Regions of the catalog."""

    model_config = ConfigDict(extra="forbid")

    services: Names = Field(default_factory=list, description="service codes, e.g. AmazonECS; default: all")
    regions: Names = Field(default_factory=list, description="AWS Region codes; default: all")
    source: Annotated[str, Field(pattern=f"^({BULK}|{QUERY})$")] = Field(
        BULK, description="`bulk`: the public price files; `query`: the Price List Query API, which needs credentials"
    )

    def to_order(self) -> RefreshOrder:
        """Return the order that a refresh carries out."""
        return RefreshOrder(tuple(dict.fromkeys(self.services)), tuple(dict.fromkeys(self.regions)), self.source)


EXAMPLE: dict[str, Any] = {"services": ["AmazonECS"], "regions": ["eu-west-1"]}


async def start_refresh(request: Request) -> Response:
    """Start a refresh of the catalog from AWS, one at a time; quotes keep using the current version.

    Requires a key of scope admin; on a server without keys, a request from the same machine.
    """
    context = context_of(request)
    body = await read_json_body(request, context.settings.max_body_bytes)
    job = await context.in_thread(_start, body, context)
    document = Job.model_validate(job.snapshot()).model_dump_json()
    return Response(document, 202, {"Location": f"/v1/catalogs/jobs/{job.id}"}, media_type="application/json")


def _start(body: bytes, context: Context) -> RefreshJob:
    order = read_model(body if body.strip() else b"{}", RefreshRequest).to_order()
    check_order(order, context.settings)
    return context.refresh_scheduler.start(order)


router.add_api_route(
    "/v1/catalogs",
    start_refresh,
    methods=["POST"],
    route_class_override=RawRoute,
    status_code=202,
    response_class=Response,
    responses={
        202: {"model": Job, "description": "The refresh has started; Location is the address of its job"},
        **problems(400, 409, 413, 415, 422, 503),
    },
    openapi_extra=json_body("RefreshRequest", EXAMPLE, required=False),
)


@router.get("/v1/catalogs/jobs/{job_id}", responses=problems(404))
def get_job(job_id: str, context: InContext) -> Job:
    """Return a refresh of this server: its state, its progress and its result."""
    return Job.model_validate(context.refresh_scheduler.job(job_id).snapshot())
