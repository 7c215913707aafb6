"""The kernel equals single quotes: random services priced both ways, to the last digit."""

import os
from typing import Any

import pytest

from ecsquote.portfolio.kernel import PortfolioKernel
from ecsquote.portfolio.terms import portfolio_terms
from support_catalog import shipped_catalog
from support_portfolio import FARGATE_OPTIONS, random_rows, single_prices, workloads

SOAK = bool(os.environ.get("ECSQUOTE_SOAK"))
PLAN = {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT"}


def differences(rows: list[dict[str, Any]], options: tuple[str, ...], shared: dict[str, Any]) -> list[object]:
    """Where the kernel and single quotes of the same services differ, in amounts or in reasons."""
    terms = portfolio_terms(shipped_catalog(), {**shared, "launch_options": list(options)})
    prices = PortfolioKernel(terms).prices(workloads(rows)).to_pylist()
    found: list[object] = []
    for at, row in enumerate(rows):
        single = single_prices(row, shipped_catalog(), options, shared)
        assert len(single) * len(rows) == len(prices)
        for price in prices[at :: len(rows)]:
            asked = single[price["launch_option"], price.get("savings_plan") is not None]
            if (price["monthly"], price["reason"]) != asked:
                found.append((row, price, asked))
    return found


TERMS: dict[str, dict[str, Any]] = {
    "list prices": {},
    "an odd month": {"hours_per_month": "743.333333333333"},
    "discounts": {
        "discounts": [{"service_code": "AmazonECS", "percent": "12.5"}, {"service_code": "*", "percent": "3"}]
    },
}


@pytest.mark.parametrize("name", TERMS)
def test_fargate_equals_single_quotes(name: str) -> None:
    rows = random_rows((100_000 if name == "list prices" else 10_000) if SOAK else 250, seed=len(name))
    assert differences(rows, FARGATE_OPTIONS, TERMS[name]) == []


@pytest.mark.parametrize("commitment", [None, "0.75"])
def test_savings_plans_equal_single_quotes(commitment: str | None) -> None:
    plan = PLAN if commitment is None else {**PLAN, "hourly_commitment": commitment}
    rows = random_rows(2_000 if SOAK else 80, seed=5)
    for row in rows[::2]:  # the Region with plan rates
        row["region"] = "us-east-1"
    assert differences(rows, FARGATE_OPTIONS, {"savings_plan": plan}) == []


@pytest.mark.parametrize("tasks", [1, 7, 10, 999_999])
@pytest.mark.parametrize("cpu", [256, 1024])
def test_a_savings_plan_of_digits_that_are_rounded(cpu: int, tasks: int) -> None:
    """¼ vCPU through 743.333333333333 hours are 185.83333333333325 vCPU-hours, and line items keep 12 decimals.

    Those of a whole vCPU fit; its 21 GB of storage at ⅞ of the price have more decimals than an amount keeps.
    """
    (row,) = random_rows(1, seed=0)
    size = {"cpu": cpu, "memory_mib": 2048, "architecture": "X86_64", "operating_system": "LINUX"}
    load = {"tasks": tasks, "runs_per_month": None, "seconds_per_run": None}
    row |= {**size, **load, "region": "us-east-1", "ephemeral_storage_gib": 41, "public_ip": False}
    discounts = {"discounts": [{"service_code": "*", "percent": "12.5"}]}
    assert differences([row], ("FARGATE",), {"savings_plan": PLAN, **TERMS["an odd month"], **discounts}) == []


def test_fleets_equal_single_quotes() -> None:
    rows = random_rows(400 if SOAK else 12, seed=6, tasks_up_to=30)
    assert differences([*rows, *rows], ("EC2_ON_DEMAND", "EC2_SPOT"), {}) == []
