"""The parts of the API's answers that charts draw; other documents are refused with pointers to their faults.

Other fields are ignored, so that answers of another version can be drawn too.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.request import MAX_SERVICES
from ecsquote.contract.savings_plans import SavingsPlanRequest
from ecsquote.errors import InputError
from ecsquote.faults.collected import input_error
from ecsquote.units import HOURS_PER_DAY, HOURS_PER_MONTH, HOURS_PER_WEEK
from ecsquote.workload.service_request import ServiceRequest

MAX_CHARACTERS = 100
MAX_AMOUNT = Decimal(10) ** 15
MAX_OPTIONS = 200
MAX_PLANS = 20
MAX_INSTANCES = 1_000_000
MAX_TASKS = 10_000_000
MAX_REASONS = 8
MAX_ZONES = 100


def _amount(value: object) -> Decimal:
    """Read an exact decimal of an answer; sums of products have more places than a request may have."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise ValueError('must be a decimal as the API answers it, such as "12.5"')
    text = str(value)
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"must have at most {MAX_CHARACTERS} characters")
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ValueError('must be a decimal as the API answers it, such as "12.5"') from None
    if not amount.is_finite() or not 0 <= amount < MAX_AMOUNT:
        raise ValueError(f"must be from 0 to {MAX_AMOUNT:,}")
    return amount


def _day_or_week(counts: tuple[int, ...]) -> tuple[int, ...]:
    if len(counts) not in (HOURS_PER_DAY, HOURS_PER_WEEK):
        raise ValueError(f"must hold {HOURS_PER_DAY} or {HOURS_PER_WEEK} counts, not {len(counts)}")
    return counts


Amount = Annotated[Decimal, BeforeValidator(_amount)]
Share = Annotated[Decimal, BeforeValidator(_amount), Field(le=1)]
HourlyCounts = Annotated[tuple[Annotated[int, Field(ge=0, le=MAX_INSTANCES)], ...], AfterValidator(_day_or_week)]
Text = Annotated[str, Field(max_length=1000)]
Short = Annotated[str, Field(max_length=255)]


class Shown(BaseModel):
    """A part of an answer; other fields are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class ShownPlan(SavingsPlanRequest):
    """The Savings Plan of an option."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class ShownLine(Shown):
    """A line item."""

    component: Short
    monthly: Amount


class ShownInstances(Shown):
    """Equal instances of a placement."""

    instance_type: Short
    count: Annotated[int, Field(ge=1, le=MAX_INSTANCES)]
    hours: Amount
    tasks: dict[Short, Annotated[int, Field(ge=0, le=MAX_TASKS)]]
    cpu_used: Share
    memory_used: Share
    bound_by: Short
    zone: Annotated[int, Field(ge=1, le=MAX_ZONES)] | None = None
    availability_zone: Short | None = None
    kept_for: Annotated[tuple[Short, ...], Field(max_length=MAX_REASONS)] = ()


class ShownPlacement(Shown):
    """The instances that an option runs on."""

    instances: tuple[ShownInstances, ...]
    idle_share: Share
    hourly_instances: dict[Short, HourlyCounts] | None = None


class ShownSpotMonth(Shown):
    """What a month of Spot cost by the prices of the past."""

    mean: Amount
    p50: Amount
    p95: Amount


class ShownOption(Shown):
    """A launch option of a quote."""

    launch_option: LaunchOption
    cpu_architecture: Short
    savings_plan: ShownPlan | None = None
    savings_plans: Annotated[tuple[ShownPlan, ...], Field(max_length=MAX_PLANS)] = ()
    available: bool
    monthly: Amount | None
    line_items: tuple[ShownLine, ...] = ()
    placement: ShownPlacement | None = None
    spot_month: ShownSpotMonth | None = None


class ShownCurrent(Shown):
    """What runs today."""

    launch_option: LaunchOption
    cpu_architecture: Short


class ShownQuote(Shown):
    """A quote."""

    name: Text | None = None
    region: Short
    hours_per_month: Annotated[Amount, Field(gt=0)] = HOURS_PER_MONTH
    options: Annotated[tuple[ShownOption, ...], Field(max_length=MAX_OPTIONS)]
    current: ShownCurrent | None = None

    def runs_today(self, option: ShownOption) -> bool:
        """True for the row of what runs today, which has no Savings Plan."""
        if self.current is None or option.savings_plan is not None or option.savings_plans:
            return False
        mine = (option.launch_option, option.cpu_architecture)
        return mine == (self.current.launch_option, self.current.cpu_architecture)


class ShownRequest(Shown):
    """The request of a quote, as far as it says what runs."""

    services: Annotated[list[ServiceRequest], Field(min_length=1, max_length=MAX_SERVICES)]


class QuoteWithRequest(ShownQuote):
    """A quote with the request that it answers."""

    request: ShownRequest


Answer = TypeVar("Answer", bound=Shown)


def read_answer(document: Mapping[str, Any], kind: type[Answer], made_by: str) -> Answer:
    """Read the document as an answer of this kind; raises InputError that names the endpoint."""
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        faults = input_error(error, document, kind).faults
        raise InputError(f"this chart shows an answer of {made_by}, and the document is not one", faults) from None
