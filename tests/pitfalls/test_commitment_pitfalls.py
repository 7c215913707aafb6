"""Pitfalls 16 to 20: Savings Plans, and what a service's load really is."""

from decimal import Decimal

from support_pitfalls import bill, cost, service, shows

TASK = Decimal("0.04048") + 2 * Decimal("0.004445")  # 1 vCPU and 2 GB, us-east-1, an hour
COMMITTED = Decimal("0.032384") + 2 * Decimal("0.003556")  # under a Compute plan of a year without upfront payment
PLAN = {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT"}


def test_pitfall_16_unused_commitment_is_paid_and_lost() -> None:
    row = bill("FARGATE", service(), plan=True, savings_plan={**PLAN, "hourly_commitment": "10"})
    shows(cost(row), 730 * Decimal(10), naive=730 * COMMITTED)
    assert any("unused" in text for text in row["warnings"])


def test_pitfall_17_no_savings_plan_on_spot() -> None:
    row = bill("FARGATE_SPOT", service(), plan=True, savings_plan=PLAN)
    assert not row["available"]
    assert "Savings Plans do not cover" in row["unavailable_reason"]
    on_demand = bill("FARGATE", service(), plan=True, savings_plan=PLAN)
    shows(cost(on_demand), 730 * COMMITTED, naive=730 * TASK)


def test_pitfall_18_a_commitment_for_the_peak_costs_more() -> None:
    by_day = service({"hourly_tasks": [1] * 16 + [10] * 8})
    row = bill("FARGATE", by_day, plan=True, savings_plan=PLAN)
    # one task is committed; 16 hours need no more, 8 hours nine more On-Demand: three on average
    peak = 730 * 10 * COMMITTED
    shows(cost(row), 730 * (COMMITTED + 3 * TASK), naive=peak)
    assert cost(row) < 730 * 4 * TASK < peak


def test_pitfall_19_tasks_on_average_not_the_desired_count() -> None:
    load = {"average_tasks": "4.5", "min_tasks": 2, "max_tasks": 10}
    row = bill("FARGATE", service(load, {"desiredCount": 10}))
    shows(cost(row), 730 * Decimal("4.5") * TASK, naive=730 * 10 * TASK)


def test_pitfall_20_deployments_run_old_and_new_tasks_beside_each_other() -> None:
    web = service({"tasks": 10}, {"deploymentConfiguration": {"maximumPercent": 150}})
    row = bill("FARGATE", web | {"deployments": {"per_month": 60, "minutes_each": 30}})
    # 60 × 30 minutes are 30 hours, in which 15 tasks run for 10
    shows(cost(row), (730 * 10 + 30 * 5) * TASK, naive=730 * 10 * TASK)
