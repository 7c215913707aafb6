"""The quantities of usage: exact decimals and whole numbers, each with a bound above any real bill."""

from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from ecsquote.units import RequestDecimal

MAX_QUANTITY = 10**12
MAX_HOURLY_QUANTITY = 10**9
MAX_COUNT = 10**6
MAX_EVENTS = 10**10
MAX_SIZE_GB = 10**5
MAX_ZONES = 10
HOURS_OF_THE_LONGEST_MONTH = 744


def _decimal_schema(maximum: int) -> WithJsonSchema:
    """OpenAPI schema of a decimal that is accepted as a string or a number."""
    text = {"type": "string", "pattern": r"^\d+(\.\d+)?$"}
    return WithJsonSchema({"anyOf": [text, {"type": "number", "minimum": 0, "maximum": maximum}]})


def refuse_bool(value: object) -> object:
    """Validator: refuse true and false, which Python treats as 1 and 0."""
    if isinstance(value, bool):
        raise ValueError("must be a whole number")
    return value


Quantity = Annotated[RequestDecimal, Field(ge=0, le=MAX_QUANTITY), _decimal_schema(MAX_QUANTITY)]
"""An amount in a month, such as GB."""

HourlyQuantity = Annotated[RequestDecimal, Field(ge=0, le=MAX_HOURLY_QUANTITY), _decimal_schema(MAX_HOURLY_QUANTITY)]
"""An amount in an hour or a second."""

Share = Annotated[RequestDecimal, Field(ge=0, le=1), _decimal_schema(1)]
"""A part of a whole."""

Gb = Annotated[RequestDecimal, Field(ge=0, le=MAX_SIZE_GB), _decimal_schema(MAX_SIZE_GB)]
"""The size of one thing, such as an image."""

Hours = Annotated[
    RequestDecimal, Field(ge=0, le=HOURS_OF_THE_LONGEST_MONTH), _decimal_schema(HOURS_OF_THE_LONGEST_MONTH)
]
"""Hours of one month."""

Count = Annotated[int, Field(ge=0, le=MAX_COUNT), BeforeValidator(refuse_bool)]
"""How many of a thing there are."""

Events = Annotated[int, Field(ge=0, le=MAX_EVENTS), BeforeValidator(refuse_bool)]
"""How often a thing happens in a month."""

Zones = Annotated[int, Field(ge=1, le=MAX_ZONES), BeforeValidator(refuse_bool)]
"""A number of Availability Zones."""
