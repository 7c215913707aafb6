"""POST /v1/budget-checks: check the costs of workloads against budgets; GET /v1/budgets/schema."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ecsquote.api.http.budgets_text import BudgetsText
from ecsquote.api.http.openapi_examples import QUOTE_REQUEST
from ecsquote.api.http.openapi_schemas import json_body, problems
from ecsquote.api.http.raw_routes import RawRoute
from ecsquote.api.http.request_bodies import read_json_body, read_model
from ecsquote.api.runtime.context import Context, context_of
from ecsquote.api.runtime.deadlines import ANALYSIS_SECONDS, analysis_deadline
from ecsquote.budgets.budget import MAX_BUDGETS, MAX_NAME, Budget, budget_faults, budgets_schema
from ecsquote.budgets.budgets_file import MAX_BYTES
from ecsquote.budgets.check import check_budgets
from ecsquote.budgets.workloads import NO_BASE, Absent, CheckedWorkload, PricedQuote, Side, needed_options
from ecsquote.calculator.analysis.requoting import BeforeEach
from ecsquote.contract.budget_checks import BudgetCheck, check_document
from ecsquote.contract.quotes import quote_document
from ecsquote.errors import Fault, InputError, InputTooLarge, NotFound
from ecsquote.faults.collected import raise_to_pydantic

MAX_WORKLOADS = 100
router = APIRouter(tags=["budgets"])


def _exactly_one(section: BaseModel, names: Sequence[str]) -> None:
    given = [name for name in names if getattr(section, name) is not None]
    if len(given) != 1:
        message = f"needs exactly one of {', '.join(names)}, not {' and '.join(given) or 'none'}"
        raise_to_pydantic(InputError(message, [Fault("", message)]))


class BaseOfWorkload(BaseModel):
    """The state of a workload that it is compared with."""

    model_config = ConfigDict(extra="forbid")

    request: dict[str, Any] | None = Field(None, description="the workload before the change: a quote request")
    quote_id: str | None = Field(None, description="a stored quote of it")
    catalog_version: str | None = Field(None, description="the same request, priced from this catalog version")
    new: Literal[True] | None = Field(None, description="the workload is new: its full cost is a change")

    @model_validator(mode="after")
    def _one_of_them(self) -> "BaseOfWorkload":
        _exactly_one(self, ("request", "quote_id", "catalog_version", "new"))
        return self


class WorkloadToCheck(BaseModel):
    """A workload after a change, and the base that it is compared with."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=MAX_NAME)] | None = Field(
        None, description="the name that budgets select it by; default: the request's name"
    )
    request: dict[str, Any] | None = Field(None, description="a quote request")
    quote_id: str | None = Field(None, description="a kept quote")
    base: BaseOfWorkload | None = Field(None, description="required to check changes")

    @model_validator(mode="after")
    def _one_of_them(self) -> "WorkloadToCheck":
        _exactly_one(self, ("request", "quote_id"))
        return self


class BudgetCheckRequest(BaseModel):
    """Budgets (`budgets` or `budgets_file`) and one workload (`request` or `quote_id`, and `base`), or several."""

    model_config = ConfigDict(extra="forbid")

    budgets: Annotated[list[Budget], Field(min_length=1, max_length=MAX_BUDGETS)] | None = Field(
        None, description="as in a budgets file"
    )
    budgets_file: Annotated[str, Field(max_length=MAX_BYTES)] | None = Field(
        None, description="the text of a budgets file (YAML or JSON); pointers continue into its document"
    )
    name: Annotated[str, Field(min_length=1, max_length=MAX_NAME)] | None = None
    request: dict[str, Any] | None = None
    quote_id: str | None = None
    base: BaseOfWorkload | None = None
    workloads: Annotated[list[WorkloadToCheck], Field(min_length=1, max_length=MAX_WORKLOADS)] | None = None

    @model_validator(mode="after")
    def _one_or_many(self) -> "BudgetCheckRequest":
        if (self.budgets is None) == (self.budgets_file is None):
            message = "or budgets_file is required" if self.budgets is None else "excludes budgets_file"
            raise_to_pydantic(InputError(message, [Fault("/budgets", message)]))
        _exactly_one(self, ("request", "quote_id", "workloads"))
        if self.workloads is not None and (self.base is not None or self.name is not None):
            message = "belongs to request or quote_id; each entry of workloads has its own"
            raise_to_pydantic(InputError(message, [Fault("/base" if self.base else "/name", message)]))
        return self

    def placed(self) -> Iterator[tuple[str, WorkloadToCheck]]:
        """Yield every workload with its pointer in the body."""
        if self.workloads is None:
            yield "", WorkloadToCheck(name=self.name, request=self.request, quote_id=self.quote_id, base=self.base)
        for index, workload in enumerate(self.workloads or ()):
            yield f"/workloads/{index}", workload


BODIES: tuple[type[BaseModel], ...] = (BudgetCheckRequest,)
EXAMPLE: dict[str, Any] = {
    "budgets": [
        {
            "name": "checkout, a month",
            "owners": ["payments@example.com"],
            "launch_option": "FARGATE",
            "limit": {"amount": "500", "warning_amount": "450"},
            "change": {"percent": "10"},
        }
    ],
    "request": QUOTE_REQUEST,
    "base": {"request": QUOTE_REQUEST},
}


async def check_workloads(request: Request) -> Response:
    """Check workloads against budgets; nothing is stored. An exceeded budget is a result, not an error."""
    context = context_of(request)
    body = await read_json_body(request, context.settings.max_body_bytes)
    return JSONResponse(await context.in_search(_checked, body, context, seconds=ANALYSIS_SECONDS))


def _checked(body: bytes, context: Context) -> dict[str, Any]:
    asked = read_model(body, BudgetCheckRequest)
    text = None if asked.budgets_file is None else BudgetsText.read(asked.budgets_file)
    budgets = _budgets(asked, context) if text is None else text.budgets(context.catalogs.current())
    pricing = _Pricing(context, budgets)
    workloads = [pricing.workload(place, workload) for place, workload in asked.placed()]
    names = [workload.name for workload in workloads]
    for index, name in enumerate(names):
        if name in names[:index]:
            message = f"{name} is the name of another workload; give it a unique name"
            raise InputError("two workloads have the same name", [Fault(f"/workloads/{index}/name", message)])
    with nullcontext() if text is None else text.placed():
        return check_document(check_budgets(budgets, workloads))


def _budgets(asked: BudgetCheckRequest, context: Context) -> Sequence[Budget]:
    budgets = asked.budgets or []
    if faults := tuple(budget_faults(budgets, context.catalogs.current())):
        raise InputError("the budgets are not valid", faults)
    return budgets


class _Pricing:
    """Price the workloads of one check, each on the launch options that its budgets need."""

    def __init__(self, context: Context, budgets: Sequence[Budget]) -> None:
        self._context = context
        self._budgets = budgets
        self._before_each: BeforeEach = analysis_deadline("the check")

    def workload(self, place: str, asked: WorkloadToCheck) -> CheckedWorkload:
        """Price both sides of one workload; raises InputError with the pointer of every fault."""
        head = self._side(place, asked.request, asked.quote_id)
        name = asked.name or head.document["name"] or (f"workload {place.rpartition('/')[2]}" if place else "workload")
        return CheckedWorkload((name,), head, self._base(f"{place}/base", asked))

    def _base(self, place: str, asked: WorkloadToCheck) -> Side:
        base = asked.base
        if base is None:
            return NO_BASE
        if base.new:
            return Absent()
        if base.catalog_version is None:
            return self._side(place, base.request, base.quote_id)
        if asked.request is None:
            message = "needs a request: a stored quote already has its prices"
            raise InputError(message, [Fault(f"{place}/catalog_version", message)])
        with _at(place, own="/catalog_version"):
            return self._price({**asked.request, "catalog_version": base.catalog_version})

    def _side(self, place: str, request: dict[str, Any] | None, quote_id: str | None) -> PricedQuote:
        if request is not None:
            with _at(f"{place}/request"):
                return self._price(request)
        with _at(f"{place}/quote_id", own=""):
            try:
                return PricedQuote.of(self._context.quotes.get(quote_id or "").parsed())
            except NotFound as error:
                raise NotFound(str(error), [Fault(f"{place}/quote_id", str(error))]) from None
            except ValueError as error:
                raise InputError(str(error), [Fault("", str(error))]) from None

    def _price(self, document: dict[str, Any]) -> PricedQuote:
        self._before_each()
        checked = self._context.quoter.read(document)
        needed = needed_options(checked.request, self._budgets)
        quote = self._context.quoter.price_on(checked, needed, datetime.now(UTC))
        return PricedQuote.of(quote_document(quote), checked.request.launch_options)


@contextmanager
def _at(place: str, own: str | None = None) -> Iterator[None]:
    """Place faults below a pointer of the body; `own` is a pointer for errors without faults."""
    try:
        yield
    except InputTooLarge:
        raise
    except InputError as error:
        placed = error if error.faults else InputError(str(error), [Fault(own or "", str(error))])
        raise placed.under(place) from None


router.add_api_route(
    "/v1/budget-checks",
    check_workloads,
    name="check_budgets",
    methods=["POST"],
    route_class_override=RawRoute,
    response_class=Response,
    responses={200: {"model": BudgetCheck, "description": "The verdict"}, **problems(400, 404, 413, 415, 422, 503)},
    openapi_extra=json_body("BudgetCheckRequest", EXAMPLE),
)


@router.get("/v1/budgets/schema")
def get_budgets_schema() -> dict[str, Any]:
    """The JSON schema of a budgets file, for editors and checks."""
    return budgets_schema()
