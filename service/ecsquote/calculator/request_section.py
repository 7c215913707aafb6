"""What the sections of requests and budgets share: strict models, bounded numbers, and faults at their fields."""

from typing import Annotated, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ecsquote.calculator.costs.quantities import refuse_bool
from ecsquote.errors import Fault, InputError
from ecsquote.faults.collected import raise_to_pydantic
from ecsquote.units import RequestDecimal

MAX_INSTANCES = 100_000
Whole = Annotated[int, BeforeValidator(refuse_bool)]
Percent = Annotated[RequestDecimal, Field(ge=0, le=100)]


class Section(BaseModel):
    """A part of a request: immutable, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def refuse(field: str, message: str) -> NoReturn:
    """Inside a section's validator: a fault at one of its fields, or at the section itself where `field` is empty."""
    raise_to_pydantic(InputError(message, [Fault(f"/{field}" if field else "", message)]))
