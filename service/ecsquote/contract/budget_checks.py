"""The answer of POST /v1/budget-checks: each budget's verdict, its figures and the lines behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from ecsquote.units import ExactDecimal


class BudgetVerdict(StrEnum):
    """The result of a budget."""

    WITHIN = "within"
    WARNING = "warning"
    EXCEEDED = "exceeded"
    UNPRICED = "unpriced"


class CheckKind(StrEnum):
    """What a check compares with its thresholds."""

    LIMIT = "limit"
    CHANGE_AMOUNT = "change_amount"
    CHANGE_PERCENT = "change_percent"


class Period(StrEnum):
    """What a budget's amounts are per."""

    MONTH = "month"
    YEAR = "year"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class Check:
    """One figure against its thresholds: USD per the budget's period, or percent of the base."""

    kind: CheckKind
    verdict: BudgetVerdict
    figure: ExactDecimal | None
    """None where it is not known."""
    threshold: ExactDecimal | None
    """More than this exceeds the budget."""
    warning_threshold: ExactDecimal | None
    """More than this is a warning."""
    used_percent: ExactDecimal | None
    """The figure as a share of the hard threshold, else of the warning's; None without a figure or for 0."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """One line item as it would be and as it was, USD a month; None where there is no base, 0 where it had none."""

    workload: str
    service: str | None
    component: str
    description: str
    unit: str
    quantity: ExactDecimal
    monthly: ExactDecimal
    base_quantity: ExactDecimal | None
    base_monthly: ExactDecimal | None
    change: ExactDecimal | None


@dataclass(frozen=True, slots=True)
class CountedWorkload:
    """What one workload adds to a budget, in USD per its period; None where it is not known, and why."""

    name: str
    state: str
    """changed, new (not in the base), removed (only in the base), or alone (no base)."""
    launch_option: str | None
    launch_option_chosen: str | None
    """How the launch option was chosen, in words."""
    spent: ExactDecimal | None
    base: ExactDecimal | None
    base_launch_option: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class BudgetResult:
    """One budget's verdict with its figures (USD per `per`) and the lines that caused it (USD a month)."""

    name: str
    workload: str | None
    """The workload that is judged by itself, where the budget says so."""
    owners: tuple[str, ...]
    verdict: BudgetVerdict
    per: Period
    scope: str
    """What is counted, in words."""
    spent: ExactDecimal | None
    base: ExactDecimal | None
    change: ExactDecimal | None
    change_percent: ExactDecimal | None
    checks: tuple[Check, ...]
    workloads: tuple[CountedWorkload, ...]
    lines: tuple[Cause, ...]
    """What grew most first; without a base, what costs most."""
    lines_left_out: int
    """Further lines."""
    budget: Mapping[str, Any]
    """The budget as understood."""


@dataclass(frozen=True, slots=True)
class BudgetCheck:
    """The verdict on all budgets: the worst of theirs, and of every workload that cannot be priced."""

    verdict: BudgetVerdict
    currency: str
    budgets: tuple[BudgetResult, ...]
    unpriced_workloads: Mapping[str, str]
    """Workloads that have no price at all, and why; even those that no budget selects."""
    unbudgeted_workloads: tuple[str, ...]
    """Workloads that no budget selects."""
    unused_budgets: tuple[str, ...]
    """Budgets that select none of these workloads."""
    catalog_versions: tuple[str, ...]
    """The price catalogs of the quotes, those of the base too."""
    warnings: tuple[str, ...]
    """Notes on their prices, such as their age."""


@cache
def _adapter() -> TypeAdapter[BudgetCheck]:
    """Made when the first check is written: it costs more than an import may."""
    return TypeAdapter(BudgetCheck)


def check_document(check: BudgetCheck) -> dict[str, Any]:
    """Return the check as JSON values; money and shares are decimal strings."""
    document: dict[str, Any] = _adapter().dump_python(check, mode="json")
    return document
