"""What a budget check answers: verdicts with their figures, for programs and for people alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from ecsquote.budgets.budget import Period
from ecsquote.budgets.causes import Cause
from ecsquote.budgets.verdicts import Check, Verdict
from ecsquote.units import ExactDecimal


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
    verdict: Verdict
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

    verdict: Verdict
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
    """What is to be known of their prices, such as how old they are."""


_ADAPTER = TypeAdapter(BudgetCheck)


def check_document(check: BudgetCheck) -> dict[str, Any]:
    """The check as JSON: money and shares as decimal strings."""
    document: dict[str, Any] = _ADAPTER.dump_python(check, mode="json")
    return document
