"""POST /v1/bill-checks: an estimate compared with uploaded cost exports."""

import re
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ecsquote.api.http.bill_uploads import UploadedBill, uploaded_bill
from ecsquote.api.http.openapi_schemas import problems
from ecsquote.api.http.raw_routes import RawRoute
from ecsquote.api.runtime.context import Context, context_of
from ecsquote.bills.check import check_bill
from ecsquote.bills.estimate import is_quote, request_of_quote
from ecsquote.bills.questions import QUESTION_FIELDS, question_of
from ecsquote.contract.bill_checks import BillCheck, bill_check_document
from ecsquote.documents import parse_object
from ecsquote.errors import Fault, InputError, NotFound

router = APIRouter(tags=["bills"])
_ID = re.compile(rb"[0-9a-f]{32}")


async def check_estimate(request: Request) -> Response:
    """Compare an estimate with the bill of a month; nothing is stored. A difference is a result, not an error."""
    context = context_of(request)
    settings = context.settings
    async with uploaded_bill(request, settings.upload_mib, settings.max_body_bytes) as uploaded:
        return JSONResponse(await context.in_search(_checked, uploaded, context))


def _checked(uploaded: UploadedBill, context: Context) -> dict[str, Any]:
    faults = [
        Fault(f"/{name[:100]}", f"is not an option; known are {', '.join(QUESTION_FIELDS)}")
        for name in uploaded.options.keys() - QUESTION_FIELDS
    ]
    if faults:
        raise InputError("the options are not valid", faults)
    question = question_of(uploaded.options)
    document = _request(uploaded.quote.strip(), context)
    try:
        found = check_bill(document, tuple(uploaded.files), question, context.quoter, uploaded.files)
    except InputError as error:
        raise error if not error.faults else _below_quote(error) from None
    return bill_check_document(found)


def _below_quote(error: InputError) -> InputError:
    """Faults of the request lead into the form's part; those of the options are there already."""
    own = {f"/{name}" for name in QUESTION_FIELDS}
    faults = (fault if fault.pointer in own else fault.under("/quote") for fault in error.faults)
    return type(error)(str(error), faults)


def _request(quote: bytes, context: Context) -> Mapping[str, Any]:
    if not _ID.fullmatch(quote):
        document = parse_object(quote)
        return request_of_quote(document) if is_quote(document) else document
    try:
        return request_of_quote(context.quotes.get(quote.decode()).parsed())
    except NotFound as error:
        raise NotFound(str(error), [Fault("/quote", str(error))]) from None


_TEXT = {"type": "string"}
_FORM = {
    "type": "object",
    "properties": {
        "quote": {**_TEXT, "description": "a quote request, a quote, or the id of a kept quote"},
        "bill": {"type": "array", "items": {"type": "string", "format": "binary"}, "description": "cost exports"},
        **dict.fromkeys(QUESTION_FIELDS, _TEXT),
    },
    "required": ["quote", "bill", "month"],
}

router.add_api_route(
    "/v1/bill-checks",
    check_estimate,
    name="check_bill",
    methods=["POST"],
    route_class_override=RawRoute,
    response_class=Response,
    responses={200: {"model": BillCheck, "description": "The comparison"}, **problems(400, 404, 413, 415, 422, 503)},
    openapi_extra={"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}},
)
