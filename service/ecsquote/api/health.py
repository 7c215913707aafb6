"""GET /healthz, /readyz and /metrics: liveness, readiness and metrics for Prometheus."""

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ecsquote.api.http.openapi_schemas import problems
from ecsquote.api.middleware.request_log import Metrics
from ecsquote.api.runtime.context import InContext
from ecsquote.contract.health import Health, Readiness

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> Health:
    """Report that the process responds."""
    return Health(status="ok")


@router.get("/readyz", responses=problems(503))
def readyz(request: Request, context: InContext) -> Readiness:
    """Report that the price catalog is loaded, the database responds, and the server is not about to end."""
    if request.app.state.stopping:
        raise HTTPException(503, "the server is about to end", {"Retry-After": "5"})
    context.quotes.check()
    return Readiness(status="ready", catalog_version=context.catalogs.current().version)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(request: Request) -> Response:
    """Return request counts and durations in the Prometheus text format."""
    counts: Metrics = request.app.state.metrics
    return Response(generate_latest(counts.registry), media_type=CONTENT_TYPE_LATEST)
