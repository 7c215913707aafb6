"""Instances that services share, divided in exports: each line's parts add up to it, and the services to the split."""

import csv
import io
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

import openpyxl
import pytest

from ecsquote.quotes.exports import EXPORTS
from ecsquote.quotes.exports.shared_lines import METHOD
from support_quotes import fargate_document
from support_small_catalog import service
from support_spot import spot_catalog, spot_row


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
        assert costs[name] == Decimal(monthly)


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
    for line in found["line_items"]:
        del line["service_quantities"]
    assert len(rows("focus", found)) == len(found["line_items"])


def two_types() -> dict[str, Any]:
    """A web task of 2 vCPU and 2 GB on each c5.large, a jobs task of 1 vCPU and 6 GB on the m5.large."""
    web = service(name="web", load={"tasks": 2}, cpu="2048")
    jobs = service(name="jobs", cpu="1024", memory="6144")
    catalog = spot_catalog({"c5.large": "0.08", "m5.large": "0.1"}, {})
    return spot_row(catalog, web, jobs, option="EC2_ON_DEMAND")


@pytest.mark.parametrize("form", ["csv", "focus"])
def test_each_line_is_divided_by_what_stands_on_its_own_instances(form: str) -> None:
    """A c5.large (2 vCPU, 4 GB) weighs 9 × 2 + 4 = 22, an m5.large (8 GB) 26; web's task 20, the one of jobs 15.

    web holds 20/22 of the 1,460 hours at 0.08 and of their volumes, jobs 15/26 of the 730 hours at 0.1 and of its
    volume; the 90 GB-months of three volumes are divided by the hours of all instances.
    """
    found = two_types()
    placed = {each["instance_type"]: (each["count"], each["tasks"]) for each in found["placement"]["instances"]}
    assert placed == {"c5.large": (2, {"web": 1}), "m5.large": (1, {"jobs": 1})}
    component, name, quantity = (
        ("component", "service", "quantity") if form == "csv" else ("x_Component", "x_EcsService", "PricingQuantity")
    )
    text, price = ("description", "unit_price") if form == "csv" else ("ChargeDescription", "ContractedUnitPrice")
    held = {
        (row[text].partition(" ")[0] if form == "csv" else row[text].split()[1], row[name]): Fraction(row[quantity])
        for row in rows(form, found)
        if row[component] == "ec2_compute"
    }
    expected = {
        ("c5.large", "web"): Fraction(1460 * 20, 22),
        ("c5.large", ""): Fraction(1460 * 2, 22),
        ("m5.large", "jobs"): Fraction(730 * 15, 26),
        ("m5.large", ""): Fraction(730 * 11, 26),
    }
    assert held.keys() == expected.keys()
    assert all(abs(held[key] - expected[key]) < Fraction(1, 10**12) for key in held)
    volumes = {row[name]: Fraction(row[quantity]) for row in rows(form, found) if row[component] == "ebs_volume"}
    assert abs(volumes["web"] - 90 * Fraction(2, 3) * Fraction(20, 22)) < Fraction(1, 10**12)
    assert abs(volumes["jobs"] - 90 * Fraction(1, 3) * Fraction(15, 26)) < Fraction(1, 10**12)
    assert all(row[price] for row in rows(form, found))
    services = {each["name"]: Decimal(each["monthly"]) for each in found["placement"]["services"]}
    cost = "monthly" if form == "csv" else "BilledCost"
    for each in ("web", "jobs"):
        assert sum(Decimal(row[cost]) for row in rows(form, found) if row[name] == each) == services[each]


def test_an_instance_that_nobody_holds_is_a_row_of_idle() -> None:
    # two instances at least, one task
    catalog = spot_catalog({"m5.large": "0.1"}, {})
    found = spot_row(catalog, service(name="web"), option="EC2_ON_DEMAND", min_instances=2)
    exported = rows("csv", {**found, "line_items": [{**found["line_items"][0], "service_quantities": {}}]})
    assert [(row["allocation"], row["quantity"]) for row in exported] == [("idle", "1460")]


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
