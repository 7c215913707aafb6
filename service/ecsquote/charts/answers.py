"""As much of the API's answers as charts draw, checked: a document that is something else is refused with its place.

Fields that no chart needs are left alone, so that answers kept by another version can be drawn too.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.calculator.request import SavingsPlanRequest
from ecsquote.errors import InputError
from ecsquote.workload.faults import input_error

MAX_CHARACTERS = 100
MAX_AMOUNT = Decimal(10) ** 15
MAX_OPTIONS = 200


def _amount(value: object) -> Decimal:
    """An exact decimal as the API answers it: a sum of products has more places than any request may have."""
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


Amount = Annotated[Decimal, BeforeValidator(_amount)]
Text = Annotated[str, Field(max_length=1000)]
Short = Annotated[str, Field(max_length=255)]


class Shown(BaseModel):
    """A part of an answer; what is not drawn is left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class ShownPlan(SavingsPlanRequest):
    """The Savings Plan of an option."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class ShownLine(Shown):
    """A line item."""

    component: Short
    monthly: Amount


class ShownOption(Shown):
    """A launch option of a quote."""

    launch_option: LaunchOption
    cpu_architecture: Short
    savings_plan: ShownPlan | None = None
    available: bool
    monthly: Amount | None
    line_items: tuple[ShownLine, ...] = ()


class ShownQuote(Shown):
    """A quote."""

    name: Text | None = None
    region: Short
    options: Annotated[tuple[ShownOption, ...], Field(max_length=MAX_OPTIONS)]


Answer = TypeVar("Answer", bound=Shown)


def read_answer(document: Mapping[str, Any], kind: type[Answer], made_by: str) -> Answer:
    """The document as an answer of this kind; InputError that says which endpoint answers with one."""
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        faults = input_error(error, document, kind).faults
        raise InputError(f"this chart shows an answer of {made_by}, and the document is none", faults) from None
