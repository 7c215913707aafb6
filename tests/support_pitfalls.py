"""Bills from the shipped catalog for the pitfall tests, and the one check that they share."""

from decimal import Decimal
from typing import Any

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.contract.quotes import quote_document
from support_catalog import shipped_catalog

CENT = Decimal("0.01")
DUST = Decimal("1e-6")
"""Quantities without a finite decimal are rounded at the 12th place."""
M5_LARGE: dict[str, Any] = {"profile": "cheapest", "instance_types": ["m5.large"]}
"""Perfect packing, so that each figure shows one pitfall alone."""


def service(
    load: dict[str, Any] | None = None, definition: dict[str, Any] | None = None, **task: Any
) -> dict[str, Any]:
    """One service "web", 1 vCPU and 2 GB with awsvpc unless `task` says otherwise (None leaves a member out)."""
    members = {
        "family": "web",
        "cpu": "1024",
        "memory": "2048",
        "networkMode": "awsvpc",
        "containerDefinitions": [{"name": "app", "image": "app:1", "essential": True}],
        **task,
    }
    made: dict[str, Any] = {
        "name": "web",
        "task_definition": {name: value for name, value in members.items() if value is not None},
        "load": load or {"tasks": 1},
    }
    return made if definition is None else made | {"service_definition": definition}


def container(name: str = "app", **more: Any) -> dict[str, Any]:
    """One container definition."""
    return {"name": name, "image": "app:1", "essential": True, **more}


def document(option: str, *services: dict[str, Any], region: str = "us-east-1", **more: Any) -> dict[str, Any]:
    """The quote document of one launch option."""
    catalog = shipped_catalog()
    request = {"region": region, "services": list(services) or [service()], "launch_options": [option], **more}
    return quote_document(price_request(read_request(request, catalog), catalog))


def bill(
    option: str, *services: dict[str, Any], region: str = "us-east-1", plan: bool = False, **more: Any
) -> dict[str, Any]:
    """The option's row; `plan=True` for the one under the Savings Plan of the request."""
    rows = document(option, *services, region=region, **more)["options"]
    (row,) = (row for row in rows if (row["savings_plan"] is not None) == plan)
    found: dict[str, Any] = row
    return found


def cost(row: dict[str, Any], component: str | None = None) -> Decimal:
    """USD a month of a row, or of one component in it."""
    assert row["available"], row["unavailable_reason"]
    lines = (line for line in row["line_items"] if component in (None, line["component"]))
    return sum((Decimal(line["monthly"]) for line in lines), Decimal(0))


def instances(row: dict[str, Any]) -> int:
    """How many instances a row's placement has."""
    assert row["available"], row["unavailable_reason"]
    return sum(group["count"] for group in row["placement"]["instances"])


def shows(actual: Decimal, right: Decimal, *, naive: Decimal) -> None:
    """The figure is the right one, and the naive way would be off by a cent or more."""
    assert abs(actual - right) < DUST, (actual, right)
    assert abs(actual - naive) >= CENT, (actual, naive)
