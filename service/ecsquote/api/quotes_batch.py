"""POST /v1/quotes/batch: one quote request per line, answered by one quote or problem per line, in order."""

import asyncio
import logging

import orjson
from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ecsquote.api.http.openapi_examples import QUOTE_REQUEST
from ecsquote.api.http.openapi_schemas import problems
from ecsquote.api.http.problems import crash_document, document_of, problem_document, problem_response
from ecsquote.api.http.raw_routes import RawRoute
from ecsquote.api.http.request_bodies import CURL_DEFAULT_TYPE, content_type, passed_off
from ecsquote.api.quotes import KEEP_PARAMETER, keeps, price, price_and_keep, read_document
from ecsquote.api.runtime.context import Context, context_of
from ecsquote.api.runtime.line_spool import LineSpool
from ecsquote.errors import EcsquoteError, UnreadableInput

router = APIRouter(tags=["quotes"])
NDJSON = "application/x-ndjson"
NDJSON_TYPES = frozenset(
    (NDJSON, "application/ndjson", "application/jsonl", "text/ndjson", "application/json", CURL_DEFAULT_TYPE, "")
)
AT_ONCE = 32
"""Lines in progress at the same time; finished answers wait for earlier ones."""
_LOG = logging.getLogger("ecsquote.api")


class _Batch(Response):
    """The answer to a batch; it reads the request while it is being sent."""

    media_type = NDJSON

    def __init__(self, request: Request, context: Context) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._request = request
        self._keep = keeps(request)
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        """Send one line after another."""
        settings = self._context.settings
        spool = LineSpool(settings.max_body_bytes, settings.max_batch_bytes)
        answers: asyncio.Queue[asyncio.Task[bytes] | None] = asyncio.Queue(AT_ONCE)
        complete = True
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        try:
            async with asyncio.TaskGroup() as group:
                reading = group.create_task(_read(spool, self._request, receive))
                group.create_task(_start(spool, self._context, answers, group, keep=self._keep))
                while (answer := await answers.get()) is not None:
                    await send({"type": "http.response.body", "body": await answer, "more_body": True})
                reading.cancel()
        except* ClientDisconnect:
            complete = False  # the group has cancelled the lines under way
        finally:
            spool.close()
        if complete:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _read(spool: LineSpool, request: Request, receive: Receive) -> None:
    """Read the body, then raise ClientDisconnect for a client that disconnects before its answer is complete."""
    await spool.fill(request)
    while (await receive())["type"] != "http.disconnect":
        pass
    raise ClientDisconnect


async def _start(
    spool: LineSpool,
    context: Context,
    answers: "asyncio.Queue[asyncio.Task[bytes] | None]",
    group: asyncio.TaskGroup,
    *,
    keep: bool,
) -> None:
    async for line in spool.lines():
        await answers.put(group.create_task(_answer(line, context, keep=keep)))
    await answers.put(None)


async def _answer(line: bytes | EcsquoteError, context: Context, *, keep: bool) -> bytes:
    try:
        if isinstance(line, EcsquoteError):
            raise line
        context.rates.count_batch_line(context.caller)
        if keep:
            return (await price_and_keep(line, context)).document + b"\n"
        document, workload = await read_document(line, context)
        return (await price(document, workload, context, None)).document + b"\n"
    except EcsquoteError as error:
        return orjson.dumps(document_of(error)) + b"\n"
    except Exception:  # noqa: BLE001 - one line's crash must not end the others' answers; it is logged
        _LOG.exception("a line of a batch failed")
        return orjson.dumps(crash_document()) + b"\n"


async def make_quotes(request: Request) -> Response:
    """Price and store one workload per line. A line with an error gets a problem; the other lines are still priced."""
    if request.headers.get("content-length", "0") == "0" and "transfer-encoding" not in request.headers:
        raise UnreadableInput("the body is empty; send one quote request per line")
    if content_type(request) not in NDJSON_TYPES or passed_off(request):
        raise HTTPException(415, f"send the body as Content-Type: {NDJSON}, one quote request per line")
    return _Batch(request, context_of(request))


async def not_a_quote(_: Request) -> Response:
    """Refuse what would otherwise read `batch` as the id of a quote."""
    return problem_response(problem_document(405, "this URL does not allow that method"), {"Allow": "POST"})


_OTHER_METHODS = ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
router.add_route("/v1/quotes/batch", not_a_quote, methods=_OTHER_METHODS, include_in_schema=False)
_LINES = {"schema": {"type": "string", "description": "one JSON document per line"}}
router.add_api_route(
    "/v1/quotes/batch",
    make_quotes,
    methods=["POST"],
    route_class_override=RawRoute,
    response_class=Response,
    responses={
        200: {"description": "A quote or problem per line", "content": {NDJSON: _LINES}},
        **problems(400, 415, 422, 503),
    },
    openapi_extra={
        "parameters": [KEEP_PARAMETER],
        "requestBody": {
            "required": True,
            "content": {NDJSON: _LINES | {"example": orjson.dumps(QUOTE_REQUEST).decode() + "\n"}},
        },
    },
)
