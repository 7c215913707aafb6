"""The truth table of budgets: every kind of threshold, on both sides of each, against every kind of base.

A task costs $24 a month (see support_budgets), so a figure is a number of tasks × 24.
"""

from typing import Any

import pytest

from ecsquote.budgets.workloads import NO_BASE, Absent, CheckedWorkload, Side
from ecsquote.cli.failures import VERDICT_EXIT_CODES
from ecsquote.contract.budget_checks import BudgetVerdict
from support_budgets import checked, on_fargate, priced, request, workload

EXITS = {"within": 0, "warning": 0, "exceeded": 1, "unpriced": 3}
UNPRICED = on_fargate(10) | {"usage": {"efs": {"stored_gb": "1"}}}
"""The small catalog has no price for EFS."""
BASES: dict[str, Side] = {
    "none": NO_BASE,
    "new": Absent(),
    "unpriced": priced(UNPRICED),
    "free": priced(on_fargate(0)),
    "10 tasks": priced(on_fargate(10)),
}
LIMIT = {"limit": {"amount": "240", "warning_amount": "192"}}
AMOUNT = {"change": {"amount": "48", "warning_amount": "24"}}
PERCENT = {"change": {"percent": "20", "warning_percent": "10"}}


def verdict(budget: dict[str, Any], head: dict[str, Any] | None, base: Side) -> str:
    """The verdict, after its exit code has been checked."""
    side: Side = Absent() if head is None else priced(head)
    found = checked(budget, CheckedWorkload(("shop",), side, base)).verdict
    assert VERDICT_EXIT_CODES[found] == EXITS[found.value]
    return found.value


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize(
    ("tasks", "expected"),
    [
        (0, "within"),
        (7, "within"),
        (8, "within"),  # $192 is the warning threshold: not more than it
        (9, "warning"),
        (10, "warning"),  # $240 is the limit
        (11, "exceeded"),
    ],
)
def test_a_limit_holds_whatever_the_base(tasks: int, expected: str, base: str) -> None:
    assert verdict(LIMIT, on_fargate(tasks), BASES[base]) == expected


@pytest.mark.parametrize("base", BASES)
def test_a_limit_on_what_has_no_price_is_unpriced_whatever_the_base(base: str) -> None:
    assert verdict(LIMIT, UNPRICED, BASES[base]) == "unpriced"


@pytest.mark.parametrize(
    ("base", "tasks", "expected"),
    [
        ("10 tasks", 9, "within"),  # it saves
        ("10 tasks", 10, "within"),
        ("10 tasks", 11, "within"),  # +$24 is the warning threshold
        ("10 tasks", 12, "warning"),  # +$48 is the allowed change
        ("10 tasks", 13, "exceeded"),
        ("new", 0, "within"),
        ("new", 1, "within"),  # all of a new workload is a change
        ("new", 2, "warning"),
        ("new", 3, "exceeded"),
        ("free", 1, "within"),
        ("free", 2, "warning"),
        ("free", 3, "exceeded"),
        *((base, tasks, "unpriced") for base in ("none", "unpriced") for tasks in (0, 10, 100)),
    ],
)
def test_a_change_in_dollars(base: str, tasks: int, expected: str) -> None:
    assert verdict(AMOUNT, on_fargate(tasks), BASES[base]) == expected


@pytest.mark.parametrize(
    ("base", "tasks", "expected"),
    [
        ("10 tasks", 9, "within"),
        ("10 tasks", 10, "within"),
        ("10 tasks", 11, "within"),  # +10 %
        ("10 tasks", 12, "warning"),  # +20 %
        ("10 tasks", 13, "exceeded"),
        ("new", 0, "within"),
        ("new", 1, "warning"),  # nothing that a percentage could be of, and that is said
        ("new", 100, "warning"),
        ("free", 0, "within"),
        ("free", 1, "warning"),
        *((base, tasks, "unpriced") for base in ("none", "unpriced") for tasks in (0, 10, 100)),
    ],
)
def test_a_change_in_percent(base: str, tasks: int, expected: str) -> None:
    assert verdict(PERCENT, on_fargate(tasks), BASES[base]) == expected


@pytest.mark.parametrize("budget", [AMOUNT, PERCENT])
@pytest.mark.parametrize("base", BASES)
def test_a_change_to_what_has_no_price_is_unpriced(budget: dict[str, Any], base: str) -> None:
    assert verdict(budget, UNPRICED, BASES[base]) == "unpriced"


@pytest.mark.parametrize("budget", [LIMIT, AMOUNT, PERCENT])
def test_a_removed_workload_costs_nothing(budget: dict[str, Any]) -> None:
    assert verdict(budget, None, BASES["10 tasks"]) == "within"


@pytest.mark.parametrize(
    ("thresholds", "tasks", "expected"),
    [
        ({"amount": "240"}, 10, "within"),
        ({"amount": "240"}, 11, "exceeded"),
        ({"warning_amount": "240"}, 10, "within"),
        ({"warning_amount": "240"}, 1000, "warning"),  # a warning alone never stops anything
        ({"amount": 0}, 0, "within"),
        ({"amount": 0}, 1, "exceeded"),
    ],
)
def test_one_threshold_alone(thresholds: dict[str, Any], tasks: int, expected: str) -> None:
    assert verdict({"limit": thresholds}, on_fargate(tasks), NO_BASE) == expected


@pytest.mark.parametrize(
    ("budget", "tasks", "base", "expected"),
    [
        (LIMIT | AMOUNT, 8, "10 tasks", "within"),
        (LIMIT | AMOUNT, 9, "10 tasks", "warning"),
        (LIMIT | PERCENT, 13, "10 tasks", "exceeded"),
        (LIMIT | PERCENT, 8, "none", "unpriced"),
        (LIMIT | PERCENT, 11, "none", "exceeded"),  # what is certain comes before what is unknown
        (LIMIT | PERCENT, 9, "none", "unpriced"),  # and what is unknown before a warning
        ({"change": {"amount": "48", "percent": "50"}}, 13, "10 tasks", "exceeded"),  # each holds by itself
        ({"change": {"amount": "500", "percent": "20"}}, 13, "10 tasks", "exceeded"),
    ],
)
def test_the_worst_of_several_thresholds(budget: dict[str, Any], tasks: int, base: str, expected: str) -> None:
    assert verdict(budget, on_fargate(tasks), BASES[base]) == expected


@pytest.mark.parametrize(
    ("per", "amount", "expected"),
    [
        ("month", "240", "within"),
        ("month", "239.99", "exceeded"),
        ("year", "2880", "within"),  # 12 × $240
        ("year", "2879.99", "exceeded"),
        ("task", "24", "within"),  # $240 ÷ 10 tasks
        ("task", "23.99", "exceeded"),
    ],
)
def test_per(per: str, amount: str, expected: str) -> None:
    budget = {"per": per, "limit": {"amount": amount}}
    assert verdict(budget, on_fargate(10), NO_BASE) == expected


@pytest.mark.parametrize(
    ("per", "amount", "expected"),
    [
        ("month", "24", "within"),
        ("month", "23.99", "exceeded"),
        ("year", "288", "within"),
        ("year", "287.99", "exceeded"),
        ("task", "0", "within"),
    ],
)
def test_a_change_per(per: str, amount: str, expected: str) -> None:
    budget = {"per": per, "change": {"amount": amount}}
    assert verdict(budget, on_fargate(11), BASES["10 tasks"]) == expected


def test_every_verdict_has_its_exit_code() -> None:
    assert VERDICT_EXIT_CODES == EXITS
    assert set(VERDICT_EXIT_CODES) == set(BudgetVerdict)


def test_exact_to_the_last_digit() -> None:
    """A trillionth of a task more than the limit is more, though both print the same cents."""
    spent = workload(request({"average_tasks": "10.000000000001", "min_tasks": 1, "max_tasks": 20}))
    assert checked({"limit": {"amount": "240"}}, spent).verdict is BudgetVerdict.EXCEEDED
