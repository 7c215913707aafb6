"""What a budget counts of one quote: the launch option, the line items that it selects, and their sum."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ecsquote.budgets.budget import Budget
from ecsquote.budgets.workloads import (
    Absent,
    PricedQuote,
    Side,
    Unpriced,
    in_region,
    judged_without_name,
    selected_services,
)
from ecsquote.calculator.components import COMPONENTS
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.contract.budget_checks import Period
from ecsquote.quotes.missing import lacks_workload, missing_in_short
from ecsquote.units import exact_sum
from ecsquote.workload.timeline import average_tasks

SHARED = frozenset(name for name, entry in COMPONENTS.items() if entry.shared_capacity)
"""Components whose lines without a service are for capacity that all services of the workload share."""

Lines = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Spending:
    """What one side of one workload costs in a month (USD), as a budget counts it; `reason` where it is unknown."""

    monthly: Decimal | None
    tasks: Fraction | None = None
    """What `per: task` divides by: the tasks that run on average, or the runs in the month."""
    tasks_are_runs: bool = False
    launch_option: LaunchOption | None = None
    chosen: str | None = None
    """How the launch option was chosen, for people."""
    lines: Lines = ()
    reason: str | None = None


NOTHING = Spending(Decimal(0), Fraction(0))


class _UnknownCosts(Exception):
    """Why the costs are unknown."""


def spending(side: Side, budget: Budget) -> Spending:
    """The costs of one side that a budget selects."""
    if isinstance(side, Absent):
        return NOTHING
    if isinstance(side, Unpriced):
        return Spending(None, reason=side.reason)
    if not in_region(side, budget) or not any(selected_services(side, budget)):
        return NOTHING
    chosen: tuple[LaunchOption | None, str | None] = (None, None)
    try:
        option, words = _option(side, budget)
        chosen = LaunchOption(option["launch_option"]), words
        lines = _lines(side, budget, option)
        tasks, runs = _tasks(side, budget) if budget.per is Period.TASK else (None, False)
    except _UnknownCosts as unknown:
        return Spending(None, None, False, *chosen, reason=str(unknown))
    monthly = exact_sum([Decimal(line["monthly"]) for line in lines])
    missing = f"it is at least this: {missing_in_short(side.document)}" if lacks_workload(side.document) else None
    return Spending(monthly, tasks, runs, *chosen, lines=lines, reason=missing)


def _option(side: PricedQuote, budget: Budget) -> tuple[Mapping[str, Any], str]:
    """The row of the quote that counts, and how it was chosen."""
    name, words = _judged_on(side, budget)
    rows = [row for row in side.document["options"] if _own(row, side, budget) and row["launch_option"] == name.value]
    if not rows:
        raise _UnknownCosts(f"the quote holds no {_row_words(name, budget)}; ask for it in launch_options")
    for row in rows:
        if row["available"]:
            return row, words
    raise _UnknownCosts("; ".join(dict.fromkeys(row["unavailable_reason"] for row in rows)))


def _judged_on(side: PricedQuote, budget: Budget) -> tuple[LaunchOption, str]:
    """The launch option that a budget is judged on, and why; Spot only where it is named or runs today."""
    today = side.today
    if (named := budget.launch_option) is not None:
        if named.spot and named is not today.option and side.document["request"].get("spot") is False:
            raise _UnknownCosts(f"the budget names {named.value}, and spot is false in the request; change one of them")
        return named, "named by the budget"
    try:
        option = judged_without_name(today, side.services, side.asked)
    except ValueError as error:
        raise _UnknownCosts(str(error)) from None
    if today.option is not None:
        return option, "what runs today"
    if today.differs:
        return option, "named by the services"
    if option is not LaunchOption.FARGATE:
        return option, "the only launch option of the request"
    return option, f"as what runs today is not known{f' ({today.reason})' if today.reason else ''}"


def _own(row: Mapping[str, Any], side: PricedQuote, budget: Budget) -> bool:
    """Rows as the workload is built; those of other architectures are what-ifs."""
    planned = row["savings_plan"] is not None or bool(row.get("savings_plans"))
    return row["cpu_architecture"] == side.cpu_architecture and planned == budget.savings_plan


def _row_words(name: LaunchOption, budget: Budget) -> str:
    return f"{name.value} under a savings_plan" if budget.savings_plan else name.value


def _lines(side: PricedQuote, budget: Budget, option: Mapping[str, Any]) -> Lines:
    lines: Sequence[Mapping[str, Any]] = option["line_items"]
    if budget.component:
        lines = [line for line in lines if line["component"] in budget.component]
    if not budget.service:
        return tuple(lines)
    selected = len(tuple(selected_services(side, budget)))
    shared = [line for line in lines if line["service"] is None and line["component"] in SHARED]
    if shared and selected < len(side.services):
        names = ", ".join(sorted({line["component"] for line in shared}))
        raise _UnknownCosts(
            f"on {option['launch_option']} its services share capacity ({names}), which is not billed by service: "
            "budget the workload or those components"
        )
    own = {service.name for service in selected_services(side, budget)}
    return tuple(
        line for line in lines if line["service"] in own or (line["service"] is None and line["component"] in SHARED)
    )


def _tasks(side: PricedQuote, budget: Budget) -> tuple[Fraction, bool]:
    services = tuple(selected_services(side, budget))
    if daemons := [service.name for service in services if service.definition.daemon]:
        raise _UnknownCosts(f"{', '.join(daemons)} runs on every instance and has no number of tasks to divide by")
    runs = [service.load.runs for service in services if service.load.runs is not None]
    if runs and len(runs) < len(services):
        raise _UnknownCosts("per task divides by running tasks or by runs, not both: select services of one kind")
    if runs:
        return sum((each.runs_per_month for each in runs), Fraction(0)), True
    hours = Decimal(side.document["hours_per_month"])
    return sum((average_tasks(service.load, hours) for service in services), Fraction(0)), False
