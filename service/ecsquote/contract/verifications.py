"""The answer of `ecsquote verify`: each billed row as ecsquote and AWS's own calculator price it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from ecsquote.units import ExactDecimal


class Rates(StrEnum):
    """Whose rates a verification compares."""

    LIST = "list"
    """AWS's public rates."""
    ACCOUNT = "account"
    """What the account of the credentials pays: its private rates, and its commitments for a quote with a plan."""


class VerificationVerdict(StrEnum):
    """What a verification comes to."""

    AGREES = "agrees"
    DIFFERS = "differs"
    """A row by more than a cent, or an option's total by more than 0.1 %."""
    NOT_PRICED = "not_priced"
    """Nothing could be compared."""


@dataclass(frozen=True, slots=True)
class VerifiedRow:
    """All lines of an option that are billed by one of AWS's rows, USD a month; `difference` is AWS's less ours."""

    service_code: str
    usage_type: str
    operation: str
    components: tuple[str, ...]
    launch_options: tuple[str, ...]
    """The options whose bill has just these lines."""
    quantity: ExactDecimal
    unit: str
    aws_unit: str | None
    """The unit that AWS priced, in its own spelling."""
    monthly: ExactDecimal
    aws_monthly: ExactDecimal
    difference: ExactDecimal
    differs: bool


@dataclass(frozen=True, slots=True)
class UnpricedRow:
    """Lines that AWS's calculator could not price, with its code and reason."""

    service_code: str
    usage_type: str
    operation: str
    launch_options: tuple[str, ...]
    monthly: ExactDecimal
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class IncomparableLine:
    """A line that AWS's calculator is not asked for, and why."""

    component: str
    service: str | None
    description: str
    usage_type: str | None
    launch_options: tuple[str, ...]
    monthly: ExactDecimal
    reason: str


@dataclass(frozen=True, slots=True)
class VerifiedOption:
    """The total of an option's compared lines, USD a month; None where none was compared."""

    launch_option: str
    cpu_architecture: str
    savings_plan: Mapping[str, Any] | None
    savings_plans: tuple[Mapping[str, Any], ...]
    monthly: ExactDecimal
    """The option's whole month."""
    compared_monthly: ExactDecimal
    """What the compared lines come to here."""
    aws_monthly: ExactDecimal | None
    difference: ExactDecimal | None
    difference_percent: ExactDecimal | None
    """Of `compared_monthly`, with four decimals; None where that is 0."""
    differs: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """What a quote's available options cost by AWS's own calculator."""

    name: str | None
    quote_id: str | None
    """None for a quote that was made from a file just now."""
    region: str
    currency: str
    catalog_version: str
    rates: Rates
    rate_type: str
    """AWS's word for the rates: BEFORE_DISCOUNTS, AFTER_DISCOUNTS, AFTER_DISCOUNTS_AND_COMMITMENTS."""
    calls: int
    """Calls of AWS's calculator."""
    complete: bool
    """False where a call failed to the end after others had been answered."""
    verdict: VerificationVerdict
    options: tuple[VerifiedOption, ...]
    rows: tuple[VerifiedRow, ...]
    not_priced: tuple[UnpricedRow, ...]
    not_comparable: tuple[IncomparableLine, ...]


@cache
def _adapter() -> TypeAdapter[Verification]:
    return TypeAdapter(Verification)


def verification_json(verification: Verification) -> str:
    """Return the verification as JSON text; money and quantities are decimal strings."""
    return _adapter().dump_json(verification, indent=2).decode()
