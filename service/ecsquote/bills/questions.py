"""What callers write to ask about a bill: tags, tolerances, costs and options, as commands and forms have them."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from ecsquote.bills.buckets import BillFilter
from ecsquote.bills.check import DEFAULT_TOLERANCE_PERCENT, BillQuestion
from ecsquote.bills.rows import CostBasis
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.errors import Fault, InputError
from ecsquote.units import read_decimal

MAX_TOLERANCE_PERCENT = 1000
QUESTION_FIELDS = ("month", "launch_option", "cluster", "service", "tag", "cost", "tolerance")


def question_of(given: Mapping[str, str | None]) -> BillQuestion:
    """The question in texts by their names; InputError with a fault for each that is not valid."""
    faults: list[Fault] = []

    def read(name: str, of: Callable[[str], Any], default: Any = None) -> Any:
        text = given.get(name)
        try:
            return default if text is None else of(text)
        except ValueError as error:
            faults.append(Fault(f"/{name}", str(error)))
            return default

    if given.get("month") is None:
        faults.append(Fault("/month", "is required: a month such as 2026-10"))
    question = BillQuestion(
        given.get("month") or "",
        read("launch_option", lambda text: _member(LaunchOption, text)),
        BillFilter(given.get("cluster"), given.get("service"), read("tag", tag_pair)),
        read("cost", lambda text: _member(CostBasis, text), CostBasis.LIST),
        read("tolerance", percentage, DEFAULT_TOLERANCE_PERCENT),
    )
    if faults:
        raise InputError("the options are not valid", faults)
    return question


def _member(kind: type[StrEnum], text: str) -> StrEnum:
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f"must be one of {', '.join(kind)}") from None


def tag_pair(text: str) -> tuple[str, str]:
    """Key and value of team=web; ValueError for anything else."""
    key, sign, value = text.partition("=")
    if not key or not sign:
        raise ValueError(f"must be KEY=VALUE, not {text[:100]!r}")
    return key, value


def percentage(text: str) -> Decimal:
    """5 of "5%" or "5"; ValueError for anything else."""
    try:
        percent = read_decimal(text.strip().removesuffix("%"))  # as a fraction, 1e-999999999 would fill the memory
    except ValueError:
        percent = Decimal(-1)
    if not 0 <= percent <= MAX_TOLERANCE_PERCENT:
        raise ValueError(f"must be a percentage from 0 to {MAX_TOLERANCE_PERCENT}, not {text[:40]!r}")
    return percent
