"""FOCUS 1.2's own rules, column by column, checked on every row of estimates of several kinds.

Source: https://focus.finops.org/focus-specification/ (version 1.2), the content constraints of each column.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import pytest

from ecsquote.calculator.quoting import price_request
from ecsquote.calculator.request import read_request
from ecsquote.quotes.exports.focus import COLUMNS, write_focus
from ecsquote.quotes.kept import new_quote
from support_api import quote_request
from support_catalog import shipped_catalog

SUBCATEGORIES = {
    "Compute": "Containers|End User Computing|Quantum Compute|Serverless Compute|Virtual Machines|Other (Compute)",
    "Storage": "Backup Storage|Block Storage|File Storage|Object Storage|Storage Platform|Other (Storage)",
    "Networking": "Application Networking|Content Delivery|Network Connectivity|Network Infrastructure|"
    "Network Routing|Network Security|Other (Networking)",
    "Management and Governance": "Architecture|Compliance|Cost Management|Data Governance|Disaster Recovery|"
    "Endpoint Management|Observability|Support|Other (Management and Governance)",
    "Security": "Secret Management|Security Posture Management|Threat Detection and Response|Other (Security)",
    "Developer Tools": "Developer Platforms|Continuous Integration and Deployment|Development Environments|"
    "Source Code Management|Quality Assurance|Other (Developer Tools)",
    "Other": "Other (Other)",
}
"""ServiceCategory: the ServiceSubcategory values below it, of the categories that a quote has."""


def text(value: str) -> bool:
    return value == value.strip() and value.isprintable()


def moment(value: str) -> bool:
    """ISO 8601 in UTC, as FOCUS's date and time format wants it."""
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value)) and bool(datetime.fromisoformat(value))


def number(value: str) -> bool:
    """FOCUS's numeric format: digits, a point, no sign but -, no thousands."""
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", value))


def not_negative(value: str) -> bool:
    return number(value) and Decimal(value) >= 0


def one_of(*values: str) -> Callable[[str], bool]:
    return lambda value: value in values


def key_values(value: str) -> bool:
    """FOCUS's key-value format: a JSON object of texts, numbers, booleans and null."""
    return all(one is None or isinstance(one, str | int | float | bool) for one in json.loads(value).values())


@dataclass(frozen=True)
class Rule:
    """What a value must look like, and whether it may be null for usage that is not a correction."""

    fits: Callable[[str], bool]
    nullable: bool = False
    always_null: bool = False


NULL = Rule(text, nullable=True, always_null=True)
COST, PRICE = Rule(number), Rule(not_negative)
COMMITMENT = Rule(text, nullable=True)
RULES: dict[str, Rule] = {
    "AvailabilityZone": Rule(text, nullable=True),
    "BilledCost": COST,
    "BillingAccountId": Rule(text),
    "BillingAccountName": NULL,
    "BillingCurrency": Rule(one_of("USD", "CNY")),
    "BillingPeriodStart": Rule(moment),
    "BillingPeriodEnd": Rule(moment),
    "CapacityReservationId": NULL,
    "CapacityReservationStatus": NULL,
    "ChargeCategory": Rule(one_of("Usage", "Purchase", "Tax", "Credit", "Adjustment")),
    "ChargeClass": NULL,
    "ChargeDescription": Rule(text),
    "ChargeFrequency": Rule(one_of("One-Time", "Recurring", "Usage-Based")),
    "ChargePeriodStart": Rule(moment),
    "ChargePeriodEnd": Rule(moment),
    "CommitmentDiscountCategory": Rule(one_of("Spend", "Usage"), nullable=True),
    "CommitmentDiscountId": COMMITMENT,
    "CommitmentDiscountName": COMMITMENT,
    "CommitmentDiscountQuantity": NULL,
    "CommitmentDiscountStatus": Rule(one_of("Used", "Unused"), nullable=True),
    "CommitmentDiscountType": COMMITMENT,
    "CommitmentDiscountUnit": NULL,
    "ConsumedQuantity": PRICE,
    "ConsumedUnit": Rule(text),
    "ContractedCost": COST,
    "ContractedUnitPrice": PRICE,
    "EffectiveCost": COST,
    "InvoiceId": NULL,
    "InvoiceIssuerName": Rule(text),
    "ListCost": COST,
    "ListUnitPrice": Rule(not_negative, nullable=True),  # a private rate has none that we know
    "PricingCategory": Rule(one_of("Standard", "Dynamic", "Committed", "Other")),
    "PricingQuantity": PRICE,
    "PricingUnit": Rule(text),
    "ProviderName": Rule(text),
    "PublisherName": Rule(text),
    "RegionId": Rule(text),
    "RegionName": Rule(text),
    "ResourceId": NULL,
    "ResourceName": NULL,
    "ResourceType": NULL,
    "ServiceCategory": Rule(one_of(*SUBCATEGORIES)),
    "ServiceName": Rule(text),
    "ServiceSubcategory": Rule(lambda value: value in "|".join(SUBCATEGORIES.values()).split("|")),
    "SkuId": Rule(text, nullable=True),  # null where the reading of the price list does not hold it
    "SkuMeter": Rule(text, nullable=True),
    "SkuPriceDetails": NULL,
    "SkuPriceId": Rule(text, nullable=True),
    "SubAccountId": NULL,
    "SubAccountName": NULL,
    "Tags": Rule(key_values),
}
"""Every column of FOCUS 1.2 that an estimate has; the other columns are ours and begin with x_."""

PLAN = {"type": "COMPUTE", "term_years": 1, "payment_option": "NO_UPFRONT"}
USAGE = {
    "load_balancers": [{"type": "application", "availability_zones": 2, "lcu_per_hour": "1.5"}],
    "data_transfer": {"internet_out_gb": "20000", "inter_az_gb": "10"},
    "nat_gateways": {"count": 1, "processed_gb": "5"},
    "logs": {"ingested_gb": "5", "stored_gb": "5"},
    "ecr": {"stored_gb": "5"},
}
OPTIONS = ["FARGATE", "FARGATE_SPOT", "EC2_ON_DEMAND", "EC2_SPOT", "MANAGED_INSTANCES"]
RESERVED = [{"instance_type": "c7a.medium", "count": 1, "hourly_rate": "0.03"}]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    """Rows of every launch option, with what surrounds the tasks, a Savings Plan, a discount and a reservation."""
    asked = (
        {"usage": USAGE, "savings_plan": PLAN},
        {"discounts": [{"service_code": "*", "percent": "12.5"}], "reserved_instances": RESERVED},
    )
    catalog, found = shipped_catalog(), []
    for more in asked:
        request = read_request({**quote_request(launch_options=OPTIONS), **more}, catalog)
        document = new_quote(price_request(request, catalog)).parsed()
        found += list(csv.DictReader(io.StringIO(write_focus(document), newline="")))
    return found


def faults(column: str, rule: Rule, found: list[dict[str, str]]) -> Iterator[str]:
    for row in found:
        value = row[column]
        try:
            if not value and not rule.nullable:
                yield f"{column} is null in {row['ChargeDescription']}"
            if value and (rule.always_null or not rule.fits(value)):
                yield f"{column} is {value!r} in {row['ChargeDescription']}"
        except (ValueError, InvalidOperation) as error:
            yield f"{column} is {value!r}: {error}"


def test_every_column_is_focus_or_ours() -> None:
    assert {column for column in COLUMNS if not column.startswith("x_")} == RULES.keys()
    assert len(set(COLUMNS)) == len(COLUMNS)


@pytest.mark.parametrize("column", RULES)
def test_every_value_is_of_its_type_and_null_only_where_it_may_be(column: str, rows: list[dict[str, str]]) -> None:
    assert list(faults(column, RULES[column], rows)) == []


def test_the_rows_are_of_every_kind(rows: list[dict[str, str]]) -> None:
    assert {row["PricingCategory"] for row in rows} == {"Standard", "Dynamic", "Committed"}
    assert {row["x_LaunchOption"] for row in rows} == set(OPTIONS)
    assert {"savings_plan", "reserved_instances", "nat_gateway", "data_transfer"} <= {
        row["x_Component"] for row in rows
    }


def test_costs_are_quantity_times_price_and_never_below_0(rows: list[dict[str, str]]) -> None:
    for row in rows:
        quantity = Decimal(row["PricingQuantity"])
        assert Decimal(row["ContractedUnitPrice"]) * quantity == Decimal(row["ContractedCost"])
        if row["ListUnitPrice"]:
            assert Decimal(row["ListUnitPrice"]) * quantity == Decimal(row["ListCost"])
        assert quantity > 0
        assert min(Decimal(row[name]) for name in ("BilledCost", "EffectiveCost", "ListCost")) >= 0


def test_a_private_discount_is_a_lower_contracted_price_and_no_row_of_its_own() -> None:
    catalog, more = shipped_catalog(), {"discounts": [{"service_code": "*", "percent": "12.5"}]}
    document = new_quote(price_request(read_request(quote_request(**more), catalog), catalog)).parsed()
    found = list(csv.DictReader(io.StringIO(write_focus(document), newline="")))
    assert len(found) == 2
    for row in found:
        # 100 % − 12.5 % = 7/8 of the list price
        assert 8 * Decimal(row["ContractedUnitPrice"]) == 7 * Decimal(row["ListUnitPrice"])
        assert 8 * Decimal(row["BilledCost"]) == 7 * Decimal(row["ListCost"])
    assert sum(Decimal(row["BilledCost"]) for row in found) == Decimal(document["options"][0]["monthly"])


def test_a_subcategory_lies_below_its_category(rows: list[dict[str, str]]) -> None:
    for row in rows:
        assert row["ServiceSubcategory"] in SUBCATEGORIES[row["ServiceCategory"]].split("|")


def test_a_period_ends_after_it_begins_and_a_charge_lies_in_its_billing_period(rows: list[dict[str, str]]) -> None:
    for row in rows:
        assert row["BillingPeriodStart"] <= row["ChargePeriodStart"] < row["ChargePeriodEnd"] <= row["BillingPeriodEnd"]


def test_commitment_columns_are_there_for_commitments_alone(rows: list[dict[str, str]]) -> None:
    names = [f"CommitmentDiscount{name}" for name in ("Category", "Id", "Name", "Status", "Type")]
    for row in rows:
        assert len({bool(row[name]) for name in names} | {row["PricingCategory"] == "Committed"}) == 1


def test_every_row_is_marked_as_an_estimate(rows: list[dict[str, str]]) -> None:
    for row in rows:
        assert (row["x_Estimate"], row["BillingAccountId"]) == ("true", "estimate")
        assert json.loads(row["Tags"])["ecsquote:estimate"] == "true"
        assert row["ChargeDescription"].startswith("Estimate: ")


def test_the_checks_can_fail(rows: list[dict[str, str]]) -> None:
    row: dict[str, Any] = rows[0]
    for column, wrong in (
        ("BilledCost", "1,5"),
        ("ListUnitPrice", "-1"),
        ("BillingPeriodStart", "2026-11-01"),
        ("ChargeCategory", "usage"),
        ("ServiceName", ""),
        ("InvoiceId", "1"),
    ):
        assert list(faults(column, RULES[column], [{**row, column: wrong}]))
