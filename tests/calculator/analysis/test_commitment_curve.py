"""The best commitment, against hand arithmetic and against a fine grid of quotes."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecsquote.calculator.analysis.commitment_curve import commitments, compute_plans
from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import QuoteRequest, read_request
from ecsquote.calculator.savings_plans.commitment_hour import Match, cover_hour
from ecsquote.calculator.savings_plans.covered_month import CoveredMonth
from ecsquote.contract.analyses import CommitmentCurve
from ecsquote.contract.savings_plans import SavingsPlanRequest
from ecsquote.pricing.catalog.catalog import Catalog
from support_analysis import PLAN, asked
from support_catalog import shipped_catalog
from support_small_catalog import service

GRID = 120


def best_curve(request: QuoteRequest, catalog: Catalog) -> CommitmentCurve:
    (curve,) = commitments(request, catalog, [SavingsPlanRequest.model_validate(PLAN)]).curves
    return curve


def quoted(request: QuoteRequest, catalog: Catalog, commitment: Decimal) -> Decimal:
    """What a quote says of a commitment."""
    plan = {**PLAN, "hourly_commitment": str(commitment)}
    document = {**request.model_dump(mode="json"), "savings_plan": plan}
    quote = price_request(read_request(document, catalog), catalog)
    (row,) = (option for option in quote.options if option.savings_plan is not None)
    assert row.monthly is not None
    return row.monthly


def test_half_of_the_hours_are_not_worth_a_commitment() -> None:
    # 1 task by night, 3 by day. A task costs 0.048 an hour, 0.036 committed. One committed task: 0.036 + one more
    # On-Demand on average = 0.084 × 730. A dollar above it saves 1/0.75 in half of the hours only: 0.67 < 1.
    request, catalog = asked(service(load={"hourly_tasks": [1] * 12 + [3] * 12}))
    curve = best_curve(request, catalog)
    assert curve.best is not None
    assert curve.best == curve.steady
    assert curve.best.hourly_commitment == Decimal("0.036")
    assert curve.best.monthly == Decimal("0.084") * 730
    assert curve.without_plan == 2 * Decimal("0.048") * 730
    assert curve.curve[0].monthly == curve.without_plan
    assert curve.curve[-1].monthly == 3 * Decimal("0.036") * 730


def test_most_of_the_hours_are() -> None:
    # 20 of 24 hours: a dollar for the second and third task saves 20/24 ÷ 0.75 = 1.11 dollars
    request, catalog = asked(service(load={"hourly_tasks": [1] * 4 + [3] * 20}))
    curve = best_curve(request, catalog)
    assert curve.best is not None
    assert curve.best.hourly_commitment == 3 * Decimal("0.036")
    assert curve.steady is not None
    assert curve.steady.hourly_commitment == Decimal("0.036")
    assert curve.best.monthly < curve.steady.monthly


def test_no_commitment_for_a_load_that_hardly_runs() -> None:
    request, catalog = asked(service(load={"hourly_tasks": [0] * 23 + [9]}))
    curve = best_curve(request, catalog)
    assert curve.best is not None
    assert curve.best.hourly_commitment == 0


def test_rates_that_the_catalog_has_not_are_said_and_never_replaced() -> None:
    request, catalog = asked(service(), launch_options=None)
    answer = commitments(request, catalog)
    told = {
        (each.launch_option, each.savings_plan.term_years, each.savings_plan.payment_option) for each in answer.curves
    }
    plans = {(plan.term_years, plan.payment_option) for plan in compute_plans()}
    assert told == {(option, *plan) for option in ("FARGATE", "EC2_ON_DEMAND", "MANAGED_INSTANCES") for plan in plans}
    for each in answer.curves:
        has_rate = (each.savings_plan.term_years, each.savings_plan.payment_option) == (1, "NO_UPFRONT")
        assert (each.best is not None) == has_rate
        assert has_rate or "Savings Plan rate" in (each.unavailable_reason or "")


counts = st.lists(st.integers(0, 6), min_size=24, max_size=24)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(counts, counts, st.sampled_from([[], [{"service_code": "*", "percent": "10"}]]))
def test_no_point_of_a_fine_grid_is_cheaper(first: list[int], second: list[int], discounts: list[Any]) -> None:
    catalog = shipped_catalog()
    arm = service("arm", {"hourly_tasks": second}, memory="4096", runtimePlatform={"cpuArchitecture": "ARM64"})
    document = {
        "region": "us-east-1",
        "services": [service("x86", {"hourly_tasks": first}), arm],
        "launch_options": ["FARGATE"],
        "discounts": discounts,
    }
    if not any(first) and not any(second):
        return
    request = read_request(document, catalog)
    curve = best_curve(request, catalog)
    assert curve.best is not None
    assert curve.without_plan is not None
    assert curve.best.monthly == quoted(request, catalog, curve.best.hourly_commitment)
    top = curve.curve[-1].hourly_commitment
    tolerance = Decimal("1e-6")  # covered quantities are rounded at the 12th decimal
    for number in range(GRID + 1):
        point = (top * number / GRID).quantize(Decimal("1e-6"))
        assert curve.best.monthly <= quoted(request, catalog, point) + tolerance
    assert curve.best.monthly <= curve.without_plan
    # never more than the commitment plus everything On-Demand
    assert all(
        point.monthly <= curve.without_plan + point.hourly_commitment * request.hours_per_month for point in curve.curve
    )


_AMOUNTS = st.fractions(min_value=0, max_value=5, max_denominator=8)


@given(
    hours=st.lists(st.tuples(_AMOUNTS, _AMOUNTS), min_size=1, max_size=6),
    rates=st.tuples(_AMOUNTS, _AMOUNTS),
    commitment=st.fractions(min_value=0, max_value=30, max_denominator=8),
)
def test_sums_over_the_hours_are_those_of_hour_by_hour(
    hours: list[tuple[Fraction, Fraction]], rates: tuple[Fraction, Fraction], commitment: Fraction
) -> None:
    order = [Match(0, 1, rates[0]), Match(0, 0, rates[1])]
    shares = [Fraction(1, len(hours))] * len(hours)
    month = CoveredMonth(order, hours, shares, Fraction(730))
    each = [cover_hour(order, hour, [commitment]) for hour in hours]
    for usage in (0, 1):
        left = sum((hour.left[usage] * 730 for hour in each), Fraction(0)) / len(hours)
        assert month.left(commitment)[usage] == left
    assert month.used(commitment) == sum((hour.used[0] for hour in each), Fraction(0)) / len(hours)
