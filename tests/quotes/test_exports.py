"""Exports of a quote: exact in CSV and FOCUS, cents in Markdown, and nobody's text is taken for code."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from ecsquote.calculator.components import COMPONENTS
from ecsquote.quotes.exports import EXPORTS
from ecsquote.quotes.exports.markdown import cell, money
from support_quotes import fargate_document as document
from support_small_catalog import service
from support_spot import spot_catalog, spot_row


def rows(name: str, quote: dict[str, Any]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(EXPORTS[name].write([quote]).decode(), newline="")))


def total(found: Iterable[dict[str, str]], column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in found), Decimal(0))


def test_csv_adds_up_to_each_option_to_the_last_digit() -> None:
    quote = document()
    found = rows("csv", quote)
    available = [option for option in quote["options"] if option["available"]]
    assert {option["launch_option"] for option in available} == {"FARGATE", "FARGATE_SPOT"}
    for option in available:
        lines = [row for row in found if row["launch_option"] == option["launch_option"]]
        assert total(lines, "monthly") == Decimal(option["monthly"])
    for row in found:
        assert Decimal(row["quantity"]) * Decimal(row["unit_price"]) == Decimal(row["monthly"])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
@pytest.mark.parametrize("name", ["csv", "focus"])
def test_no_cell_of_anybodys_text_is_a_formula(name: str, text: str) -> None:
    quote = document()
    for option in quote["options"]:
        for line in option["line_items"]:
            line["service"] = line["description"] = text
    for row in rows(name, quote):
        assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in row.values() if value)


def test_csv_holds_any_text_as_it_is() -> None:
    quote = document()
    text = 'a "quoted", long\nname; ünïcödé'
    quote["options"][0]["line_items"][0]["service"] = text
    assert text in [row["service"] for row in rows("csv", quote)]


def test_markdown_shows_every_option_in_cents_and_why_one_is_unavailable() -> None:
    quote = document(name="checkout")
    text = EXPORTS["markdown"].write([quote]).decode()
    assert "checkout in us-east-1" in text
    assert "| FARGATE | X86_64 |  | 36.04 | 432.48 |" in text
    assert "| EXTERNAL | X86_64 |  | unavailable: " in text
    assert quote["id"] in text


@pytest.mark.parametrize(("currency", "price"), [("USD", "$0.57"), ("CNY", "CNY 0.57")])
def test_markdown_shows_unit_prices_in_the_currency_of_the_quote(currency: str, price: str) -> None:
    unknown = {"component": "logs", "service": "web", "needs": "usage.logs.ingested_gb", "unit": "GB"}
    quote = {**document(), "currency": currency, "unknown_usage": [{**unknown, "unit_price": "0.57"}]}
    assert f" of web, {price} per GB: give `usage.logs.ingested_gb`" in EXPORTS["markdown"].write([quote]).decode()


def test_markdown_of_a_quote_without_an_available_option() -> None:
    text = EXPORTS["markdown"].write([document(launch_options=["EXTERNAL"])]).decode()
    assert "unavailable" in text
    assert "Cheapest" not in text


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("0", "0.00"), ("0.005", "0.01"), ("0.0049", "0.00"), ("1234567.895", "1,234,567.90"), ("36.0401", "36.04")],
)
def test_money_is_rounded_half_up_to_cents(amount: str, shown: str) -> None:
    assert money(amount) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("web", "web"),
        ("FARGATE_SPOT", "FARGATE_SPOT"),
        ("a|b", r"a\|b"),
        ("a\n| b", r"a \| b"),
        ("<script>", r"\<script\>"),
        ("[x](http://y)", r"\[x\](http://y)"),
        ("*bold* _it_", r"\*bold\* \_it\_"),
        ("`code`", r"\`code\`"),
        ("back\\slash", r"back\\slash"),
        (None, ""),
    ],
)
def test_text_in_a_table_stays_text(text: str | None, shown: str) -> None:
    assert cell(text) == shown


def test_focus_costs_add_up_to_each_option() -> None:
    quote = document()
    found = rows("focus", quote)
    for option in quote["options"][:2]:
        lines = [row for row in found if row["x_LaunchOption"] == option["launch_option"]]
        for column in ("BilledCost", "EffectiveCost", "ContractedCost", "ListCost"):
            assert total(lines, column) == Decimal(option["monthly"])


def test_focus_calls_spot_dynamic_and_the_rest_standard() -> None:
    found = {(row["x_LaunchOption"], row["PricingCategory"]) for row in rows("focus", document())}
    assert found == {("FARGATE", "Standard"), ("FARGATE_SPOT", "Dynamic")}


def test_focus_tells_spot_from_on_demand_within_a_fleet_and_its_zone() -> None:
    catalog = spot_catalog({"m5.large": "0.1"}, {"m5.large": [("b", "0.04")]})
    option = spot_row(catalog, service(load={"tasks": 3}), on_demand_base_capacity=1, profile="cheapest")
    found = rows("focus", {**document(), "options": [option]})
    costs: dict[tuple[str, str], Decimal] = {}
    for row in found:
        if row["x_Component"] == "ec2_compute":
            key = row["PricingCategory"], row["AvailabilityZone"]
            costs[key] = costs.get(key, Decimal(0)) + Decimal(row["BilledCost"])
    assert costs == {("Dynamic", "us-east-1b"): Decimal("29.2"), ("Standard", ""): Decimal(73)}  # 730 × 0.04, × 0.1


@pytest.mark.parametrize(
    ("created_at", "start", "end"),
    [
        ("2026-11-22T12:00:00Z", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"),
        ("2026-12-31T23:59:59Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z"),
    ],
)
def test_focus_periods_are_the_calendar_month_of_the_quote(created_at: str, start: str, end: str) -> None:
    row = rows("focus", {**document(), "created_at": created_at})[0]
    assert (row["ChargePeriodStart"], row["ChargePeriodEnd"]) == (start, end)
    assert (row["BillingPeriodStart"], row["BillingPeriodEnd"]) == (start, end)


def test_every_component_of_a_quote_has_its_focus_category() -> None:
    """The components that the API's description of a quote names."""
    named = {
        "fargate_compute",
        "fargate_ephemeral_storage",
        "ec2_compute",
        "ec2_cpu_credits",
        "managed_instances_fee",
        "external_instances",
        "ebs_volume",
        "load_balancer",
        "data_transfer",
        "nat_gateway",
        "public_ipv4",
        "vpc_endpoint",
        "cloudwatch_logs",
        "container_insights",
        "cloudwatch_alarms",
        "secrets_manager",
        "ecr",
        "efs",
        "guardduty",
        "cloud_map",
        "xray",
        "eventbridge_scheduler",
        "systems_manager",
        "kms",
        "reserved_instances",
        "savings_plan",
    }
    assert named == COMPONENTS.keys()


def test_csv_opens_in_pandas_with_the_exact_figures() -> None:
    quote = document()
    frame = pd.read_csv(io.StringIO(EXPORTS["csv"].write([quote]).decode()), dtype=str, keep_default_na=False)
    lines = [line for option in quote["options"] if option["available"] for line in option["line_items"]]
    for name in ("quantity", "unit_price", "monthly"):
        assert [Decimal(value) for value in frame[name]] == [Decimal(line[name]) for line in lines]
    assert sum(map(Decimal, frame[frame["launch_option"] == "FARGATE"]["monthly"])) == Decimal("36.0401")


@pytest.mark.parametrize("name", EXPORTS)
def test_every_format_writes_one_quote_and_several(name: str) -> None:
    export = EXPORTS[name]
    one, two = export.write([document()]), export.write([document(), document()])
    assert len(two) > len(one) > 0
    assert export.file_name("quote").endswith(f".{export.extension}")


def test_several_quotes_share_one_header() -> None:
    header, *rows = EXPORTS["csv"].write([document()]).decode().splitlines()
    assert EXPORTS["csv"].write([document(), document()]).decode().splitlines()[0] == header
    assert EXPORTS["csv"].write([document(), document()]).decode().count(header) == 1
    assert len(EXPORTS["csv"].write([document(), document()]).decode().splitlines()) == 1 + 2 * len(rows)
