"""What a rule of the row map says: which rows of an AWS offer price a meter."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ecsquote.pricing.meters import Meter
from ecsquote.pricing.sources.offer_rows import Attributes

AWS_REGION = "AWS Region"
"""The location type of a Region's rows; those of Local and Wavelength Zones have their own."""


@dataclass(frozen=True, slots=True)
class RowMeaning:
    """What a row means: its meter, and the tier where the usage type names one."""

    meter: Meter
    tier: tuple[str, str] | None = None
    rank: int = 0
    """Among rows of one meter only those of the lowest rank count."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How the rows of a meter, or of a family of meters, differ from all others in the offer."""

    offer: str
    usage_type: str
    """A regular expression for the whole usage type after the billing code."""
    units: tuple[str, ...]
    """AWS's spellings of the unit; a row in any other unit is refused, not converted."""
    meaning: Callable[[re.Match[str], Attributes], RowMeaning | None]
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Attributes that must have exactly this value."""
    families: tuple[str, ...] = ()
    """The product families allowed; empty for any."""
    allowance: bool = False
    """A leading $0 tier is the account's free allowance, not a price of the meter: it is left out."""


def one_meter(meter: Meter, *units: str, operation: str | None = None, allowance: bool = False) -> Rule:
    """A meter with one usage type; `operation` where the usage type is shared with other meters."""
    return Rule(
        offer=meter.service_code,
        usage_type=re.escape(meter.usage_type),
        units=units,
        meaning=lambda _match, _attributes: RowMeaning(meter),
        attributes={} if operation is None else {"operation": operation},
        allowance=allowance,
    )
