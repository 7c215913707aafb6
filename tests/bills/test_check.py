"""A made month of a quote's own lines checks back at 0.00; what is changed in it comes back as just that change."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ecsquote.bills.buckets import BillFilter
from ecsquote.bills.check import BillQuestion, check_bill
from ecsquote.bills.rows import CostBasis
from ecsquote.calculator.launch_options import LaunchOption
from ecsquote.contract.bill_checks import BillCheck
from ecsquote.errors import InputError
from ecsquote.quotes.quoter import Quoter
from ecsquote.units import exact_sum
from support_api import FixedCatalogs, quote_request
from support_bills import FORMATS, MONTH, START, MadeRow, changed, export, made_rows
from support_catalog import shipped_catalog
from support_cli import EXAMPLES

WEB: dict[str, Any] = json.loads((EXAMPLES / "web-service.json").read_text())
ZERO = Decimal(0)


def check(
    document: dict[str, Any], rows: Sequence[MadeRow], folder: Path, form: str = "cur 2.0", **asked: Any
) -> BillCheck:
    """The check of an export that holds these rows."""
    path = export(folder / "bill.csv", rows, form)
    return check_bill(document, [path], question(**asked), quoter())


def question(**asked: Any) -> BillQuestion:
    return BillQuestion(**{"month": MONTH, "launch_option": LaunchOption.FARGATE, **asked})


def quoter() -> Quoter:
    return Quoter(FixedCatalogs((shipped_catalog(),)), 36_500)


@pytest.fixture(scope="module")
def web_rows() -> list[MadeRow]:
    return made_rows(WEB, "FARGATE")


def total(rows: Iterable[MadeRow]) -> Decimal:
    return exact_sum([row.list_cost for row in rows])


@pytest.mark.parametrize("kind", ["csv", "csv.gz", "parquet"])
@pytest.mark.parametrize("form", [name for name in FORMATS if name != "focus 1.0"])
def test_the_quotes_own_lines_check_back_without_a_difference(
    web_rows: list[MadeRow], form: str, kind: str, tmp_path: Path
) -> None:
    path = export(tmp_path / f"bill.{kind}", web_rows, form)
    found = check_bill(WEB, [path], question(), quoter())
    assert found.verdict == "within"
    assert {one.difference for one in found.components} == {ZERO}
    assert {one.quantity_difference for one in found.components} == {ZERO}
    assert found.total.actual == total(web_rows) > 0
    assert found.file.rows == len(web_rows)
    assert not found.partial


@pytest.mark.parametrize("option", [LaunchOption.FARGATE_SPOT, LaunchOption.EC2_ON_DEMAND, LaunchOption.EC2_SPOT])
def test_every_launch_option_checks_back(option: LaunchOption, tmp_path: Path) -> None:
    rows = made_rows(WEB, option.value)
    found = check(WEB, rows, tmp_path, launch_option=option)
    assert found.total.difference == ZERO
    assert found.total.actual == total(rows)


def test_a_tenth_more_at_a_discount_comes_back_as_quantity_and_price(web_rows: list[MadeRow], tmp_path: Path) -> None:
    """E more in quantity is E/10; on 1.1 E, 5 % off is -0.055 E; together 0.045 E."""
    rows = [
        replace(
            row,
            quantity=row.quantity * Decimal("1.1"),
            cost=row.quantity * Decimal("1.1") * row.price * Decimal("0.95"),
        )
        for row in web_rows
    ]
    found = check(WEB, rows, tmp_path, "focus 1.2", basis=CostBasis.NET)
    estimate = total(web_rows)
    assert found.total.estimate == estimate
    for one in found.components:
        assert one.quantity_difference == one.estimate / 10, one.component
        assert one.price_difference == one.estimate * Decimal("-0.055"), one.component
    assert found.total.difference == estimate * Decimal("0.045")
    assert found.verdict == "within"
    beyond = check(WEB, rows, tmp_path, "focus 1.2", basis=CostBasis.NET, tolerance_percent=Decimal("4.4"))
    assert (beyond.verdict, beyond.reasons[0]) == ("beyond", "the total")


def test_list_cost_is_compared_with_list_prices(web_rows: list[MadeRow], tmp_path: Path) -> None:
    discounted = changed(web_rows, cost=Decimal(1))
    document = {**WEB, "discounts": [{"service_code": "*", "percent": "10"}]}
    assert check(document, discounted, tmp_path).total.difference == ZERO
    net = check(document, discounted, tmp_path, basis=CostBasis.NET)
    assert net.total.actual == len(web_rows)
    assert net.total.estimate == total(web_rows) * Decimal("0.9")


def test_a_savings_plan_is_compared_with_the_usage_that_it_pays(tmp_path: Path) -> None:
    """4 tasks × (0.25 × 0.04048 + 0.5 × 0.004445) an hour, all under a plan: list is usage, effective the plan's."""
    plan = {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT"}
    document = quote_request(savings_plan=plan)
    covered = changed(made_rows(quote_request(), "FARGATE"), charge="SavingsPlanCoveredUsage", effective=Decimal(5))
    fee = MadeRow(
        "ComputeSavingsPlans", "ComputeSP:1yrNoUpfront", Decimal(744), Decimal(1), charge="SavingsPlanRecurringFee"
    )
    negation = replace(covered[0], charge="SavingsPlanNegation", cost=-covered[0].list_cost, effective=None)
    rows = [*covered, fee, negation]
    assert check(document, rows, tmp_path).total.difference == ZERO
    found = check(document, rows, tmp_path, basis=CostBasis.EFFECTIVE)
    assert {one.component: one.actual for one in found.components}["savings_plan"] == 5 * len(covered)
    costs = {one.bucket: one.cost for one in found.buckets}
    assert costs["commitment"] == 744


def test_a_bill_of_part_of_the_month_scales_the_estimate(tmp_path: Path) -> None:
    """186 of 744 hours are a quarter of the month."""
    rows = [
        replace(row, quantity=row.quantity / 4, hours=186, start=START + timedelta(hours=100))
        for row in made_rows(quote_request(), "FARGATE")
    ]
    found = check(quote_request(), rows, tmp_path)
    assert found.partial
    assert (found.hours, found.covered_hours) == (Decimal(744), Decimal(186))
    assert found.total.difference == ZERO
    assert "covers 186 of the month's 744 hours" in found.notes[0]


def test_what_runs_today_is_compared_or_must_be_named(tmp_path: Path) -> None:
    rows = made_rows(quote_request(), "FARGATE")
    with pytest.raises(InputError, match="name it with --launch-option"):
        check(quote_request(), rows, tmp_path, launch_option=None)
    found = check(quote_request(current="FARGATE"), rows, tmp_path, launch_option=None)
    assert found.launch_option == "FARGATE"


def test_other_months_regions_and_services_are_not_compared(tmp_path: Path) -> None:
    own = made_rows(quote_request(), "FARGATE")
    september = changed(own, start=datetime(2026, 9, 1, tzinfo=UTC))
    ireland = changed(own, region="eu-west-1")
    storage = MadeRow("AmazonS3", "TimedStorage-ByteHrs", Decimal(10), Decimal("0.023"))
    kubernetes = replace(own[0], service_code="AmazonEKS")
    metering = MadeRow("AmazonECS", "USE1-ECS-EC2-vCPU-Hours", Decimal(9), ZERO)
    rows = [*own, *september, *ireland, storage, kubernetes, metering]
    found = check(quote_request(), rows, tmp_path)
    counted = {one.bucket: one.rows for one in found.buckets if one.rows}
    assert counted == {"matched": 2, "other_month": 2, "other_region": 2, "not_ecs": 2, "other_component": 1}
    assert found.total.difference == ZERO
    assert exact_sum([one.cost for one in found.buckets]) == total(rows) == found.file.cost


def test_credits_taxes_and_fees_have_buckets_of_their_own(tmp_path: Path) -> None:
    kinds = {
        "Tax": "tax",
        "Credit": "credit",
        "EdpDiscount": "credit",
        "Refund": "refund",
        "Fee": "fee",
        "RIFee": "commitment",
    }
    own = made_rows(quote_request(), "FARGATE")
    rows = [*own, *(replace(own[0], charge=kind, cost=Decimal(-7)) for kind in kinds)]
    found = check(quote_request(), rows, tmp_path, basis=CostBasis.NET)
    costs = {one.bucket: one.cost for one in found.buckets}
    assert {kind: costs[kind] for kind in set(kinds.values())} == {
        "tax": -7, "credit": -14, "refund": -7, "fee": -7, "commitment": -7,
    }  # fmt: skip
    assert found.file.cost == total(own) - 42


def test_a_cluster_leaves_out_other_clusters_and_what_no_task_names(web_rows: list[MadeRow], tmp_path: Path) -> None:
    tasks = [row for row in web_rows if row.service_code == "AmazonECS"]
    others = changed(tasks, resource="arn:aws:ecs:us-east-1:123456789012:task/batch/0123456789abcdef")
    found = check(WEB, [*web_rows, *others], tmp_path, only=BillFilter(cluster="shop"))
    counted = {one.bucket: one.rows for one in found.buckets if one.rows}
    assert counted == {"matched": len(tasks), "filtered": len(tasks), "not_attributable": len(web_rows) - len(tasks)}
    assert [one.component for one in found.components if one.in_verdict] == ["fargate_compute"]
    assert found.total.actual == total(tasks)
    assert found.verdict == "within"


@pytest.mark.parametrize("form", ["cur 2.0", "legacy cur", "focus 1.2"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("only", [BillFilter(service="storefront"), BillFilter(tag=("team", "web"))])
def test_a_service_and_a_tag_are_found_in_every_format(
    web_rows: list[MadeRow], form: str, kind: str, only: BillFilter, tmp_path: Path
) -> None:
    other = {"aws:ecs:serviceName": "other", "team": "data"}
    tasks = [row for row in web_rows if row.tags]
    path = export(tmp_path / f"bill.{kind}", [*web_rows, *changed(tasks, tags=other)], form)
    found = check_bill(WEB, [path], question(only=only), quoter())
    assert found.total.actual == found.total.estimate == total(tasks)
    assert {one.bucket: one.rows for one in found.buckets if one.rows}["filtered"] == len(tasks)


def test_a_service_needs_its_tag(web_rows: list[MadeRow], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no row carries the tag aws:ecs:serviceName"):
        check(WEB, changed(web_rows, tags={}), tmp_path, only=BillFilter(service="storefront"))


def test_a_focus_export_says_nothing_of_services_on_instances(tmp_path: Path) -> None:
    rows = made_rows(WEB, "EC2_ON_DEMAND")
    asked = {"only": BillFilter(service="storefront"), "launch_option": LaunchOption.EC2_ON_DEMAND}
    with pytest.raises(InputError, match="carries no split cost rows"):
        check(WEB, rows, tmp_path, "focus 1.2", **asked)


def test_other_currencies_and_empty_months_are_refused(tmp_path: Path) -> None:
    rows = made_rows(quote_request(), "FARGATE")
    with pytest.raises(InputError, match="the bill is in EUR, USD"):
        check(quote_request(), [*rows, *changed(rows, currency="EUR")], tmp_path)
    with pytest.raises(InputError, match="no row of 2026-11"):
        check(quote_request(), rows, tmp_path, month="2026-11")
    with pytest.raises(InputError, match="must be a month"):
        check(quote_request(), rows, tmp_path, month="2026-13")
