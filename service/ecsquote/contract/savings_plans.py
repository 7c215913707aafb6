"""A Savings Plan, as a request names it and an answer repeats it."""

from typing import Annotated, Literal, NoReturn

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ecsquote.errors import Fault, InputError
from ecsquote.faults.collected import raise_to_pydantic
from ecsquote.units import RequestDecimal


class SavingsPlanRequest(BaseModel):
    """A Savings Plan under which each eligible option is priced as well."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Literal["COMPUTE", "EC2_INSTANCE"] = Field(description="What it covers: all compute, or one instance family")
    term_years: Literal[1, 3] = Field(description="Its term")
    payment_option: Literal["NO_UPFRONT", "PARTIAL_UPFRONT", "ALL_UPFRONT"] = Field(description="How it is paid")
    instance_family: Annotated[str, Field(min_length=1, max_length=32)] | None = Field(
        None, description="EC2_INSTANCE plans only, e.g. m7g"
    )
    hourly_commitment: Annotated[RequestDecimal, Field(ge=0, le=1_000_000)] | None = Field(
        None,
        description="USD an hour; default: just enough for the steady part of the load "
        "(of an autoscaled range its min_tasks, of runs nothing), "
        "in savings_plans for EC2_INSTANCE plans first, then for COMPUTE plans on what those leave",
    )

    @model_validator(mode="after")
    def _family_belongs_to_instance_plans(self) -> "SavingsPlanRequest":
        if self.type == "EC2_INSTANCE" and self.instance_family is None:
            _refuse("instance_family", "is needed for an EC2_INSTANCE plan, e.g. m7g")
        if self.type == "COMPUTE" and self.instance_family is not None:
            _refuse("instance_family", "is for EC2_INSTANCE plans; leave it out of a COMPUTE plan")
        return self


def _refuse(field: str, message: str) -> NoReturn:
    raise_to_pydantic(InputError(message, [Fault(f"/{field}", message)]))
