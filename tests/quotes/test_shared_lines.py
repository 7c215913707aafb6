"""Instances that services share, divided in exports: each line's parts add up to it, and the services to the split."""

import csv
import io
from collections import defaultdict
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from ecsquote.quotes.exports import EXPORTS
from ecsquote.quotes.exports.shared_lines import METHOD
from support_quotes import fargate_document
from support_small_catalog import service
from support_spot import spot_catalog, spot_row

NEAR = Decimal("1e-9")
"""What rounding quantities at the 12th decimal may leave of a sum of few lines."""


def option(**fleet: Any) -> dict[str, Any]:
    """Three services on instances at 0.1 an hour, one of them with volumes of its own."""
    catalog = spot_catalog({"m5.large": "0.1"}, {})
    services = [service(name=name, load={"tasks": count}) for name, count in (("web", 3), ("api", 1), ("idle", 1))]
    return spot_row(catalog, *services, option="EC2_ON_DEMAND", **fleet)


def rows(form: str, found: dict[str, Any]) -> list[dict[str, str]]:
    text = EXPORTS[form].write([{**fargate_document(), "options": [found]}]).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    ("form", "cost", "quantity", "price"),
    [("focus", "BilledCost", "PricingQuantity", "ContractedUnitPrice"), ("csv", "monthly", "quantity", "unit_price")],
)
def test_the_parts_of_a_line_add_up_to_it_exactly(form: str, cost: str, quantity: str, price: str) -> None:
    found = option()
    assert found["available"], found["unavailable_reason"]
    exported = rows(form, found)
    name = "x_Component" if form == "focus" else "component"
    assert len(exported) > len(found["line_items"])
    for line in found["line_items"]:
        of_line = [row for row in exported if row[name] == line["component"]]
        assert sum(Decimal(row[cost]) for row in of_line) == Decimal(line["monthly"])
        assert sum(Decimal(row[quantity]) for row in of_line) == Decimal(line["quantity"])
    assert all(Decimal(row[quantity]) * Decimal(row[price]) == Decimal(row[cost]) for row in exported)


def test_focus_names_the_method_and_each_resource() -> None:
    found = option()
    exported = rows("focus", found)
    assert {row["x_AllocatedMethodId"] for row in exported} == {METHOD}
    costs: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in exported:
        costs[row["x_AllocatedResourceId"]] += Decimal(row["BilledCost"])
    shares = {f"estimate:service/{each['name']}": each["monthly"] for each in found["placement"]["services"]}
    assert costs.keys() == {*shares, "estimate:idle"}, "a service called idle is not what is idle"
    for name, monthly in {**shares, "estimate:idle": found["placement"]["idle_monthly"]}.items():
        assert abs(costs[name] - Decimal(monthly)) < NEAR


def test_lines_that_nobody_shares_are_rows_as_they_are() -> None:
    quote = fargate_document()
    for form, column in (("focus", "x_AllocatedMethodId"), ("csv", "allocation")):
        text = EXPORTS[form].write([quote]).decode()
        found = list(csv.DictReader(io.StringIO(text, newline="")))
        lines = [line for each in quote["options"] if each["available"] for line in each["line_items"]]
        assert len(found) == len(lines)
        assert {row[column] for row in found} == {""}


def test_a_quote_kept_before_there_was_a_split_is_exported_line_by_line() -> None:
    found = option()
    del found["placement"]["services"], found["placement"]["idle_monthly"]
    assert len(rows("focus", found)) == len(found["line_items"])


def test_csv_gives_the_service_of_each_part() -> None:
    exported = rows("csv", option())
    assert {(row["allocation"], row["service"]) for row in exported} == {
        ("service", "web"),
        ("service", "api"),
        ("service", "idle"),
        ("idle", ""),
    }


def test_the_workbook_has_a_sheet_of_services() -> None:
    found = option()
    content = EXPORTS["xlsx"].write([{**fargate_document(), "options": [found]}])
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Services"]
    header, *lines = ([cell.value for cell in cells] for cells in sheet.iter_rows())
    exact, kind, name = (header.index(title) for title in ("Monthly, exact", "Allocation", "Service"))
    assert [(line[kind], line[name]) for line in lines] == [
        ("service", "web"),
        ("service", "api"),
        ("service", "idle"),
        ("idle", None),
    ]
    total = sum(Decimal(str(line[exact])) for line in lines)
    assert total == sum(Decimal(line["monthly"]) for line in found["line_items"]), "all lines are of the instances"
