"""Workloads whose bills a head can work out, and budgets checked for them in one line.

In the small catalog's us-east-1 a task of 1 vCPU and 2 GB costs 0.04 + 2 × 0.004 = $0.048 an hour on Fargate: in a
month of 500 hours $24. On Fargate Spot it is 0.01 + 2 × 0.001 = $0.012 an hour, $6 a month.
"""

from typing import Any

from ecsquote.budgets.budget import Budget, read_budgets
from ecsquote.budgets.check import check_budgets
from ecsquote.budgets.workloads import NO_BASE, CheckedWorkload, PricedQuote, Side, needed_options
from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.budget_checks import BudgetCheck
from ecsquote.contract.quotes import quote_document
from support_small_catalog import service, small_catalog

CATALOG = small_catalog()


def request(tasks: object = 10, **more: Any) -> dict[str, Any]:
    """`tasks` tasks at $24 a month each on Fargate."""
    services = [service(load=tasks if isinstance(tasks, dict) else {"tasks": str(tasks)})]
    return {"region": "us-east-1", "hours_per_month": "500", "services": services, **more}


def budgets(*documents: dict[str, Any]) -> tuple[Budget, ...]:
    """Budgets as a file would hold them; each is named by its place and looks at Fargate unless it says otherwise."""
    named = [{"name": f"budget {index}", "launch_option": "FARGATE", **each} for index, each in enumerate(documents)]
    return read_budgets({"version": 1, "budgets": named}, CATALOG)


def priced(document: dict[str, Any], *asked: Budget) -> PricedQuote:
    """The quote of a request on what these budgets need; all options without any."""
    read = read_request(document, CATALOG)
    needed = needed_options(read, asked) if asked else read.launch_options
    quote = price_request(read.model_copy(update={"launch_options": needed}), CATALOG)
    return PricedQuote.of(quote_document(quote), read.launch_options)


def workload(document: dict[str, Any], base: Side | dict[str, Any] = NO_BASE, name: str = "shop") -> CheckedWorkload:
    """A workload of this name, and its base."""
    return CheckedWorkload((name,), priced(document), priced(base) if isinstance(base, dict) else base)


def on_fargate(tasks: int) -> dict[str, Any]:
    """`request` that asks for Fargate alone, which is priced soonest."""
    return request(tasks, launch_options=["FARGATE"])


def checked(budget: dict[str, Any], *workloads: CheckedWorkload) -> BudgetCheck:
    """One budget held against these workloads."""
    return check_budgets(budgets(budget), workloads)
