"""/v1/quotes: create, list, retrieve, export, compare and delete quotes."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Header, Path, Query
from pydantic import AfterValidator, WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from ecsquote.api.http.content_negotiation import preferred
from ecsquote.api.http.openapi_examples import QUOTE_DIFFERENCES, QUOTE_REQUEST
from ecsquote.api.http.openapi_schemas import json_body, problems
from ecsquote.api.http.paging import PageLimit
from ecsquote.api.http.raw_routes import RawRoute
from ecsquote.api.http.request_bodies import read_document_body
from ecsquote.api.runtime.context import Context, InContext, context_of
from ecsquote.api.runtime.searches import kept_quote
from ecsquote.api.workloads import KEEP, asked_in_query, query_parameters
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.contract.pages import Page
from ecsquote.contract.quote_differences import Differences, differences_document
from ecsquote.contract.quotes import QuoteDocument, QuoteRow
from ecsquote.contract.workloads import InputFormat, QuotedWorkload
from ecsquote.documents import parse_object
from ecsquote.errors import Fault, InputError, NotFound, UnreadableInput
from ecsquote.inputs.decoding import looks_like_json
from ecsquote.inputs.quote_requests import Asked, ReadRequest, request_of
from ecsquote.inputs.recognition import form_of
from ecsquote.inputs.source_file import SourceFile
from ecsquote.quotes.differences import asked_for, differences
from ecsquote.quotes.estimated_work import LINES_AT_ONCE, EstimatedWork
from ecsquote.quotes.exports import EXPORTS
from ecsquote.quotes.exports.difference_markdown import write_difference_markdown
from ecsquote.quotes.kept import MAX_IDEMPOTENCY_KEY_CHARACTERS, IdempotencyKey, KeptQuote, summary_document

router = APIRouter(tags=["quotes"])

INLINE_BYTES = 8192
QuoteId = Annotated[str, Path(max_length=64, description="the id of a stored quote")]
_ACCEPTED = {export.accept: name for name, export in reversed(tuple(EXPORTS.items()))}


def _known_format(name: str) -> str:
    if name not in EXPORTS:
        raise ValueError(f"must be one of {', '.join(EXPORTS)}")
    return name


QuoteFormat = Annotated[str, AfterValidator(_known_format), WithJsonSchema({"type": "string", "enum": list(EXPORTS)})]
KEEP_PARAMETER = {
    "name": KEEP,
    "in": "query",
    "required": False,
    "description": "false: answer with status 200 and keep nothing",
    "schema": {"type": "boolean", "default": True},
}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "a repeated request with the same key returns the first quote",
    "schema": {"type": "string", "minLength": 1, "maxLength": MAX_IDEMPOTENCY_KEY_CHARACTERS},
}


_BODY = (
    "a quote request; or, as JSON or YAML, a file in any form that POST /v1/workloads reads, if it gives one request: "
    "the query then says what it leaves open"
)


def keeps(request: Request) -> bool:
    """Return whether the answer is stored; raises InputError for anything but true and false."""
    given = request.query_params.getlist(KEEP)
    if given in ([], ["true"], ["false"]):
        return given != ["false"]
    raise InputError("the query parameters are not valid", [Fault(f"/{KEEP}", "must be true or false, once")])


async def make_quote(request: Request) -> Response:
    """Price a workload on every requested launch option and store the quote, unless `keep=false`."""
    context = context_of(request)
    asked = asked_in_query(request, of_quotes=True) if request.query_params.keys() - {KEEP} else None
    keep = keeps(request)
    body = await read_document_body(request, context.settings.max_body_bytes)
    if not keep:
        quote = await price(*await read_document(body, context, asked), context, request)
        return Response(quote.document, media_type="application/json")
    kept = await price_and_keep(body, context, request.headers.get("idempotency-key"), asked, request)
    return Response(kept.document, 201, {"Location": f"/v1/quotes/{kept.id}"}, media_type="application/json")


async def price_and_keep(
    body: bytes,
    context: Context,
    idempotency_key: str | None = None,
    asked: Asked | None = None,
    request: Request | None = None,
) -> KeptQuote:
    """Price and keep a request; a key that was used before gives its first quote. Raises EcsquoteError.

    `asked` is what the query says of a body that is not a quote request. A search ends when the client of `request`
    disconnects.
    """
    document, workload = await read_document(body, context, asked)
    key = None
    if idempotency_key is not None:
        key = IdempotencyKey.of(idempotency_key, document, context.caller.owner)
        if (first := await context.in_thread(context.quotes.find, key)) is not None:
            return first
    return await context.quote_writer.write(await price(document, workload, context, request), key)


async def read_document(body: bytes, context: Context, asked: Asked | None = None) -> ReadRequest:
    """Return the quote request in a body; a large one is read in a thread."""
    if len(body) <= INLINE_BYTES:
        return _document(body, asked)
    return await context.in_thread(_document, body, asked)


async def price(
    document: Mapping[str, Any], workload: QuotedWorkload | None, context: Context, request: Request | None
) -> KeptQuote:
    """Price a request where it makes nobody wait: here, in a thread or in a process, by the work that it is."""
    arguments = (document, workload, context.caller.owner, context.settings.quote_seconds)
    work = EstimatedWork.of(document)
    if work.needs_process:
        return await context.in_process(request, kept_quote, *arguments)
    at_once = not work.fleets and work.lines <= LINES_AT_ONCE
    if at_once and document.get("catalog_version") is None and not document.get("advice"):
        return kept_quote(context.quoter, *arguments)
    return await context.in_thread(kept_quote, context.quoter, *arguments)


def _document(body: bytes, asked: Asked | None) -> ReadRequest:
    """The quote request in a body: the body itself, or the one request that its file gives; raises InputError."""
    if asked is None and (body.lstrip()[:1] == b"{" or not _may_be_a_file(body)):
        document = parse_object(body)
        if form_of(document) in (InputFormat.REQUEST, None):
            return ReadRequest(document)
    return request_of((SourceFile("body", body),), asked or Asked())


def _may_be_a_file(body: bytes) -> bool:
    """Whether a body that is not a JSON object may be a list of ECS documents or YAML."""
    try:
        parse_object(body)
    except UnreadableInput:
        return not looks_like_json(body[:100].decode(errors="replace"))
    except InputError:
        return body.lstrip()[:1] == b"["
    return False


router.add_api_route(
    "/v1/quotes",
    make_quote,
    methods=["POST"],
    route_class_override=RawRoute,
    status_code=201,
    response_class=Response,
    responses={
        200: {"model": QuoteDocument, "description": "The quote, not stored, with `keep=false`"},
        201: {"model": QuoteDocument, "description": "The stored quote"},
        **problems(400, 409, 413, 415, 422, 503),
    },
    openapi_extra=json_body("QuoteRequest", QUOTE_REQUEST, description=_BODY)
    | {"parameters": [KEEP_PARAMETER, _IDEMPOTENCY_KEY, *query_parameters(of_quotes=True)]},
)


@router.get("/v1/quotes")
def list_quotes(
    context: InContext,
    limit: PageLimit = 50,
    cursor: Annotated[str | None, Query(max_length=100, description="the `next_cursor` of the previous page")] = None,
) -> Page[QuoteRow]:
    """List the stored quotes, newest first."""
    page = context.quotes.page(limit, cursor)
    rows = [QuoteRow.model_validate(summary_document(summary)) for summary in page.quotes]
    return Page[QuoteRow](items=rows, next_cursor=page.next_cursor)


@router.get(
    "/v1/quotes/{quote_id}",
    response_class=Response,
    responses={
        200: {
            "model": QuoteDocument,
            "description": "The stored quote",
            "content": {
                export.accept: {"schema": {"type": "string"} | ({"format": "binary"} if export.binary else {})}
                for name, export in EXPORTS.items()
                if name != "json"
            },
        },
        **problems(404, 422, 501),
    },
)
def get_quote(
    quote_id: str,
    context: InContext,
    format: Annotated[QuoteFormat | None, Query(description="overrides Accept")] = None,  # noqa: A002 - the parameter's name in the API
    accept: Annotated[str | None, Header()] = None,
) -> Response:
    """Return a quote as JSON, CSV line items, a Markdown table, FOCUS rows or an Excel workbook."""
    kept = context.quotes.get(quote_id)
    chosen = format or preferred(accept or "", _ACCEPTED, "json")
    if chosen == "json":  # the bytes that were stored
        return Response(kept.document, media_type="application/json", headers={"Vary": "Accept"})
    export = EXPORTS[chosen]
    shown = "attachment" if export.binary else "inline"
    headers = {"Vary": "Accept", "Content-Disposition": f'{shown}; filename="{export.file_name(f"quote-{kept.id}")}"'}
    return Response(export.write([kept.parsed()]), media_type=export.media_type, headers=headers)


@router.delete("/v1/quotes/{quote_id}", status_code=204, response_class=Response, responses=problems(404))
def delete_quote(quote_id: str, context: InContext) -> Response:
    """Delete a quote permanently."""
    context.quotes.delete(quote_id)
    return Response(status_code=204)


@router.get(
    "/v1/quotes/{before}/diff/{after}",
    response_class=Response,
    responses={
        200: {
            "model": Differences,
            "description": "The differences",
            "content": {
                "application/json": {"example": QUOTE_DIFFERENCES},
                "text/markdown": {"schema": {"type": "string"}},
            },
        },
        **problems(404, 422),
    },
)
def diff_quotes(
    before: QuoteId,
    after: QuoteId,
    context: InContext,
    launch_option: Annotated[list[LaunchOption] | None, Query(description="only these options; default: all")] = None,
    format: Annotated[Literal["json", "markdown"], Query()] = "json",  # noqa: A002 - the parameter's name in the API
) -> Response:
    """Compare two stored quotes line by line: lines that rose, fell, are new or are gone."""
    documents = _both(context, before, after)
    found = differences_document(differences(*(asked_for(one, launch_option or ()) for one in documents)))
    if format == "json":
        return Response(orjson.dumps(found), media_type="application/json")
    text = write_difference_markdown(found, every_option=bool(launch_option))
    return Response(text, media_type=EXPORTS["markdown"].media_type)


def _both(context: Context, before: str, after: str) -> list[dict[str, Any]]:
    """Return two stored quotes; raises NotFound for each one that does not exist."""
    found, faults = [], []
    for name, quote_id in (("before", before), ("after", after)):
        try:
            found.append(context.quotes.get(quote_id).parsed())
        except NotFound:
            faults.append(Fault(f"/{name}", f"quote {quote_id} does not exist"))
    if faults:
        raise NotFound("; ".join(dict.fromkeys(fault.message for fault in faults)), faults)
    return found
