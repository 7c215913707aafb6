"""What must hold for budgets of any workload: exact to the last digit, parts add up to the whole, periods scale."""

from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecsquote.budgets.budget import COMPONENTS, read_budgets
from ecsquote.budgets.check import check_budgets
from ecsquote.budgets.workloads import CheckedWorkload, PricedQuote
from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.budget_checks import BudgetVerdict
from ecsquote.contract.quotes import quote_document
from support_catalog import shipped_catalog
from support_requests import quote_requests

EXAMPLES = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
ON_FARGATE = quote_requests().map(lambda document: {**document, "launch_options": ["FARGATE"]})


def figures(workload: CheckedWorkload, *budgets: dict[str, Any]) -> list[Fraction]:
    """What each budget counts on Fargate."""
    common = {"launch_option": "FARGATE", "limit": {"amount": "0"}}
    named = [{"name": str(index), **common, **budget} for index, budget in enumerate(budgets)]
    read = read_budgets({"version": 1, "budgets": named}, shipped_catalog())
    found = [result.spent for result in check_budgets(read, [workload]).budgets]
    assert None not in found
    return [Fraction(spent) for spent in found if spent is not None]


@EXAMPLES
@given(document=ON_FARGATE, cents=st.integers(-100, 100))
def test_the_figures_are_the_options_own(document: dict[str, Any], cents: int) -> None:
    catalog = shipped_catalog()
    quote = price_request(read_request(document, catalog), catalog)
    side = PricedQuote.of(quote_document(quote))
    (row,) = [
        row for row in quote.options if row.cpu_architecture == side.cpu_architecture and row.savings_plan is None
    ]
    if row.monthly is None:
        return
    workload = CheckedWorkload(("any",), side)
    monthly = Fraction(row.monthly)
    filters = [{"component": name} for name in COMPONENTS]
    whole, year, *parts = figures(workload, {}, {"per": "year"}, *filters)
    assert (whole, year, sum(parts)) == (monthly, 12 * monthly, monthly)
    # Against any threshold the verdict follows from the figure alone.
    threshold = f"{max(0.0, float(monthly) + cents / 100):.6f}"
    budget = {"name": "a", "launch_option": "FARGATE", "limit": {"amount": threshold}}
    verdict = check_budgets(read_budgets({"version": 1, "budgets": [budget]}, catalog), [workload]).verdict
    assert verdict is (BudgetVerdict.EXCEEDED if monthly > Fraction(threshold) else BudgetVerdict.WITHIN)
