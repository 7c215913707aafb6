"""A budget: which costs it counts, per what, and how much they may be or grow; the published schema of budgets.

Its words are those of AWS Budgets (https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html)
and of FinOps: a threshold is crossed by what is more than it, not by what is equal to it.
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    StrictBool,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from ecsquote.calculator.components import COMPONENTS as COST_COMPONENTS
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.request_section import Section, refuse
from ecsquote.contract.budget_checks import Period
from ecsquote.counted import counted
from ecsquote.errors import Fault, InputError
from ecsquote.faults.collected import duplicate_names, input_error
from ecsquote.pricing.catalog.catalog import Catalog
from ecsquote.pricing.partitions import near_regions
from ecsquote.units import RequestDecimal
from ecsquote.workload.service_request import printable_name

MAX_BUDGETS = 500
MAX_NAMES = 100
MAX_NAME = 200
SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"
COMPONENTS = tuple(sorted(COST_COMPONENTS))
"""Every `component` that a line item can have."""


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _known_component(name: str) -> str:
    if name not in COMPONENTS:
        near = get_close_matches(name, COMPONENTS, n=1)
        hint = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(COMPONENTS)}"
        raise ValueError(f"is not a component of a quote{hint}")
    return name


def _one_or_many(item: dict[str, Any], most: int = MAX_NAMES) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [item, {"type": "array", "items": item, "maxItems": most}]})


_TEXT = {"type": "string", "minLength": 1, "maxLength": MAX_NAME}
Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME), AfterValidator(printable_name)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_as_list), Field(max_length=MAX_NAMES), _one_or_many(_TEXT)]
"""One text or a list of them."""
Component = Annotated[str, AfterValidator(_known_component)]
Components = Annotated[
    tuple[Component, ...],
    BeforeValidator(_as_list),
    Field(max_length=MAX_NAMES),
    _one_or_many({"type": "string", "enum": list(COMPONENTS)}),
]
_NOT_NEGATIVE = {"anyOf": [{"type": "string", "pattern": r"^\d+(\.\d+)?$"}, {"type": "number", "minimum": 0}]}
Amount = Annotated[RequestDecimal, Field(ge=0), WithJsonSchema(_NOT_NEGATIVE)]
"""USD, as text or a number; read exactly."""
Percentage = Annotated[RequestDecimal, Field(ge=0, le=1_000_000), WithJsonSchema(_NOT_NEGATIVE)]


def _check_pair(section: BaseModel, warning: str, hard: str) -> None:
    low, high = getattr(section, warning), getattr(section, hard)
    if low is not None and high is not None and low > high:
        refuse(warning, f"must be at most {hard} ({high}): a warning comes before the budget is exceeded")


class SpendingLimit(Section):
    """How much the costs may be."""

    amount: Amount | None = Field(None, description="USD; more exceeds the budget")
    warning_amount: Amount | None = Field(None, description="USD; more is a warning")

    @model_validator(mode="after")
    def _check(self) -> "SpendingLimit":
        if self.amount is None and self.warning_amount is None:
            refuse("", "needs amount or warning_amount")
        _check_pair(self, "warning_amount", "amount")
        return self


class ChangeLimit(Section):
    """How much the costs may grow against a base; each threshold holds by itself."""

    amount: Amount | None = Field(None, description="USD more than the base; more exceeds the budget")
    warning_amount: Amount | None = Field(None, description="USD more than the base; more is a warning")
    percent: Percentage | None = Field(None, description="percent of the base; more exceeds the budget")
    warning_percent: Percentage | None = Field(None, description="percent of the base; more is a warning")

    @model_validator(mode="after")
    def _check(self) -> "ChangeLimit":
        if not self.model_dump(exclude_none=True):
            refuse("", "needs amount, percent, warning_amount or warning_percent")
        _check_pair(self, "warning_amount", "amount")
        _check_pair(self, "warning_percent", "percent")
        return self


class Budget(Section):
    """What some costs may be, and how much a change may add to them. A filter left out selects everything."""

    name: Name
    owners: Names = Field((), description="who answers for it, e.g. a mail address or @team; shown with the verdict")
    workload: Names = Field((), description="names of workloads or their files, or patterns such as checkout-*")
    region: Names = Field((), description="AWS Region codes")
    service: Names = Field((), description="names of ECS services, or patterns: only what is billed for their tasks")
    component: Components = Field((), description="only line items of these components, e.g. nat_gateway")
    launch_option: LaunchOption | None = Field(
        None,
        description="Default: what the workload runs on today, else FARGATE; Spot only where Spot runs today",
    )
    savings_plan: StrictBool = Field(False, description="count the costs under the workload's own Savings Plans")
    each: Literal["workload"] | None = Field(
        None, description="judge every selected workload by itself; default: their sum"
    )
    per: Period = Field(
        Period.MONTH, description="month; year = 12 months; task = a month's costs divided by the tasks"
    )
    limit: SpendingLimit | None = None
    change: ChangeLimit | None = None

    @model_validator(mode="after")
    def _limits_something(self) -> "Budget":
        if self.limit is None and self.change is None:
            refuse("", "needs limit or change")
        return self


class BudgetsFile(Section):
    """The document in `ecsquote-budgets.yml`, in YAML or JSON."""

    version: Literal[1]
    budgets: Annotated[list[Budget], Field(min_length=1, max_length=MAX_BUDGETS)]


def read_budgets(document: object, catalog: Catalog) -> tuple[Budget, ...]:
    """The budgets of a file's document; raises InputError with all faults at once."""
    try:
        budgets = tuple(BudgetsFile.model_validate(document).budgets)
    except ValidationError as error:
        faults = input_error(error, document, BudgetsFile).faults
        raise InputError(f"the budgets have {counted(len(faults), 'fault')}", faults) from None
    if faults := tuple(budget_faults(budgets, catalog)):
        raise InputError("the budgets are not valid", faults)
    return budgets


def budget_faults(budgets: Sequence[Budget], catalog: Catalog) -> Iterator[Fault]:
    """Faults that one budget alone does not show: duplicate names and Regions that the catalog does not have."""
    yield from duplicate_names((budget.name for budget in budgets), ("budgets",))
    known = [region.code for region in catalog.regions()]
    for index, budget in enumerate(budgets):
        for number, region in enumerate(budget.region):
            if region not in known:
                near = near_regions(region, known)
                hint = f"; did you mean {near[0]}?" if near else ""
                place = f"/{number}" if len(budget.region) > 1 else ""
                yield Fault(f"/budgets/{index}/region{place}", f"{region} is not a Region of the price catalog{hint}")


def budgets_schema() -> dict[str, Any]:
    """The JSON schema of a budgets file, as it is published."""
    schema = BudgetsFile.model_json_schema(mode="validation")
    return {"$schema": SCHEMA_DIALECT, "title": "ecsquote budgets", **{k: schema[k] for k in schema if k != "title"}}
