"""The plan of a scan as people read it: each action, how often it is called, and what that costs."""

from collections.abc import Iterator
from decimal import Decimal

from rich.console import RenderableType
from rich.text import Text

from ecsquote.account.planned_calls import PlannedCalls, ScanPlan
from ecsquote.cli.output.analysis_output import table
from ecsquote.counted import counted
from ecsquote.units import decimal_string, sign_of

_FIGURES = ("Calls", "Price")


def scan_plan_table(plan: ScanPlan) -> Iterator[RenderableType]:
    """The table, and what all calls cost."""
    made = table("Action", "Region", *_FIGURES, right=_FIGURES)
    for each in plan.calls:
        made.add_row(each.action, each.region or "all", str(each.calls), _price(each))
    yield made
    price = "unknown, for want of a price" if plan.price is None else _money(plan.price, plan.currency)
    yield Text(f"\nA full scan makes {counted(plan.total_calls, 'call')}; AWS's price for them: {price}.")
    for source in dict.fromkeys(each.source for each in plan.calls if each.source):
        yield Text(f"\nPrice of GetMetricData: {source}, catalog {plan.catalog_version}.")


def _price(planned: PlannedCalls) -> str:
    if planned.metrics is None:
        return "free"
    metrics = counted(planned.metrics, "metric")
    if planned.unit_price is None or planned.price is None:
        return f"{metrics}, price unknown"
    return f"{metrics} × {_money(planned.unit_price, planned.currency)} = {_money(planned.price, planned.currency)}"


def _money(amount: Decimal, currency: str) -> str:
    return f"{sign_of(currency)}{decimal_string(amount)}"
