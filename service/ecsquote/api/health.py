"""GET /healthz, /readyz and /metrics: is the process alive, can it answer quotes, and how is it doing."""

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import Response

from ecsquote.api.http.openapi_schemas import problems
from ecsquote.api.middleware.request_log import Metrics
from ecsquote.api.runtime.context import InContext
from ecsquote.contract.health import Health, Readiness

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.get("/readyz", responses=problems(503))
def readyz(context: InContext) -> Readiness:
    """There is a price catalog, and the database answers."""
    context.quotes.check()
    return Readiness(status="ready", catalog_version=context.catalogs.current().version)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(request: Request) -> Response:
    """Counts and times in the text format of Prometheus."""
    counts: Metrics = request.app.state.metrics
    return Response(generate_latest(counts.registry), media_type=CONTENT_TYPE_LATEST)
