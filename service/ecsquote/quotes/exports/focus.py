"""A quote's line items in FOCUS 1.2 columns, each row marked as an estimate.

Source: https://focus.finops.org/focus-specification/ (version 1.2). An estimate is not a bill: it has no invoice, its
account is "estimate", it has no resource, and its periods are the calendar month of the quote. A commitment (Savings
Plan, Reserved Instances) is one row of usage for all of it, used or not. A line of instances that services share gives
way to one row for each service and one for idle, which add up to it; FOCUS 1.2 has no columns for that, so they are
named as FOCUS 1.3 names AllocatedMethodId and AllocatedResourceId, after "x_". Every option has its rows, so add
rows up only within one `x_LaunchOption`, `x_CpuArchitecture` and `x_SavingsPlan`.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from ecsquote.calculator.components import SERVICE_NAMES, component_entry
from ecsquote.quotes.exports.rows import csv_text, option_plans, priced_lines, text_cell
from ecsquote.quotes.exports.shared_lines import METHOD, parts
from ecsquote.units import decimal_string, exact_product

ESTIMATE = "estimate"
PROVIDER = "AWS"
IDLE = f"{ESTIMATE}:idle"
"""The resource that no service holds."""

COLUMNS = (
    "AvailabilityZone", "BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodStart",
    "BillingPeriodEnd", "CapacityReservationId", "CapacityReservationStatus", "ChargeCategory", "ChargeClass",
    "ChargeDescription", "ChargeFrequency",
    "ChargePeriodStart", "ChargePeriodEnd", "CommitmentDiscountCategory", "CommitmentDiscountId",
    "CommitmentDiscountName", "CommitmentDiscountQuantity", "CommitmentDiscountStatus", "CommitmentDiscountType",
    "CommitmentDiscountUnit", "ConsumedQuantity", "ConsumedUnit", "ContractedCost",
    "ContractedUnitPrice", "EffectiveCost", "InvoiceId", "InvoiceIssuerName", "ListCost", "ListUnitPrice",
    "PricingCategory", "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName", "RegionId",
    "RegionName", "ResourceId", "ResourceName", "ResourceType", "ServiceCategory", "ServiceName", "ServiceSubcategory",
    "SkuId", "SkuMeter", "SkuPriceDetails", "SkuPriceId", "SubAccountId", "SubAccountName", "Tags",
    "x_Estimate", "x_QuoteId", "x_CatalogVersion", "x_LaunchOption", "x_CpuArchitecture", "x_SavingsPlan",
    "x_Component", "x_EcsService", "x_AllocatedMethodId", "x_AllocatedResourceId", "x_Operation",
)  # fmt: skip


def write_focus(document: Mapping[str, Any]) -> str:
    """CSV with one row per line item of every available option; shared instances have one for each service and idle."""
    month = _month(document["created_at"])
    rows = ({**month, **row} for option, line in priced_lines(document) for row in _rows(document, option, line))
    return csv_text(COLUMNS, ([row.get(column, "") for column in COLUMNS] for row in rows))


def _rows(document: Mapping[str, Any], option: Mapping[str, Any], line: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """The line's row, or the rows of its parts."""
    shared = parts(line)
    if not shared:
        yield _row(document, option, line)
    for part in shared:
        resource = IDLE if part.service is None else f"{ESTIMATE}:service/{part.service}"
        yield {
            **_row(document, option, part.line),
            "x_EcsService": text_cell(part.service),
            "x_AllocatedMethodId": METHOD,
            "x_AllocatedResourceId": resource,
        }


def _row(document: Mapping[str, Any], option: Mapping[str, Any], line: Mapping[str, Any]) -> dict[str, str]:
    """Columns that are null for an estimate (InvoiceId, ResourceId, ChargeClass, …) are left out."""
    price = line["price"]
    cost, list_unit_price = line["monthly"], _list_unit_price(line)
    focus = component_entry(line["component"]).focus
    tags = {"ecsquote:estimate": "true", "ecsquote:launch_option": option["launch_option"]}
    return {
        "AvailabilityZone": text_cell(price.get("availability_zone")),
        "BilledCost": cost,
        "EffectiveCost": cost,
        "ContractedCost": cost,
        "ListCost": _product(line["quantity"], list_unit_price or line["unit_price"]),
        "ListUnitPrice": list_unit_price,
        "ContractedUnitPrice": line["unit_price"],
        "BillingAccountId": ESTIMATE,
        "BillingCurrency": document["currency"],
        "ChargeCategory": "Usage",
        "ChargeDescription": text_cell(f"Estimate: {line['description']}"),
        "ChargeFrequency": "Usage-Based",
        "ConsumedQuantity": line["quantity"],
        "ConsumedUnit": line["unit"],
        "PricingQuantity": line["quantity"],
        "PricingUnit": line["unit"],
        "PricingCategory": pricing_category(line),
        "InvoiceIssuerName": PROVIDER,
        "ProviderName": PROVIDER,
        "PublisherName": PROVIDER,
        "RegionId": document["region"],
        "RegionName": document["region"],
        "ServiceCategory": focus.category,
        "ServiceSubcategory": focus.subcategory,
        "ServiceName": SERVICE_NAMES.get(price["service_code"], price["service_code"]),
        "SkuId": text_cell(price["sku"]),
        "SkuMeter": text_cell(price["usage_type"]),
        "SkuPriceId": text_cell(price["rate_code"]),
        "Tags": json.dumps(tags),
        **_commitment(option, line),
        "x_Estimate": "true",
        "x_QuoteId": document["id"],
        "x_CatalogVersion": document["catalog"]["version"],
        "x_LaunchOption": option["launch_option"],
        "x_CpuArchitecture": option["cpu_architecture"],
        "x_SavingsPlan": option_plans(option),
        "x_Component": line["component"],
        "x_EcsService": text_cell(line["service"]),
        "x_Operation": text_cell(price.get("operation")),
    }


def _list_unit_price(line: Mapping[str, Any]) -> str:
    """AWS's price before any private discount; empty where there is none, as for an account's private rate."""
    price = line["price"]
    return str(price.get("list_unit_price") or ("" if price["basis"] == "custom" else line["unit_price"]))


def _product(quantity: str, unit_price: str) -> str:
    return decimal_string(exact_product(Decimal(quantity), Decimal(unit_price)))


def _commitment(option: Mapping[str, Any], line: Mapping[str, Any]) -> dict[str, str]:
    """The columns of a commitment discount; none for other lines."""
    commitment = component_entry(line["component"]).commitment
    if commitment is None:
        return {}
    return {
        "CommitmentDiscountCategory": commitment.category,
        "CommitmentDiscountId": f"{ESTIMATE}:{line['component']}:{line['description']}",
        "CommitmentDiscountName": text_cell(option_plans(option) or line["description"]),
        "CommitmentDiscountStatus": "Used",
        "CommitmentDiscountType": commitment.kind,
    }


def pricing_category(line: Mapping[str, Any]) -> str:
    """Dynamic for Spot capacity, Committed for Savings Plans and reservations, Standard for the rest."""
    usage_type = line["price"]["usage_type"] or ""
    if component_entry(line["component"]).commitment is not None:
        return "Committed"
    if "SpotUsage" in usage_type:
        return "Dynamic"
    # a zone's Spot price has no usage type, and a Spot fleet may include On-Demand instances
    spot_instances = line["component"] == "ec2_compute" and " Spot, " in line["description"]
    return "Dynamic" if spot_instances else "Standard"


def _month(created_at: str) -> dict[str, str]:
    moment = datetime.fromisoformat(created_at).astimezone(UTC)
    start = datetime(moment.year, moment.month, 1, tzinfo=UTC)
    end = datetime(moment.year + moment.month // 12, moment.month % 12 + 1, 1, tzinfo=UTC)
    return {
        f"{period}Period{edge}": time.strftime("%Y-%m-%dT%H:%M:%SZ")
        for period in ("Billing", "Charge")
        for edge, time in (("Start", start), ("End", end))
    }
